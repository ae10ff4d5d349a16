"""Texts that are written down by hand: without spaces around them, and not too long."""

from collections.abc import Mapping

from data.errors import FollowupRefused
from data.text import N_, Phrase

LONGEST: Mapping[str, int] = {
    "agenda": 2000,
    "note": 500,
    "number": 64,
    "owner": 100,
    "phone": 32,
    "proof": 200,
    "reply": 2000,
    "subject": 100,
    "text": 2000,
}
"""Characters that each text may have."""
LABELS: Mapping[str, str] = {
    "agenda": N_("Agenda"),
    "note": N_("Note"),
    "number": N_("Number"),
    "owner": N_("Who owes it"),
    "proof": N_("Proof"),
    "reply": N_("Written reply"),
    "subject": N_("Subject"),
    "text": N_("What is written"),
}
"""What they are called."""


def tidy(name: str, text: str, *, needed: bool = False) -> str:
    """A text without spaces around it.

    Raises
    ------
    FollowupRefused
        It is too long, or empty and needed.
    """
    text, label = text.strip(), Phrase(LABELS[name])
    if needed and not text:
        raise FollowupRefused("{column} is empty", column=label)
    if len(text) > LONGEST[name]:
        raise FollowupRefused("{column} is longer than {limit} characters", column=label, limit=LONGEST[name])
    return text
