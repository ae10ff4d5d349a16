"""Petitions taken in: columns, checks, places."""
