"""The repair queue."""
