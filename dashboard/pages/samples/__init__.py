"""The charts on figures of no county, to be looked at."""
