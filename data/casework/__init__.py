"""One case by hand: entered, corrected, withdrawn, brought back, and what became of it."""
