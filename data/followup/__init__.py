"""Followed to its end: instructions, led cases, proposals, joint meetings, and agents who run errands."""
