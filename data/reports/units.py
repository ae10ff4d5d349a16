"""What each unit is given before a day of visits: who of it goes where and when. No case stands in it."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from data.reports import typesetting
from data.reports.calendar import unit_calendar
from data.text import C_, DEMO_MARK, N_, Words
from data.text.printable import file_name
from data.visits.attendance import Along, UnitsAlong

TEMPLATE = "units.typ"


def document(
    on: dt.date,
    along: Mapping[str, tuple[Along, ...]],
    leaders: Mapping[str, str],
    language: str,
    *,
    synthetic: bool,
) -> dict[str, Any]:
    """One page a unit, in plain values.

    Parameters
    ----------
    on
        Day of the visits.
    along
        Unit -> where its leaders are.
    leaders
        Township -> leader of the county who goes there.
    """
    words = Words(language)
    heads = (N_("Leader no."), N_("Time"), C_("a stop", "Place"), C_("a notice", "Leader"), N_("Cases"))
    return {
        "language": language[:2],
        "title": words(N_("Units that come along")),
        "mark": words(DEMO_MARK) if synthetic else None,
        "lead": words(N_("{day}: leaders of the unit come along as follows."), day=words.weekday(on)),
        "footer": words(N_("For the work of this day only. Keep it safe and do not pass it on.")),
        "heads": [words(head) for head in heads],
        "sheets": [
            {"unit": unit, "rows": [_row(words, each, leaders) for each in own]}
            for unit, own in along.items()
        ],
    }


def pdf(content: dict[str, Any]) -> bytes:
    """A `document` as PDF."""
    return typesetting.pdf(TEMPLATE, content)


def bundle(
    on: dt.date, result: UnitsAlong, leaders: Mapping[str, str], language: str, *, synthetic: bool
) -> bytes:
    """A page and a calendar of each unit, in one .zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for nth, unit in enumerate(result.units, 1):
            own = result.of(unit)
            name = file_name(f"{on.isoformat()} {nth:02} {unit}")
            page = pdf(document(on, {unit: own}, leaders, language, synthetic=synthetic))
            packed.writestr(f"{name}.pdf", page)
            packed.writestr(f"{name}.ics", unit_calendar(on, unit, own, language, synthetic=synthetic))
    return file.getvalue()


def _row(words: Words, along: Along, leaders: Mapping[str, str]) -> list[str]:
    cases = str(along.cases)
    if along.hard:
        cases = words(N_("{n}, hard: {hard}"), n=along.cases, hard=along.hard)
    time = words.span(along.begins, along.ends)
    return [str(along.deputy), time, along.place.name, leaders.get(along.place.township, ""), cases]
