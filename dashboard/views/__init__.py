"""One view a file: widgets and layout, no arithmetic."""
