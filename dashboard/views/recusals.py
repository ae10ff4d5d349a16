"""The petition office notes which leader keeps out of which township or village."""

import streamlit as st

from dashboard import cache, elements, state
from dashboard.elements import Cell
from dashboard.language import _
from data import contracts
from data.scope import Scope, is_office
from data.tables import Dataset

KEY = "recusal"


def show(scope: Scope, dataset: Dataset) -> None:
    """Recusals in force and a form; nothing for others than the office. Reasons are not kept."""
    if not is_office(scope):
        return
    geography = cache.geography(dataset)
    names = geography.township_names | {
        code: f"{township} {name}"
        for code, township, name in zip(
            geography.codes, geography.townships_of, geography.villages["name"], strict=True
        )
    }
    leaders = {
        one: f"{leader.name} · {leader.post}"
        for one, leader in contracts.roster(cache.store()).leaders.items()
    }
    listed = contracts.recusals(scope, cache.store())
    with st.expander(_("Recusals: {n}", n=len(listed)), key="recusals", on_change="rerun"):
        if not listed.empty:
            where = {row.id: names.get(row.division, row.division) for row in listed.itertuples()}
            elements.table(
                [Cell(_("Leader")), Cell(_("Keeps out of"))],
                [[Cell(row.leader, "t"), Cell(where[row.id], "t")] for row in listed.itertuples()],
            )
            ids = {row.id: f"{row.leader} · {where[row.id]}" for row in listed.itertuples()}
            with st.container(key="recused", horizontal=True, vertical_alignment="bottom"):
                chosen = st.selectbox(
                    _("Recusal"),
                    list(ids),
                    index=None,
                    format_func=ids.__getitem__,
                    placeholder=_("not chosen"),
                )
                if st.button(_("Lift"), disabled=chosen is None) and chosen is not None:
                    whose = {"actor": state.actor(scope)}
                    state.attempt(KEY, contracts.lift_recusal, scope, cache.store(), int(chosen), **whose)
                    st.rerun()
        with st.form("recuse", clear_on_submit=True, border=False):
            leader = st.selectbox(
                _("Leader"),
                list(leaders),
                index=None,
                format_func=leaders.__getitem__,
                placeholder=_("not chosen"),
            )
            division = st.selectbox(
                _("Township or village"),
                list(names),
                index=None,
                format_func=names.__getitem__,
                placeholder=_("not chosen"),
            )
            asked = st.form_submit_button(_("Note the recusal"))
            if asked and leader is not None and division is not None:
                whose = {"actor": state.actor(scope)}
                state.attempt(KEY, contracts.recuse, scope, cache.store(), leader, division, **whose)
                st.rerun()
        if told := state.told(KEY):
            st.warning(told)
