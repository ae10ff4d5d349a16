"""How well cases are handled."""
