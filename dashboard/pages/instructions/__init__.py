"""Instructions of leaders and decisions of meetings, followed to their end."""
