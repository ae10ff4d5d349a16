"""The map of petitions."""
