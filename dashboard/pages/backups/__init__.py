"""Backups of the record."""
