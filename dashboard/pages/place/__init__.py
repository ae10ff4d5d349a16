"""One village or township: all that is told of it to who looks."""
