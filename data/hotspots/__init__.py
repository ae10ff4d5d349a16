"""Where is more than expected, what is new, what happens now; and the findings kept."""
