"""Who did what, and who looked at whom: for the head of the petition office."""
