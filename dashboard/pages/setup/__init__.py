"""Setting up a county, from its name to its first visits."""
