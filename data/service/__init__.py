"""Who serves whom: leaders and their townships, liaison teams and their villages."""
