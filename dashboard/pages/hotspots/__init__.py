"""Hot spots: five questions, and findings."""
