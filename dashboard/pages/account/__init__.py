"""Who am I here: one's own account."""
