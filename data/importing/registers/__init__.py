"""Registers (台账) of the county taken in: leaders, teams, places, residents."""
