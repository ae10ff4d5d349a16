"""Who is contracted to which township, and a proposal of even load that a person accepts."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, in_context, number, say
from dashboard.markdown import plain
from data.errors import PlanRefused
from data.scope import Scope, is_office
from data.service import contract_proposals, contracts
from data.tables import Dataset

KEY = "contracts"
PROPOSED_FROM: Kept[dt.date | None] = Kept("proposed_from", None)
"""Day of the proposal that is asked for."""


def show(scope: Scope, dataset: Dataset) -> None:
    """Contracts of today, and the proposal that is asked for; nothing for others than the office."""
    if not is_office(scope):
        return
    today = cache.today(dataset)
    names = cache.geography(dataset).township_names
    duties = contracts.roster(cache.store()).duties(names, today)
    with st.expander(
        plain(_("Contracts with townships: {n}", n=sum(bool(duty.leader) for duty in duties.values())))
    ):
        tables.table(
            [Cell(_("Township")), Cell(_("Leader")), Cell(_("Post"), "w")],
            [
                [Cell(names[code], "t"), Cell(duty.leader or "—", "t"), Cell(duty.post or "", "w")]
                for code, duty in duties.items()
            ],
        )
        with st.container(key="propose", horizontal=True, vertical_alignment="bottom"):
            first = (pd.Timestamp(today) + pd.offsets.MonthBegin()).date()
            day = st.date_input(_("In force from"), value=first, min_value=today, format="YYYY-MM-DD")
            st.button(_("Propose contracts of even load"), on_click=PROPOSED_FROM.keep, args=(day,))
        if (asked := PROPOSED_FROM.value) is not None:
            _proposal(scope, dataset, asked)
        steps.show(KEY)


def _proposal(scope: Scope, dataset: Dataset, day: dt.date) -> None:
    """What would change; the button carries the version of the record that was looked at."""
    try:
        proposals = contract_proposals.propose(cache.reader(scope), day)
    except PlanRefused as error:
        st.warning(plain(say(error)))
        return
    changed = sum(contract.changes for contract in proposals)
    st.markdown(
        plain(_("From {day}: {n} of {total} townships change", day=str(day), n=changed, total=len(proposals)))
    )
    heads = [
        Cell(_("Township")),
        Cell(in_context("contract", "Now")),
        Cell(in_context("contract", "Proposed")),
        Cell(_("Petitions in a year"), "n"),
    ]
    tables.table(
        heads,
        [
            [
                Cell(contract.name, "t"),
                Cell(contract.current or "—", "t"),
                Cell(contract.leader, "t", "warning" if contract.changes else ""),
                Cell(number(contract.load), "n"),
            ]
            for contract in proposals
        ],
    )
    if left := contract_proposals.without(cache.reader(scope), proposals, day):
        elements.quiet(
            _(
                "Leaders who are to have a township, and have none in this proposal: {names}",
                names=_.listed(left),
            )
        )
    with st.container(key="accept", horizontal=True):
        consequence = _(
            "From {day} the {n} townships are contracted to the leaders proposed; plans and notices of visits"
            " from that day on name them. Contracts of before stay on record.",
            day=str(day),
            n=number(changed),
        )
        args = (scope, proposals, day, dataset.version)
        steps.ask(
            _("Accept from {day}", day=str(day)),
            consequence,
            "accept-contracts",
            _accept,
            args,
            off=not changed,
        )
        st.button(_("Discard"), on_click=PROPOSED_FROM.forget)


def _accept(
    scope: Scope, proposals: list[contract_proposals.ContractProposal], day: dt.date, seen: int
) -> None:
    with steps.taking(KEY):
        new = contract_proposals.accept(cache.writer(scope), proposals, day, seen=seen)
        PROPOSED_FROM.forget()
        steps.done(_("New contracts: {n}", n=new))
