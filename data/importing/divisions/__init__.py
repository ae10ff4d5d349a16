"""Official lists of divisions taken in, edition by edition."""
