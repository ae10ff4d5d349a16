"""How the years compare: totals since the first on record, and cases of the court."""
