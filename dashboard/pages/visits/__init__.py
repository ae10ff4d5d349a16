"""Visits of the 15th: county, township, year."""
