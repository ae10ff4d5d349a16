"""Pages by subject: a page and its map together."""
