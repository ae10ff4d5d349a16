"""Cases one by one: what a unit has to answer."""
