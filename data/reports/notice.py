"""The public notice (公示) of the reception days: who receives whom, where and when.

No case stands in it, and no village: the villages of a plan tell who petitioned. What is not fit to be posted
says so at its head.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from data import frames
from data.errors import PlanRefused
from data.reports import typesetting
from data.service.contracts import Trouble
from data.terms import Mode, State
from data.text import C_, DEMO_MARK, N_, Words
from data.visits.on_record import PlanOnRecord
from data.visits.plans import TownshipDay, check_one_place
from data.visits.saved import SavedPlan

TEMPLATE = "notice.typ"

Reception = tuple[TownshipDay, SavedPlan | None]
"""A township's day, and the plan on record, if there is one."""


def entry(reception: Reception, language: str) -> dict[str, Any]:
    """One township's reception as it is made public: township, and rows of what and its value."""
    words, (day, saved) = Words(language), reception
    settings = day.problem.settings
    hours = words.span(settings.reception_opens, settings.reception_closes)
    rows = [
        (C_("a notice", "Leader"), day.leader),
        (N_("Post"), day.post),
        (N_("Portfolio"), day.duty.portfolio),
        (N_("Time"), words(N_("{day}, {hours}"), day=words.weekday(day.on), hours=hours)),
        (C_("a reception", "Place"), day.hub[0]),
        (N_("Form"), words.term(saved.mode if saved else Mode.ANNOUNCED)),
    ]
    return {"township": day.name, "rows": [[words(label), value] for label, value in rows if value]}


def published(records: Sequence[PlanOnRecord]) -> list[Reception]:
    """The receptions of a day that the public may read of.

    Raises
    ------
    PlanRefused
        None of them is published; or one leader would be in two places at once.
    """
    public = [(record.day, record.saved) for record in records if record.public]
    if not public:
        raise PlanRefused("No visit of this day is published: a notice tells of published visits alone")
    check_one_place(day for day, _ in public)
    return public


def document(
    receptions: Sequence[Reception], language: str, *, synthetic: bool, rota: pd.DataFrame | None = None
) -> dict[str, Any]:
    """The whole notice in plain values.

    Parameters
    ----------
    rota
        `data.service.rota.rota` of the days of which the notice tells besides; None: of none.

    Returns
    -------
    dict
        `warnings`: why it is not fit to be posted; `rota`: None, or title, heads and rows of a table.
    """
    words = Words(language)
    return {
        "rota": _rota(words, rota) if rota is not None and len(rota) else None,
        "language": language[:2],
        "title": words(N_("Public notice: county leaders receive petitioners")),
        "mark": words(DEMO_MARK) if synthetic else None,
        "warnings": [*_drafts(words, receptions), *_in_two_places(words, receptions)],
        "lead": words(N_("Whoever has a matter may come to the place below at the time named.")),
        "entries": [entry(each, language) for each in receptions],
    }


def _rota(words: Words, rota: pd.DataFrame) -> dict[str, Any]:
    heads = (N_("Day"), N_("Time"), C_("a reception", "Place"), C_("a notice", "Leader"), N_("Post"))
    return {
        "title": words(N_("Receptions by the rota")),
        "heads": [words(head) for head in heads],
        "rows": [
            [words.weekday(row.on), words.span(row.opens, row.closes), row.place, row.leader, row.post]
            for row in frames.rows(rota)
        ],
    }


def _drafts(words: Words, receptions: Sequence[Reception]) -> list[str]:
    """Townships whose visit is not published."""
    names = [day.name for day, saved in receptions if saved is None or saved.state is State.DRAFT]
    if not names:
        return []
    return [words(N_("Draft, not to be posted. Not published yet: {names}"), names=words.listed(names))]


def _in_two_places(words: Words, receptions: Sequence[Reception]) -> list[str]:
    """Leaders that are named in several townships at once."""
    going: dict[int | None, list[TownshipDay]] = {}
    for day, _ in receptions:
        going.setdefault(day.duty.leader_id, []).append(day)
    warnings = []
    for days in going.values():
        names = words.listed(day.name for day in days)
        if len(days) > 1:
            both = N_("Not to be posted: {leader} cannot be in {names} at the same time")
            warnings.append(words(both, leader=days[0].leader, names=names))
        elif days[0].duty.trouble is Trouble.ELSEWHERE:
            other = N_("Not to be posted: {leader} goes to {names} and elsewhere at the same time")
            warnings.append(words(other, leader=days[0].leader, names=names))
        elif days[0].duty.trouble is Trouble.ON_ROTA:
            rota = N_(
                "Not to be posted: {leader}, who goes to {names}, is on the rota elsewhere at these hours"
            )
            warnings.append(words(rota, leader=days[0].leader, names=names))
    return warnings


def text(content: dict[str, Any]) -> str:
    """A `document` as plain lines."""
    colon = "：" if content["language"] == "zh" else ": "
    lines = [*content["warnings"], content["title"], content["lead"]]
    lines[:0] = [content["mark"]] if content["mark"] else []
    for each in content["entries"]:
        lines += ["", each["township"], *(f"  {label}{colon}{value}" for label, value in each["rows"])]
    if content["rota"]:
        lines += ["", content["rota"]["title"], *(f"  {'  '.join(row)}" for row in content["rota"]["rows"])]
    return "\n".join(lines) + "\n"


def pdf(content: dict[str, Any]) -> bytes:
    """A `document` as PDF."""
    return typesetting.pdf(TEMPLATE, content)
