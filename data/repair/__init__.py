"""Petitions that no rule could place: the queue, and what a person decides."""
