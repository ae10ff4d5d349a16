"""Policies that petitions call into question (信访倒推), and the long run beside which they are seen."""
