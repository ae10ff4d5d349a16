"""The commands, one a file. `terminal` holds what they share."""
