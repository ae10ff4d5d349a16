"""Files as tables of text: sheets, headings, cells."""
