"""Who gets in: what stands in front of every answer of the program, pages and websocket alike."""
