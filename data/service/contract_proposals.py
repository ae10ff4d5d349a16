"""Who could be contracted to which township: a balanced load, proposed here and accepted by a person."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import or_, select

from data.divisions import reads
from data.errors import PlanRefused
from data.petitions import gate
from data.petitions.counts import filed_in_year
from data.reader import Reader, Writer
from data.rules import rules
from data.service.contracts import Roster, check_office, roster
from data.tables import Contract, Dataset
from data.terms import Grade, Level


@dataclass(frozen=True, slots=True)
class ContractProposal:
    """A township and the leader proposed for it.

    Parameters
    ----------
    load
        Petitions from the township in the 365 days before.
    before
        Load that the leader has carried: of each township contracted in the three years before, by the share
        of a year for which it was.
    current
        Name of whoever is contracted now; '' for nobody.
    """

    township: str
    name: str
    leader_id: int
    leader: str
    post: str
    load: int
    before: float
    current: str

    @property
    def changes(self) -> bool:
        return self.leader != self.current


def propose(reader: Reader, on: dt.date) -> list[ContractProposal]:
    """A leader for each township from a day on, so that loads are even over the years.

    Nobody has a second township before everyone has a first whom recusals do not keep from all that is left;
    among all ways that are so, the one with the least sum over the leaders of (load carried before + load of
    the township)², recusals kept: large loads go to those who carried little. Solved as an assignment problem
    (`scipy.optimize`); where leaders have several townships, the square of a sum is stood in for by counting
    the k-th township 2k - 1 times, and each k-th costs k - 1 times more than all loads together.

    Leaders are those of the county who are to have a township, by their register, and in office on the day.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; there are no such leaders or no townships; or recusals leave a
        township nobody.
    """
    check_office(reader.scope)
    stay = rules(reader.store, on).service.stay
    standing = roster(reader.store)
    townships = reads.divisions(reader.store, Level.TOWNSHIP, on)
    codes = list(townships["code"])
    leaders = _available(standing, on)
    if not codes or not leaders:
        raise PlanRefused(
            "Contracts need townships, and leaders of the county in office who take one: see their register"
        )
    filed = filed_in_year(reader, gate.aggregates(reader, on), "township_code", on)
    loads = {code: filed.get(code, 0) for code in codes}
    before = {leader: _carried(standing, leader, loads, on) for leader in leaders}
    current = {code: _holder(standing, code, on - dt.timedelta(days=1)) for code in codes}
    rounds = len(codes)
    slots = [(leader, nth) for nth in range(rounds) for leader in leaders]
    cost = np.array(
        [
            [_cost(before[leader], loads[code], nth, stay * (current[code] == leader)) for code in codes]
            for leader, nth in slots
        ]
    )
    further = 1 + cost.max() * len(codes)  # of one township more: dearer than any loads
    cost += further * np.array([nth for _, nth in slots])[:, None]
    kept_out = np.array([[(leader, code) in standing.recusals for code in codes] for leader, _ in slots])
    cost[kept_out] = further * (rounds + 1) * (len(codes) + 1)
    rows, columns = linear_sum_assignment(cost)
    if kept_out[rows, columns].any():
        nobody = townships["name"].iloc[columns[np.argmax(kept_out[rows, columns])]]
        raise PlanRefused("Recusals leave nobody for {township}", township=nobody)
    chosen = {codes[column]: slots[row][0] for row, column in zip(rows, columns, strict=True)}
    return [
        ContractProposal(
            code,
            str(name),
            chosen[code],
            standing.leaders[chosen[code]].name,
            standing.leaders[chosen[code]].post,
            loads[code],
            before[chosen[code]],
            _name(standing, current[code]),
        )
        for code, name in zip(codes, townships["name"], strict=True)
    ]


def without(reader: Reader, proposals: Sequence[ContractProposal], on: dt.date) -> list[str]:
    """Names of the leaders who are to have a township from a day on, and would have none."""
    check_office(reader.scope)
    standing, chosen = roster(reader.store), {one.leader_id for one in proposals}
    return [standing.leaders[each].name for each in _available(standing, on) if each not in chosen]


def accept(
    writer: Writer,
    proposals: Sequence[ContractProposal],
    on: dt.date,
    *,
    seen: int,
) -> int:
    """Put proposals in force from a day on: contracts that run are ended there, those that stay run on.

    Parameters
    ----------
    seen
        Version of the record (`data.tables.Dataset`) on which the proposals were made.

    Returns
    -------
    int
        Contracts that are new.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; or the record changed since the proposals were made.
    """
    check_office(writer.scope)
    with writer.write("accept contracts", on.isoformat()) as session:
        if session.scalar(select(Dataset.version)) != seen:
            raise PlanRefused("The record changed since this was proposed: look at a new proposal first")
        new = 0
        for proposal in proposals:
            running = list(
                session.scalars(
                    select(Contract).where(
                        Contract.township_code == proposal.township,
                        or_(Contract.valid_to.is_(None), Contract.valid_to > on),
                    )
                )
            )
            stays = [one for one in running if one.leader_id == proposal.leader_id and one.valid_from <= on]
            for one in running:
                if one in stays[:1]:
                    one.valid_to = None
                elif one.valid_from >= on:
                    session.delete(one)
                else:
                    one.valid_to = on
            if not stays:
                contract = Contract(
                    leader_id=proposal.leader_id, township_code=proposal.township, valid_from=on
                )
                session.add(contract)
                new += 1
        session.info["detail"]["contracts"] = new
        return new


def _cost(before: float, load: int, nth: int, lighter: float) -> float:
    """Of a leader's n-th township; `lighter`: by how much it counts less, for a change has to be worth it."""
    counted = load * (1 - lighter)
    return 2 * before * counted + (2 * nth + 1) * counted**2


def _available(standing: Roster, on: dt.date) -> list[int]:
    return sorted(
        number
        for number, leader in standing.leaders.items()
        if leader.grade == Grade.COUNTY.value and leader.takes_township and standing.in_office(number, on)
    )


def _holder(standing: Roster, township: str, on: dt.date) -> int | None:
    return next(iter(standing.contracted(township, on)), None)


def _name(standing: Roster, leader: int | None) -> str:
    return "" if leader is None else standing.leaders[leader].name


def _carried(standing: Roster, leader: int, loads: dict[str, int], on: dt.date) -> float:
    since = on - dt.timedelta(days=3 * 365)
    carried = 0.0
    for span in standing.contracts:
        if span.leader == leader and isinstance(span.other, str):
            days = (min(span.last, on) - max(span.first, since)).days
            carried += loads.get(span.other, 0) * max(days, 0) / 365
    return carried
