"""Files for one reader, once.

Streamlit's own downloads stay open to anybody who has their address, also after the session. A file with
personal data gets an address of ours instead: it cannot be guessed, works once, in the browser that it was
made for, and ends after five minutes. Each that is taken stands in the log. They lie in the record
(`data.offers`), so that any server of it hands them out; a record that can only be read hands out none, for
what cannot be logged is not handed out.
"""

from dashboard import visitors
from dashboard.base_path import outer
from dashboard.record import store
from data import offers
from data.offers import MINUTES, File
from data.text.printable import file_name

__all__ = ["MINUTES", "look_up", "offer", "take"]


def offer(content: bytes, name: str, media_type: str) -> str:
    """Put a file on offer to the browser whose page runs, and return its address on this server.

    Raises
    ------
    StoreRefused
        It is too large, or the record cannot be written.
    """
    owner = visitors.token()
    look = visitors.recent(owner)
    actor = look.actor or f"{look.entrance.value} reader"
    token = offers.offer(store(), File(content, file_name(name), media_type), owner, actor)
    return outer(f"/export/{token}")


def look_up(token: str, owner: str) -> File | None:
    """The file of a token, which stays on offer; None if this browser has none, or its time is over."""
    return offers.look_up(store(), token, owner)


def take(token: str, owner: str) -> File | None:
    """The file of a token, which then ends; it stands in the log.

    Raises
    ------
    StoreRefused
        The log cannot be written; the file stays on offer.
    """
    return offers.take(store(), token, owner)
