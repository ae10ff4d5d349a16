"""What each view's map shows: colours, words and legend, made of figures; no widgets."""
