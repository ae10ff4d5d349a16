"""From the page of a practice to its register, with the form for one more entry open."""

from dashboard.address import to
from dashboard.drawing import elements
from dashboard.language import _
from data.scope import Scope, is_office


def offer(scope: Scope, kind: str, words: str = "") -> None:
    """The link to a register, for who may write it; `words` in place of the usual ones."""
    if is_office(scope):
        elements.link(words or _("Add an entry to the register"), to("registers", register=kind, add="1"))
