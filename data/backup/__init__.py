"""Nothing lost: backups of the record, checked and put back."""
