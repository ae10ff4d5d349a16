"""The counties of a province side by side, as they may be told."""
