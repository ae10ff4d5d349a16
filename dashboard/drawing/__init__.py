"""What pages draw with: maps, colours, outlines, tables, style sheets."""
