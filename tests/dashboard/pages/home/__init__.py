"""First pages of the roles."""
