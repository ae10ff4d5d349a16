"""Is anything lost? What the program is put through, and what came of it (``docs/reliability.md``)."""
