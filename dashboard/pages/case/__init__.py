"""Cases by hand: one entered, one looked at."""
