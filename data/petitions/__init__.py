"""Petitions read: facts to count, cases one by one, the county's figures."""
