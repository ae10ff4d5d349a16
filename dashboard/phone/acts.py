"""Steps of the pages for a phone, each by the same act of the record as on the desk."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from dashboard.access.forms import Form
from dashboard.phone.who import Holder
from data.errors import ServiceRefused
from data.service import contacts, errands
from data.terms import ErrandKind, ErrandPlace
from geo.terms import Term

DIGITS = 9
"""Of an identity at most."""
T = TypeVar("T", bound=Term)


def _record_contact(who: Holder, form: Form) -> dict[str, str]:
    village, days = form.get("village", ""), {"today": 0, "yesterday": 1}.get(form.get("on", ""))
    if days is None:
        raise ServiceRefused("Choose the day")
    contact = contacts.record_contact(who.writer, village, on=who.writer.today - dt.timedelta(days=days))
    return {"village": village, "contact": str(contact)}


def _undo_contact(who: Holder, form: Form) -> dict[str, str]:
    return {"village": contacts.undo_contact(who.writer, _number(form)), "undone": "1"}


def _record_errand(who: Holder, form: Form) -> dict[str, str]:
    kind, place = _chosen(ErrandKind, form, "kind"), _chosen(ErrandPlace, form, "place")
    if kind is None or place is None:
        raise ServiceRefused("Choose what the errand is for and where it goes")
    village, mark = form.get("village", ""), form.get("form", "")
    errand = errands.record_errand(who.writer, village, kind, place, form=mark)
    return {"village": village, "errand": str(errand)}


def _undo_errand(who: Holder, form: Form) -> dict[str, str]:
    return {"village": errands.undo_errand(who.writer, _number(form)), "undone": "1"}


def _finish_errand(who: Holder, form: Form) -> dict[str, str]:
    return {"village": errands.finish_errand(who.writer, _number(form)), "finished": "1"}


def _number(form: Form) -> int:
    text = form.get("entry", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def _chosen(kind: type[T], form: Form, name: str) -> T | None:
    return next((each for each in kind if each.value == form.get(name)), None)


ACTS: Mapping[str, Callable[[Holder, Form], dict[str, str]]] = {
    "contact": _record_contact,
    "contact/undo": _undo_contact,
    "errand": _record_errand,
    "errand/undo": _undo_errand,
    "errand/done": _finish_errand,
}
"""Address below the page -> step."""
