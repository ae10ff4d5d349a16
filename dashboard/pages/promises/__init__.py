"""Promises made on visits that are not kept yet."""
