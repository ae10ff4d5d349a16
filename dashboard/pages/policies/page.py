"""Over what do more and more people petition, and which policy is to be questioned (信访倒推)?"""

import math
from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import entries
from dashboard.pages.policies import effect
from data.hotspots.findings import findings
from data.periods import Period
from data.petitions.counts import AnyTally
from data.policies import register, shares
from data.policies.register import PolicyEntry, Progress
from data.policies.shares import Rise
from data.scope import Scope, is_office
from data.tables import Dataset

_STATES: dict[Progress, tables.State] = {
    Progress.PROPOSED: "warning",
    Progress.ANSWERED: "",
    Progress.DECIDED: "",
    Progress.IN_FORCE: "good",
}


def show(scope: Scope, dataset: Dataset) -> None:
    """The view, on one page that prints."""
    answer = st.container(key="answer")
    tally, latest = cache.tally(scope, dataset), cache.as_of(dataset)
    periods = shares.compared(tally, latest)
    found = shares.rises(tally, *periods) if periods else []
    answer.title(plain(_answer(tally, periods, found)))
    elements.print_button(_("Print"))
    if periods and found:
        _rises(dataset, found)
        elements.quiet(
            _(
                "{first} to {last} beside {before} to {until}: share of the category in all petitions, and"
                " how many times as great it became. What rose most surely stands first, by the lower end of"
                " the interval (95 %). 'Clearly' allows for all categories being looked at together.",
                first=iso(periods[1].first),
                last=iso(periods[1].last),
                before=iso(periods[0].first),
                until=iso(periods[0].last),
            )
        )
    _years(dataset, shares.shares(tally, latest))
    _policies(scope, dataset, register.policies(cache.reader(scope)))


def _answer(tally: AnyTally, periods: tuple[Period, Period] | None, found: Sequence[Rise]) -> str:
    if tally.first_day is None:
        return _("No petition is on record yet: import the first file of them")
    if periods is None:
        return _("The record holds less than two years: what rises cannot be told yet")
    period = _.months(periods[1].first, periods[1].last)
    if not found:
        return _(
            "{period}: of it or of the year before too few petitions are told to say what rises",
            period=period,
        )
    rising = [category(one.category) for one in found if one.is_clear and one.low > 1]
    if not rising:
        return _(
            "{period}: no category clearly takes a greater share of the petitions than a year before",
            period=period,
        )
    return _(
        "{period}: a clearly greater share of the petitions than a year before: {categories}",
        period=period,
        categories=_.listed(rising),
    )


def _rises(dataset: Dataset, found: Sequence[Rise]) -> None:
    heads = [Cell(_("Category")), Cell(_("Cases before"), "n w"), Cell(_("Cases after"), "n")]
    heads += [Cell(_("Share before"), "n w"), Cell(_("Share after"), "n"), Cell(_("Times"), "n")]
    heads += [Cell(_("Interval (95 %)"), "t w"), Cell(_("Rises or falls"), "t")]
    rows = [
        Row(
            [
                Cell(category(one.category)),
                figure(one.before, kind="n w"),
                figure(one.after),
                Cell(percent(one.share_before, 1.0), "n w"),
                Cell(percent(one.share_after, 1.0), "n"),
                Cell("—" if math.isnan(one.ratio) else number(one.ratio, 2), "n"),
                Cell(_span(one), "t w"),
                _standing(one),
            ]
        )
        for one in found
    ]
    tables.listing("rises", heads, rows, file=File(_("What rises"), [as_of(dataset)]))


def _span(one: Rise) -> str:
    high = "∞" if math.isinf(one.high) else number(one.high, 2)
    return f"{number(one.low, 2)} – {high}"


def _standing(one: Rise) -> Cell:
    if not one.is_clear:
        return Cell(_("not clear"), "t")
    return Cell(_("rises clearly"), "t", "warning") if one.low > 1 else Cell(_("falls clearly"), "t")


def _years(dataset: Dataset, table: pd.DataFrame) -> None:
    """Share of every category in each year; a year that is not told has a dash."""
    if table.empty:
        return
    st.subheader(plain(_("Shares of the categories over the years")))
    whole, last = table.loc[""], table.columns[-1]
    body = table.drop(index="").sort_values(last, ascending=False)
    kinds = {year: _kind(at, len(table.columns)) for at, year in enumerate(table.columns)}
    heads = [Cell(_("Category")), *(Cell(str(year), kind) for year, kind in kinds.items())]
    rows = [
        Row(
            [
                Cell(category(str(code))),
                *(Cell(_share(body.at[code, year], whole[year]), kind) for year, kind in kinds.items()),
            ]
        )
        for code in body.index
    ]
    together = [Cell(_("All petitions, in cases"))]
    together += [figure(None if pd.isna(whole[year]) else whole[year], kind=k) for year, k in kinds.items()]
    file = File(_("Shares of the categories"), [as_of(dataset)])
    tables.listing("shares", heads, [*rows, Row(together)], file=file, sort=False)
    elements.quiet(
        _("The running year up to its last whole month. Requests of online intake are not among them.")
    )


def _kind(at: int, years: int) -> Literal["n", "n w"]:
    """The last two years stand on a phone as well."""
    return "n" if at >= years - 2 else "n w"


def _share(value: Any, whole: Any) -> str:
    return "—" if pd.isna(value) or pd.isna(whole) or not whole else percent(float(value), float(whole))


def _policies(scope: Scope, dataset: Dataset, listed: Sequence[PolicyEntry]) -> None:
    st.subheader(plain(_("Policies and what became of them")))
    if not listed:
        elements.quiet(
            _(
                "No policy is on record: enter in the register what petitions showed, what was proposed to"
                " which unit, its written answer (art. 40), the measure and its day."
            )
        )
    elif known := [one.households for one in listed if one.households is not None]:
        helped = _("Households helped by measures on record: {n}", n=number(sum(known)))
        elements.told(_("Households helped"), helped)
    entries.offer(scope, "policies")
    effects = cache.measured(scope, dataset) if is_office(scope) else {}
    names = dict(cache.geography(dataset).township_names)
    told = findings(cache.reader(scope)).set_index("id")["category"]
    for entry in listed:
        with st.container(key=f"policy-{entry.id}"):
            _policy(dataset, entry, names.get(entry.division, dataset.county_name), told)
            if entry.taken is not None:
                if is_office(scope):
                    effect.show(entry, effects.get(entry.id))
                else:
                    elements.quiet(
                        _("What the measure did is counted case by case: the petition office tells it.")
                    )


def _policy(dataset: Dataset, entry: PolicyEntry, where: str, told: pd.Series) -> None:
    """One policy, from the problem to the households; the finding that it came of to who is told of it."""
    st.subheader(plain(entry.title))
    state = term(entry.progress)
    if entry.waits is not None:
        state = _("{state} for {n} days", state=state, n=number(entry.waits))
    answered = " · ".join(filter(None, (iso(entry.replied) if entry.replied else "", entry.reply)))
    helped = "—"
    if entry.households is not None and entry.counted_on is not None:
        helped = _("{n}, as of {day}", n=number(entry.households), day=iso(entry.counted_on))
    lines = [
        (_("State"), Cell(state, "", _STATES[entry.progress])),
        (_("What petitions showed"), Cell(entry.problem)),
        (_("Category"), Cell(category(entry.category))),
        (_("Proposal"), Cell(f"{iso(entry.proposed)} · {entry.proposal}")),
        (_("Unit"), Cell(entry.unit)),
        (_("Written answer"), Cell(answered or "—")),
        (
            _("Measure"),
            Cell(" · ".join(filter(None, (iso(entry.taken) if entry.taken else "", entry.measure))) or "—"),
        ),
        (_("Where"), Cell(where)),
        (_("Households helped"), Cell(helped)),
    ]
    if entry.finding is not None and entry.finding in told.index:
        words = f"{entry.finding} · {category(str(told.loc[entry.finding]))}"
        address = to("hotspots", spots="findings", finding=str(entry.finding))
        lines.insert(2, (_("Finding"), Cell(words, link=address)))
    tables.table([Cell(""), Cell("")], [[Cell(name, "t"), cell] for name, cell in lines])
