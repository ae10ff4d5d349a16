"""Files for one reader, once.

Streamlit's own downloads stay open to anybody who has their address, also after the session. A file with
personal data gets an address of ours instead: it cannot be guessed, works once, in the browser that it was
made for, and ends after five minutes. Each that is taken stands in the log.
"""

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from dashboard import visitors
from dashboard.record import store
from data.journal.writing import note, quietly

MINUTES = 5


@dataclass(frozen=True)
class Export:
    """A file on offer.

    Parameters
    ----------
    owner
        Token of the browser that it is for.
    actor
        Who takes it, for the log.
    """

    content: bytes
    name: str
    media_type: str
    until: float
    owner: str
    actor: str


_offers: dict[str, Export] = {}
_lock = threading.Lock()


def offer(content: bytes, name: str, media_type: str) -> str:
    """Put a file on offer to the browser whose page runs, and return its address on this server."""
    token, owner, now = secrets.token_urlsafe(32), visitors.token(), time.monotonic()
    look = visitors.recent(owner)
    export = Export(
        content, name, media_type, now + MINUTES * 60, owner, look.actor or f"{look.entrance.value} reader"
    )
    with _lock:
        for old in [key for key, export in _offers.items() if export.until < now]:
            del _offers[old]
        _offers[token] = export
    return f"/export/{token}"


def look_up(token: str, owner: str) -> Export | None:
    """The file of a token, which stays on offer; None if this browser has none, or its time is over."""
    export = _offers.get(token)
    return export if export and export.until >= time.monotonic() and _is_owner(export, owner) else None


def take(token: str, owner: str) -> Export | None:
    """The file of a token, which then ends; it stands in the log.

    Raises
    ------
    StoreRefused
        The log cannot be written; the file stays on offer.
    """
    if look_up(token, owner) is None:
        return None
    with _lock:
        export = _offers.pop(token, None)
    if export is None:
        return None
    try:
        digest = hashlib.sha256(export.content).hexdigest()[:16]
        with quietly(store()) as session:
            kind, size = Path(export.name).suffix, len(export.content)
            note(session, export.actor, "download", f"file {digest}", kind=kind, bytes=size)
    except BaseException:
        with _lock:
            _offers[token] = export
        raise
    return export


def _is_owner(export: Export, owner: str) -> bool:
    return secrets.compare_digest(export.owner.encode(), owner.encode())
