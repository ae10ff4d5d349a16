"""Accounts: for administrators."""
