"""Rates, densities, hot spots, trends and scans: what of a map is more than chance."""
