"""Registers (台账) of the county as tables that the office edits: seen, checked, corrected, removed."""
