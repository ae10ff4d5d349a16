"""Which policy to question: what rises, and what became of what was proposed."""
