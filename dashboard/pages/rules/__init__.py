"""The rules of the county."""
