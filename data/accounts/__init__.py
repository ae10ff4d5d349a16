"""Who may sign in, and who has: accounts, passwords, one-time codes, sessions."""
