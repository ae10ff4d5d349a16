"""What a map of the county is drawn of, on a screen, on paper and on slides: outlines, circles, colours."""
