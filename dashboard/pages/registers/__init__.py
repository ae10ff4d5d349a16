"""Registers of the county, seen and kept by the petition office."""
