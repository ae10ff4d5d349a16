"""Entries of the log that are no change of the record: who signed in, who looked at persons."""
