"""Names of the fields of a file and of the columns they are kept in."""

from dashboard.language import _


def column_names() -> dict[str, str]:
    """Words of the columns of a petition."""
    return {}
