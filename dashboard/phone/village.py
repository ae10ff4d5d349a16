"""A village as its team holds it in the hand: days since the last contact, what is open and promised."""

import math
import secrets
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from dashboard.access.pages import NAMES, SIGN_OUT
from dashboard.base_path import outer
from dashboard.cache import geography
from dashboard.phone import acts
from dashboard.phone.drawn import drawn
from dashboard.phone.who import OPEN_TO, PHONE, Holder
from dashboard.settings import VERSION
from data import frames
from data.errors import AlreadyDone
from data.hubs.places import hubs
from data.petitions.cases import open_cases
from data.rules import rules
from data.service import contacts, coverage, errands
from data.service.coverage import Group
from data.terms import ErrandKind, ErrandPlace, Tier
from data.text import DEMO_MARK, LANGUAGES, N_
from data.visits.promises import waiting_promises
from geo.errors import Refused

TEMPLATES = Path(__file__).with_name("templates")
MOST = 60
"""Villages and cases that a page lists at most; it says how many more there are."""
SAID = {
    "program": N_("Petition map"),
    "language": N_("Language"),
    "sign_out": N_("Sign out"),
    "villages": N_("My villages"),
    "days": N_("days"),
    "since": N_("Days since the last contact"),
    "undo": N_("Undo"),
    "contact": N_("Record a visit to the village"),
    "day": N_("Day"),
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "save": N_("Save"),
    "errand": N_("Take on an errand"),
    "kind": N_("What the errand is for"),
    "place": N_("Where it goes"),
    "nobody": N_("For whom the errand is run is not kept."),
    "promises": N_("What leaders promised here"),
    "no_promise": N_("No promise waits"),
    "cases": N_("Open cases"),
    "no_case": N_("No case is open here."),
    "errands": N_("Errands that wait"),
    "finish": N_("Done"),
    "desk": N_("More of this village"),
    "map": N_("Where it lies"),
    "parts": N_("Parts of the page"),
    "village": N_("My village"),
    "bar_contact": N_("Record a visit"),
    "bar_errand": N_("Errand"),
    "bar_cases": N_("Open cases"),
}
"""What the templates say."""
_COUNTED = 1_000  # cases of a village that are counted
_ROUND = 2 * math.pi * 44


def page(who: Holder, asked: Mapping[str, str], refused: Refused | None) -> Response:
    """The page of the village that is asked for, else of the only one, else the list of them all."""
    words, said = who.words, refused and who.words.say(refused)
    again = isinstance(refused, AlreadyDone)
    status = HTTPStatus.CONFLICT if refused and not again else HTTPStatus.OK
    common = _frame(who, asked) | {
        "error": "" if again else said,
        "news": said if again else _news(who, asked),
    }
    if who.reader.scope.role not in OPEN_TO:
        told = words(N_("Your role or this record does not use it: choose another page of the menu."))
        title = words(N_("This page is not open to you"))
        return _made("nothing.html", common | {"title": title, "told": told}, HTTPStatus.FORBIDDEN)
    table = coverage.pressing(coverage.table(who.reader, who.reader.today))
    own = {str(row.code): row for row in frames.rows(table)}
    if not own:
        told = words(
            N_("No village is entrusted to this team: the petition office enters them in the registers.")
        )
        title = words(N_("There is nothing to show yet"))
        return _made("nothing.html", common | {"title": title, "told": told}, status)
    code = asked.get("village", "")
    if code not in own and len(own) > 1:
        return _made("villages.html", common | _villages(who, own), status)
    row = own.get(code) or next(iter(own.values()))
    return _made("village.html", common | _village(who, row, asked, several=len(own) > 1), status)


def _frame(who: Holder, asked: Mapping[str, str]) -> dict[str, Any]:
    """What every page of them has."""
    kept = {name: asked[name] for name in ("village",) if name in asked}
    return {
        "say": {name: who.words(words) for name, words in SAID.items()}
        | {"as_of": who.words(N_("As of {day}"), day=who.words.iso(who.reader.today))},
        "lang": who.words.language.replace("_", "-"),
        "languages": [
            (each.replace("_", "-"), NAMES[each], who.address(PHONE, **kept, lang=each)) for each in LANGUAGES
        ],
        "kept": dict(who.kept),
        "style": outer(f"{PHONE}/style.css?v={VERSION}"),
        "mark": who.words(DEMO_MARK) if who.dataset.synthetic else "",
        "sign_out": outer(SIGN_OUT) if not who.dataset.synthetic else "",
    }


def _villages(who: Holder, own: Mapping[str, Any]) -> dict[str, Any]:
    words = who.words
    return {
        "title": words(N_("My villages")),
        "villages": [
            {
                "name": row.name,
                "days": "—" if pd.isna(row.days) else words.number(row.days),
                "state": words.term(Group(row.group)),
                "late": _is_late(row),
                "open": words(N_("open cases: {n}"), n=words.number(row.open)),
                "address": who.address(PHONE, village=str(row.code)),
            }
            for row in list(own.values())[:MOST]
        ],
        "more": words(N_("and {n} more, which press less"), n=len(own) - MOST) if len(own) > MOST else "",
    }


def _village(who: Holder, row: Any, asked: Mapping[str, str], *, several: bool) -> dict[str, Any]:
    words, reader, code = who.words, who.reader, str(row.code)
    county = rules(reader.store, reader.today)
    limit = county.service.overdue_days
    share = 1.0 if pd.isna(row.days) else min(row.days / limit, 1.0)
    cases = open_cases(reader, code, limit=_COUNTED)
    promised = waiting_promises(reader, reader.today)
    promised = promised[promised["village"] == code]
    return {
        "title": row.name,
        "code": code,
        "state": words.term(Group(row.group)),
        "late": _is_late(row),
        "days": "—" if pd.isna(row.days) else words.number(row.days),
        "arc": f"{share * _ROUND:.1f} {_ROUND:.1f}",
        "last": words(N_("last there on {day}"), day=words.iso(row.last_contact))
        if row.last_contact is not None
        else words(N_("no contact is on record")),
        "limit": words(N_("at least every {n} days"), n=words.number(limit)),
        "team": row.team or words(N_("Liaison team: none")),
        "records": row.team is not None and contacts.records(reader, code),
        "opened": asked.get("open", ""),
        "form": secrets.token_hex(16),
        "kinds": [(each.value, words.term(each)) for each in ErrandKind],
        "places": [(each.value, words.term(each)) for each in ErrandPlace],
        "kind": asked.get("kind", ""),
        "place": asked.get("place", ""),
        "done": _done(who, asked),
        "cases": [_case(who, each) for each in frames.rows(cases.head(MOST))],
        "more": words(N_("and {n} more, which are on the page"), n=len(cases) - MOST)
        if len(cases) > MOST
        else "",
        "promises": [_promise(who, each) for each in frames.rows(promised)],
        "errands": [_errand(who, each) for each in frames.rows(errands.waiting_errands(reader, code))],
        "all": who.address(PHONE, village="-") if several else "",
        "visit_address": f"{who.address(PHONE, village=code, open='contact')}#contact",
        "errand_address": f"{who.address(PHONE, village=code, open='errand')}#errand",
        "desk": who.address("/place", village=code),
        "map": _map(who, code),
    }


def _map(who: Holder, code: str) -> dict[str, Any] | None:
    """The drawing of where it lies, with the words below it; None: the village has no outline."""
    words, reader = who.words, who.reader
    found = drawn(geography(who.dataset).villages, hubs(reader.store, reader.today), code)
    if found is None:
        return None
    told = [words(N_("North is up"))]
    told += [words(N_("■ place of reception"))] if found.hubs else []
    return found._asdict() | {"told": words.listed(told), "km": words(N_("{n} km"), n=found.kilometres)}


def _is_late(row: Any) -> bool:
    return Group(row.group) in (Group.UNCOVERED, Group.OVERDUE)


def _news(who: Holder, asked: Mapping[str, str]) -> str:
    """What was done a moment ago and is not taken back here; '': nothing."""
    if asked.get("undone"):
        return who.words(N_("Taken back"))
    return who.words(N_("The errand is done")) if asked.get("finished") else ""


def _done(who: Holder, asked: Mapping[str, str]) -> dict[str, str] | None:
    """What was recorded a moment ago, and the step by which it may still be taken back; '': by none."""
    words = who.words
    if (number := asked.get("contact", "")).isdecimal() and len(number) <= acts.DIGITS:
        if (contact := contacts.undoable_contact(who.writer, int(number))) is not None:
            told = words(N_("Recorded: the team was there on {day}"), day=words.iso(contact.on))
            return {"told": told, "act": "contact/undo", "entry": number}
        if (contact := contacts.contact_on_record(who.reader, int(number))) is not None:
            told = words(N_("On record already: the team was there on {day}"), day=words.iso(contact.on))
            return {"told": told, "act": "", "entry": ""}
    if (number := asked.get("errand", "")).isdecimal() and len(number) <= acts.DIGITS:
        errand = errands.undoable_errand(who.writer, int(number))
        if errand is not None:
            told = words(N_("Recorded: {what}"), what=words.term(ErrandKind(errand.kind)))
            return {"told": told, "act": "errand/undo", "entry": number}
    return None


def _case(who: Holder, case: Any) -> dict[str, str]:
    words = who.words
    days = (who.reader.today - case.filed.date()).days
    return {
        "number": case.number,
        "about": words.category(case.category),
        "more": words.listed(
            [
                *([words.term(Tier(case.tier))] if case.tier in set(Tier) else []),
                words(N_("filed on {day}, {n} days ago"), day=words.iso(case.filed.date()), n=max(days, 0)),
            ]
        ),
        "address": who.address("/case", case=case.number),
    }


def _promise(who: Holder, promise: Any) -> dict[str, Any]:
    words = who.words
    late = promise.days > 0
    return {
        "number": promise.number,
        "owner": promise.owner or "—",
        "due": words(N_("due on {day}"), day=words.iso(promise.due)),
        "late": words(N_("{n} days overdue"), n=words.number(promise.days)) if late else "",
        "address": who.address("/case", case=promise.number),
    }


def _errand(who: Holder, errand: Any) -> dict[str, Any]:
    words = who.words
    return {
        "id": str(errand.id),
        "kind": words.term(ErrandKind(errand.kind)),
        "more": words.listed(
            [
                words.term(ErrandPlace(errand.place)),
                words(N_("since {day}, {n} days"), day=words.iso(errand.on), n=words.number(errand.days)),
            ]
        ),
    }


def _made(template: str, values: Mapping[str, Any], status: int = HTTPStatus.OK) -> Response:
    return HTMLResponse(_environment().get_template(template).render(values), status_code=status)


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.globals["outer"] = outer
    return environment
