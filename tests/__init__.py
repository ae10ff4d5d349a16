import scripts  # noqa: F401 what is compiled is kept where the program keeps it
