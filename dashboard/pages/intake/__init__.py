"""The stream of online intake (民情暖哨)."""
