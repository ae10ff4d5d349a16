"""Files taken in: petitions and boundaries, checked as a whole, kept in one transaction."""
