"""Takes requests that wait into the record, every half minute, for as long as the server runs."""

import logging

from dashboard import cache
from data.errors import NoCounty
from data.intake.taking_in import forget, take_in
from geo.errors import Refused

SECONDS = 30

_log = logging.getLogger(__name__)


def look() -> None:
    """Take in what waits, be its source's key ended, and forget what has stood in the record for its days.

    A record that cannot be written now is asked again.
    """
    try:
        take_in(cache.store())
        forget(cache.store())
    except NoCounty:
        return  # nothing is set up yet, so nothing waits
    except Refused:
        _log.warning("requests wait: the record cannot be written")
