"""A province of counties: what each hands on of its record, what is counted and told of it."""
