"""Contracted cases, the three proposals, joint meetings: what leaders and meetings took in hand."""
