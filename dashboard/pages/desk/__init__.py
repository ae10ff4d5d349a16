"""The desk of a day of visits."""
