"""Every error this package raises: what was expected, what came, what to do."""

from collections.abc import Iterable

_LISTED = 10


class Refused(ValueError):
    """Input that cannot be used, told in one sentence that can be translated.

    Parameters
    ----------
    message
        English sentence with ``{named}`` fields. It is also the key under which the
        catalogs in ``data/text`` hold the translation, so it must be a literal.
    **values
        What the fields stand for. Never personal data: errors reach screens and logs. One called
        ``command``, which no sentence has a field for, is told on the command line alone.

    Notes
    -----
    ``str(error)`` is the English sentence; `data.text.Words.say` tells it in another language.
    """

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format(**values))


class FrameError(Refused):
    """A reference frame is missing, unknown, or does not fit the coordinates."""


class BoundaryError(Refused):
    """A layer of boundaries cannot be read or used."""


class RoadError(Refused):
    """A layer of roads cannot be read, or makes no network to drive on."""


class VisitError(Refused):
    """A day of visits cannot be planned as asked."""


def listed(items: Iterable[str]) -> str:
    """The first ten different ones of many for one sentence, and how many there are."""
    distinct = list(dict.fromkeys(items))
    return ", ".join(distinct[:_LISTED]) + (f" ... ({len(distinct)})" if len(distinct) > _LISTED else "")
