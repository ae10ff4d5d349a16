"""Which rules hold in the county, since when, and what the head of the office changes."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, term
from dashboard.markdown import plain
from data.hotspots import price
from data.rules import (
    DEFAULTS,
    GROUPS,
    SETTINGS,
    RuleChange,
    Rules,
    Unit,
    in_force,
    raised,
    rule_changes,
    set_rules,
    written,
)
from data.scope import Scope, is_head, is_office
from data.tables import Dataset
from data.terms import WallPage
from geo.terms import Term

KEY = "rules"


def show(scope: Scope, dataset: Dataset) -> None:
    """For the head a form to set a rule; for the office all rules group by group, and what was set."""
    st.title(_("Rules of the county"))
    if not is_office(scope):
        st.write(_("The petition office keeps the rules of the county."))
        return
    today = cache.today(dataset)
    st.write(
        _(
            "A change holds from its day on, also for what is planned anew. Plans that are saved stay as they"
            " were made."
        )
    )
    if is_head(scope):
        _form(scope, dataset, today)
    else:
        elements.quiet(_("The head of the petition office sets them."))
    county, changes = cache.rules(dataset), rule_changes(cache.reader(scope))
    for change in raised(changes, today):
        values = {"value": _shown(change.name, change.kept), "least": _shown(change.name, change.new)}
        rule = _(SETTINGS[change.name].words)
        told = _(
            "{rule}: {value} was set, {least} holds: less protects nobody. Set it anew", rule=rule, **values
        )
        st.warning(plain(told))
    with st.container(key="rules"):
        for group, words in GROUPS.items():
            st.subheader(plain(_(words)))
            _table(group, county, changes, today)
    st.subheader(_("What was set"))
    _log(changes)


def _form(scope: Scope, dataset: Dataset, today: dt.date) -> None:
    """What is typed stays in its control when it is refused."""
    with st.container(key="rule", horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(_("Rule"), list(SETTINGS), format_func=_title, key="rule-name")
        value = _control(name, cache.rules(dataset).value(name))
        day = st.date_input(_("In force from"), value=today, format="YYYY-MM-DD", key="rule-from")
        saved = st.button(_("Save the rule"), type="primary", disabled=day is None)
        back = st.button(_("Back to the default"), disabled=day is None)
    if name == "hotspots.level":
        _price()
    about = f"{KEY}-{name}"
    if saved or back:
        asked = {name: None if back else value}
        with steps.taking(about):
            county = set_rules(cache.writer(scope), asked, valid_from=day)
            words = {"rule": _(SETTINGS[name].words), "value": _shown(name, county.value(name)), "day": day}
            steps.done(_("{rule}: {value} from {day} on", **words))
    steps.show(about)


def _price() -> None:
    """What a smaller or larger budget of false alarms finds."""
    heads = [Cell(_("Planted")), *(Cell(f"{budget:g}", "n") for budget in price.BUDGETS)]
    rows = [
        [Cell(each.words(_)), *(Cell(f"{share} %", "n") for share in each.shares)] for each in price.PRICES
    ]
    tables.table(heads, rows)
    elements.quiet(price.note(_))


def _control(name: str, held: Any) -> Any:
    """A control for a rule's value, which begins with the one that holds."""
    setting, key = SETTINGS[name], f"rule-{name}"
    label = _("New value ({unit})", unit=term(setting.unit))
    if isinstance(held, Term):
        options = list(type(held))
        return st.selectbox(plain(label), options, options.index(held), term, key=key)
    if setting.unit is Unit.PAGES:
        held = held.split()
        return " ".join(st.multiselect(plain(label), list(WallPage), held, format_func=_page, key=key))
    if isinstance(held, str):
        return st.text_input(plain(label), held, key=key)
    if setting.unit is Unit.CLOCK:
        at = dt.time(int(held) // 60, int(held) % 60)
        typed = st.time_input(plain(label), at, key=key, step=dt.timedelta(minutes=5))
        return typed.hour * 60 + typed.minute
    if isinstance(held, int):
        return st.number_input(plain(label), value=held, step=1, key=key)
    return st.number_input(plain(label), value=float(held), format="%g", key=key)


def _table(group: str, county: Rules, changes: list[RuleChange], today: dt.date) -> None:
    """Rules of a group, with since when each holds, and what holds later."""
    since = in_force(changes, today)
    later = [change for change in changes if change.valid_from > today]
    rows = []
    for name in (name for name in SETTINGS if name.startswith(f"{group}.")):
        setting, value = SETTINGS[name], county.value(name)
        own = value != DEFAULTS.value(name)
        days = [str(since[name].valid_from)] if name in since else []
        days += [
            _("from {day}: {value}", day=change.valid_from, value=_shown(name, change.new))
            for change in later
            if change.name == name
        ]
        rows.append(
            [
                Cell(_(setting.words)),
                Cell(_shown(name, value), "t", "warning" if own else ""),
                Cell(term(setting.unit), "t"),
                Cell(_shown(name, DEFAULTS.value(name)), "t w"),
                Cell(_(setting.source), "w"),
                Cell(_("; ").join(days) or "—"),
            ]
        )
    heads = [Cell(_("Rule")), Cell(_("Holds now"), "t"), Cell(_("Unit"), "t"), Cell(_("Default"), "t w")]
    tables.table([*heads, Cell(_("Source"), "w"), Cell(_("Since"))], rows)


def _log(changes: list[RuleChange]) -> None:
    if not changes:
        elements.quiet(_("Nothing was set: the defaults hold."))
        return
    heads = [Cell(_("When"), "t w"), Cell(_("Who"), "t w"), Cell(_("Rule")), Cell(_("Before"), "t")]
    tables.table(
        [*heads, Cell(_("After"), "t"), Cell(_("In force from"), "t")],
        [
            [
                Cell(f"{change.set_at:%Y-%m-%d %H:%M}", "t w"),
                Cell(change.set_by, "t w"),
                Cell(_title(change.name)),
                Cell(_shown(change.name, change.old), "t"),
                Cell(_shown(change.name, change.new), "t"),
                Cell(str(change.valid_from), "t"),
            ]
            for change in reversed(changes)
        ],
    )


def _page(code: str) -> str:
    return term(WallPage(code))


def _title(name: str) -> str:
    return f"{_(GROUPS[name.partition('.')[0]])} · {_(SETTINGS[name].words)}"


def _shown(name: str, value: Any) -> str:
    if SETTINGS[name].unit is Unit.PAGES:
        return _(", ").join(term(WallPage(page)) for page in str(value).split())
    return term(value) if isinstance(value, Term) else written(name, value)
