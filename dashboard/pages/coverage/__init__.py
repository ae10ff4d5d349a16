"""Coverage by liaison teams."""
