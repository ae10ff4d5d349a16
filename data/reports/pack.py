"""A village on one page of paper, for who serves it without a phone: what is open and due, boxes to tick.

It names no petitioner, no address and no whole number of a case: who may look it up finds it by its last
digits, and who finds the paper learns nothing of anybody.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import segno

from data import frames
from data.divisions import reads
from data.errors import ServiceRefused
from data.hubs.reach import Reach, reach
from data.petitions.cases import open_cases
from data.reader import Reader
from data.reports import typesetting
from data.rules import rules
from data.service import coverage
from data.service.errands import waiting_errands
from data.service.teams import vacancies_by_village
from data.terms import ErrandKind, Level, TeamDuty, Tier
from data.text import DEMO_MARK, N_, Words
from data.visits.promises import waiting_promises

TEMPLATE = "pack.typ"
CASES, PROMISES, ERRANDS, VISITS = 12, 4, 4, 6
"""Lines at most, so that a village is one page; what is more is counted below them."""
_SHOWN = 4
"""Last digits of a number that stand on paper."""
_TICKS = (N_("Seen"), N_("Answered"), N_("Errand"))
_DONE = (N_("Visit"), N_("Errand"), N_("Mediation"), N_("Help"))


@dataclass(frozen=True)
class _Sources:
    """What all villages of a pack are told from, read once."""

    coverage: pd.DataFrame
    promises: pd.DataFrame
    reach: Reach
    vacant: dict[str, dict[str, list[TeamDuty]]]
    names: dict[str, str]


def document(reader: Reader, villages: Sequence[str], language: str, *, address: str = "") -> dict[str, Any]:
    """A page a village, in plain values.

    Parameters
    ----------
    villages
        Codes; each is one page, in this order.
    address
        Where the program is reached, with its scheme and host; '': the code on the page holds
        the village's number alone.

    Raises
    ------
    ServiceRefused
        There are none, or one whose cases the scope may not open; the address is none, or longer than a code
        holds.
    """
    words = Words(language)
    _check_address(address)
    allowed = entrusted(reader)
    for code in villages:
        if code not in allowed:
            raise ServiceRefused("There is no village {code} that is entrusted to you", code=code)
    if not villages:
        raise ServiceRefused("There is no village that is entrusted to you")
    townships = reads.divisions(reader.store, Level.TOWNSHIP, reader.today)
    sources = _Sources(
        coverage.table(reader, reader.today).set_index("code", drop=False),
        waiting_promises(reader, reader.today),
        reach(reader.store, reader.today),
        vacancies_by_village(reader),
        dict(zip(townships["code"], townships["name"], strict=True)),
    )
    return {
        "language": language[:2],
        "title": words(N_("Village pack of the liaison team")),
        "mark": words(DEMO_MARK) if reader.store.dataset().synthetic else None,
        "footer": words(N_("For the work of the team only. Hand it back after the visit.")),
        "pages": [_page(reader, sources, code, words, address) for code in villages],
    }


def pdf(content: dict[str, Any]) -> bytes:
    """A `document` as PDF."""
    return typesetting.pdf(TEMPLATE, content)


def entrusted(reader: Reader) -> dict[str, str]:
    """Villages whose cases the scope may open, in their order, each with its township."""
    every = reads.divisions(reader.store, Level.VILLAGE, reader.today)
    own = every[coverage.own(reader.scope, every)]
    return dict(zip(own["code"], own["parent_code"], strict=True))


def _page(reader: Reader, sources: _Sources, code: str, words: Words, address: str) -> dict[str, Any]:
    row = frames.rows(sources.coverage.loc[[code]])[0]
    cases = frames.rows(open_cases(reader, code, limit=1_000))
    promised = frames.rows(sources.promises[sources.promises["village"] == code])
    errands = frames.rows(waiting_errands(reader, code))
    return {
        "village": row.name,
        "township": sources.names.get(row.township, ""),
        "code": code,
        "team": row.team or words(N_("Liaison team: none")),
        "facts": _facts(reader, sources, row, len(cases), words),
        "cases": _table(
            N_("Open cases"),
            [N_("Ends in"), N_("Category"), N_("Tier"), N_("Filed"), N_("Days")],
            [_case(reader, each, words) for each in cases],
            CASES,
            words,
            [words(tick) for tick in _TICKS],
        ),
        "promises": _table(
            N_("What leaders promised here"),
            [N_("Ends in"), N_("Due"), N_("Days overdue")],
            [
                [_masked(each.number), words.iso(each.due), words.number(max(each.days, 0))]
                for each in promised
            ],
            PROMISES,
            words,
            [words(N_("Kept"))],
        ),
        "errands": _table(
            N_("Errands that wait"),
            [N_("What the errand is for"), N_("Since"), N_("Days")],
            [
                [words.term(ErrandKind(each.kind)), words.iso(each.on), words.number(each.days)]
                for each in errands
            ],
            ERRANDS,
            words,
            [words(N_("Done"))],
        ),
        "visits": {
            "title": words(N_("What the team did")),
            "ticks": [words(tick) for tick in _DONE],
            "lines": VISITS,
        },
        "visit_heads": [words(N_("Day")), words(N_("Work done")), words(N_("Cases"))],
        "code_of": _code(f"{address.rstrip('/')}/phone?village={code}" if address else code),
        "code_told": words(N_("Opens this village on a phone, after signing in"))
        if address
        else words(N_("Number of the village")),
    }


def _facts(reader: Reader, sources: _Sources, row: Any, cases: int, words: Words) -> list[list[str]]:
    limit = rules(reader.store, reader.today).service.overdue_days
    villages = sources.reach.villages
    (near,) = frames.rows(villages[villages["code"] == row.code]) or (None,)
    last = words(N_("no contact is on record"))
    if row.last_contact is not None:
        last = words(N_("{day} ({n} days)"), day=words.iso(row.last_contact), n=words.number(row.days))
    hub = words(N_("not known"))
    if near is not None and near.hub is not None:
        hub = words(N_("{hub}, {n} minutes"), hub=near.hub, n=words.number(math.ceil(near.minutes)))
    return [
        [
            words(N_("Last contact")),
            f"{last} · {words(N_('at least every {n} days'), n=words.number(limit))}",
        ],
        [words(N_("Open cases")), words.number(cases)],
        [
            words(N_("Residents")),
            words(N_("not known")) if row.residents is None else words.number(row.residents),
        ],
        [words(N_("Nearest place")), hub],
        [
            words(N_("Vacant duties")),
            _vacant(sources.vacant.get(row.code, {}), words),
        ],
    ]


def _vacant(teams: dict[str, list[TeamDuty]], words: Words) -> str:
    """Duties that nobody has, by team where there are several; without a team there is none to have them."""
    if not teams:
        return words(N_("Liaison team: none"))
    lacking = {title: words.listed(map(words.term, duties)) for title, duties in teams.items() if duties}
    if len(teams) == 1 or not lacking:
        return next(iter(lacking.values()), words(N_("none")))
    told = [words(N_("{team}: {duties}"), team=title, duties=own) for title, own in lacking.items()]
    return words(N_("; ")).join(told)


def _case(reader: Reader, case: Any, words: Words) -> list[str]:
    days = (reader.today - case.filed.date()).days
    return [
        _masked(case.number),
        words.category(case.category),
        words.term(Tier(case.tier)) if case.tier in set(Tier) else "—",
        words.iso(case.filed.date()),
        words.number(max(days, 0)),
    ]


def _table(
    title: str, heads: Sequence[str], rows: Sequence[list[str]], most: int, words: Words, ticks: list[str]
) -> dict[str, Any]:
    left = len(rows) - most
    return {
        "title": words(title),
        "heads": [words(head) for head in heads],
        "rows": list(rows[:most]),
        "ticks": ticks,
        "more": words(N_("and {n} more, which are on the page"), n=words.number(left)) if left > 0 else "",
        "none": words(N_("none")),
    }


def _masked(number: str) -> str:
    """The end of a number, of which more than half stays hidden."""
    return f"…{number[-min(_SHOWN, len(number) // 2) :]}" if len(number) > 1 else "…"


def _check_address(address: str) -> None:
    """Refuse what no browser opens; '' is none."""
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    sound = address.isprintable() and " " not in address
    if not sound or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServiceRefused("The address of the program begins with http or https and names a host")


def _code(text: str) -> str:
    """A QR code as SVG (ISO/IEC 18004)."""
    drawn = BytesIO()
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise ServiceRefused(
            "The address is too long for the code on the page: {n} characters", n=len(text)
        ) from None
    code.save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue().decode()
