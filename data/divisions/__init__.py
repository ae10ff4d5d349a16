"""Townships and villages: as they hold on a day, what became of them, how their names are read."""
