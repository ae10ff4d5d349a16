"""How often may be asked: by source, and by address where no key was known. Counted in this process."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dashboard.open311.answers import Problem

ASKED = 600
"""In a minute: what one source asks and sends, or what an address asks without a key."""
STRANGERS = 20
"""What an address asks in a minute with a key that is not known."""
_MINUTE = 60

_limiter = MovingWindowRateLimiter(MemoryStorage())


def count(what: str, who: str, most: int) -> None:
    """Count one request.

    Raises
    ------
    Problem
        It is one too many within a minute.
    """
    if not _limiter.hit(RateLimitItemPerMinute(most), what, who):
        raise Problem(429, f"Too many requests: at most {most} a minute. Try again later", after=_MINUTE)


def forget() -> None:
    """As if nobody had asked yet."""
    _limiter.storage.reset()
