"""Layers of a map taken in: boundaries and roads, opened safely."""
