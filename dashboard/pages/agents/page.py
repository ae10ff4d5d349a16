"""In which villages does somebody run errands for petitioners, how much goes through them?"""

import math
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import Segmented, to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, number, percent
from dashboard.markdown import plain
from dashboard.pages import entries, filters
from data import frames
from data.followup import agents
from data.registers.purposes import PURPOSES
from data.scope import Scope
from data.tables import Dataset

WHICH = Segmented("agents")
_WHICH: dict[str, Callable[[pd.DataFrame, int], pd.Series]] = {
    "all": lambda table, far: table["code"].notna(),
    "without": lambda table, far: table["agents"] == 0,
    "far": lambda table, far: (table["agents"] == 0) & (table["minutes"] > far),
}


def show(scope: Scope, dataset: Dataset) -> None:
    """The villages, those without an agent on top and of these the farthest first."""
    answer = st.container(key="answer")
    table, estimated = _table(scope, dataset)
    far = cache.rules(dataset).service.hub_minutes
    names = cache.geography(dataset).township_names
    if table.empty:
        answer.title(_("There is nothing to show yet"))
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        which = WHICH.choose(in_context("agents", "Which villages"), _states(table, far))
        own = {code: names.get(code, code) for code in dict.fromkeys(table["township"])}
        township = filters.TOWNSHIP.choose_or_all(_("Township"), own)
    listed = table if township is None else table[table["township"] == township]
    answer.title(plain(_answer(listed, far)))
    if not table["points"].sum() and not table["agents"].sum():
        elements.quiet(_(PURPOSES["agents"].lack))
    entries.offer(scope, "agents")
    listed = listed[_WHICH[which](listed, far)]
    if listed.empty:
        elements.quiet(_("No village stands so."))
    else:
        _list(dataset, listed, names, far)
    elements.quiet(_notes(far, estimated))


def _table(scope: Scope, dataset: Dataset) -> tuple[pd.DataFrame, bool]:
    table = agents.by_village(cache.reader(scope))
    reach = cache.reach(dataset, None)
    minutes = reach.villages.set_index("code")["minutes"]
    table["minutes"] = table["code"].map(minutes).astype("float64")
    order = table.assign(none=table["agents"] > 0)
    ordered = order.sort_values(["none", "minutes", "code"], ascending=[True, False, True])
    return ordered.drop(columns="none").reset_index(drop=True), reach.estimate


def _answer(table: pd.DataFrame, far: int) -> str:
    without = int(_WHICH["without"](table, far).sum())
    remote = int(_WHICH["far"](table, far).sum())
    cases, proxy = int(table["cases"].sum()), int(table["proxy"].sum())
    told = _(
        "Villages with an agent: {n} of {all}; without one: {without}, of these far from a reception: {far}",
        n=number(len(table) - without),
        all=number(len(table)),
        without=number(without),
        far=number(remote),
    )
    if not cases:
        return told
    return _("{villages}; through an agent: {share} of the cases", villages=told, share=percent(proxy, cases))


def _states(table: pd.DataFrame, far: int) -> dict[str, str]:
    counts = {name: number(int(keeps(table, far).sum())) for name, keeps in _WHICH.items()}
    return {
        "all": _("All: {n}", n=counts["all"]),
        "without": _("Without an agent: {n}", n=counts["without"]),
        "far": _("Without one and far: {n}", n=counts["far"]),
    }


def _list(dataset: Dataset, listed: pd.DataFrame, names: Mapping[str, str], far: int) -> None:
    heads = [
        Cell(_("Village")),
        Cell(_("Township"), "w"),
        Cell(_("Agents"), "n"),
        Cell(_("Points of agents"), "n w"),
    ]
    heads += [Cell(_("Errands"), "n w"), Cell(_("Waiting"), "n w"), Cell(_("Cases"), "n w")]
    heads += [Cell(_("Through an agent"), "n"), Cell(_("Minutes"), "n")]
    rows = [
        Row(
            [
                Cell(one.name, "t"),
                Cell(names.get(one.township, "—"), "w"),
                Cell(number(one.agents), "n", "" if one.agents else "bad", value=one.agents),
                figure(one.points, kind="n w"),
                figure(one.errands, kind="n w"),
                figure(one.waiting, kind="n w"),
                figure(one.cases, kind="n w"),
                Cell(percent(one.proxy, one.cases) if one.cases else "—", "n"),
                _minutes(one.minutes, far),
            ],
            link=to("place", village=one.code),
        )
        for one in frames.rows(listed)
    ]
    tables.listing("agents", heads, rows, file=File(_("Agents by village"), [as_of(dataset)]))


def _minutes(minutes: float | None, far: int) -> Cell:
    if minutes is None:
        return Cell("—", "n")
    whole = math.ceil(minutes)
    return Cell(number(whole), "n", "warning" if minutes > far else "", value=whole)


def _notes(far: int, estimated: bool) -> str:
    told = _(
        "Minutes: by road to the nearest place of reception; far: more than {far}. Cases and errands: of"
        " twelve months, petitions and requests, without reports and accusations. How old the people of a"
        " village are is not on record.",
        far=number(far),
    )
    if not estimated:
        return told
    return f"{told} {_('The minutes are an estimate: there are no roads on record, or none near.')}"
