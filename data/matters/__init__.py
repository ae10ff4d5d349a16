"""Matters (信访事项): several petitions that report the same one."""
