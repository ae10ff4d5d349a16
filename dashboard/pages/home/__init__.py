"""The first page of a role: what it has to do, made of the pages that it leads to."""
