"""Files for one reader, once.

Streamlit's own downloads stay open to anybody who has their address, also after the session. A file with
personal data gets an address of ours instead: it cannot be guessed, works once, and ends after five minutes.
"""

import secrets
import threading
import time
from dataclasses import dataclass

MINUTES = 5


@dataclass(frozen=True)
class Export:
    """A file on offer."""

    content: bytes
    name: str
    media_type: str
    until: float


_offers: dict[str, Export] = {}
_lock = threading.Lock()


def offer(content: bytes, name: str, media_type: str) -> str:
    """Put a file on offer and return its address on this server."""
    token = secrets.token_urlsafe(32)
    now = time.monotonic()
    with _lock:
        for old in [key for key, export in _offers.items() if export.until < now]:
            del _offers[old]
        _offers[token] = Export(content, name, media_type, now + MINUTES * 60)
    return f"/export/{token}"


def take(token: str) -> Export | None:
    """The file of a token, which then ends; None if there is none or its time is over."""
    with _lock:
        export = _offers.pop(token, None)
    return export if export is not None and export.until >= time.monotonic() else None
