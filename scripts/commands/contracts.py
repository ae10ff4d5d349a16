"""Which leader is contracted to which township: as it stands, proposed, accepted."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

import typer

from data.clock import today
from data.service import contract_proposals
from data.service.contracts import roster
from data.store import Store
from data.text import in_both
from scripts.commands.receptions import office, township_names
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    labelled,
    opened,
)


def contracts(
    on: Annotated[
        dt.datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help=in_both("day; default: today")),
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help=in_both("propose contracts of even load"))
    ] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help=in_both("put the proposal in force from that day")),
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Contracts of leaders with townships: list, propose, accept."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        day = on.date() if on else today(dataset)
        result: dict[str, Any] = {"date": day.isoformat(), "synthetic": dataset.synthetic}
        lines = [DEMO] * dataset.synthetic
        if propose or accept:
            proposals = contract_proposals.propose(office(store, day), day)
            result["proposals"] = [asdict(one) | {"changes": one.changes} for one in proposals]
            result["without"] = contract_proposals.without(office(store, day), proposals, day)
            lines += [_proposed(one) for one in proposals]
            if result["without"]:
                lines.append(in_both("without a township: {names}", names="、".join(result["without"])))
            if accept:
                result["new_contracts"] = contract_proposals.accept(
                    office(store, day), proposals, day, seen=dataset.version
                )
                lines.append(labelled("new contracts", result["new_contracts"]))
        else:
            result["contracts"] = _standing(store, day)
            lines += [f"{one['name']}  {one['leader'] or '—'}  {one['post']}" for one in result["contracts"]]
        answer(result, lines, as_json)


def _standing(store: Store, day: dt.date) -> list[dict[str, Any]]:
    names = township_names(store, day)
    duties = roster(store).duties(names, day)
    return [
        {
            "township": code,
            "name": names[code],
            "leader": duty.leader or None,
            "post": duty.post,
            "instead_of": duty.instead_of or None,
            "trouble": duty.trouble.value if duty.trouble else None,
        }
        for code, duty in duties.items()
    ]


def _proposed(one: contract_proposals.ContractProposal) -> str:
    change = f"{one.current or '—'} → {one.leader}" if one.changes else f"{one.leader}（{in_both('stays')}）"
    load = in_both(
        "petitions in a year: {n}, the leader's before: {before}", n=one.load, before=f"{one.before:.0f}"
    )
    return f"{one.name}  {change}  {load}"
