"""The log as the head of the petition office reads it: who did what, when, and who looked at persons."""
