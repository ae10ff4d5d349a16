"""Agents who run errands for petitioners: where they are, and where there is none."""
