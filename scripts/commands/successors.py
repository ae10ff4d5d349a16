"""What became of divisions that ended: proposed, confirmed, taken back."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import StoreRefused
from data.text import in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    labelled,
    opened,
)

if TYPE_CHECKING:
    from data.divisions.succession import Proposal
    from data.store import Store

CLEAR = "clear"
"""Instead of pairs: all proposals that leave no doubt."""

_PAIRS = "OLD=NEW"


def successors(
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_PAIRS,
            help=in_both("confirm a pair of codes, may be repeated; clear: all that leave no doubt"),
        ),
    ] = None,
    withdraw: Annotated[
        list[str] | None,
        typer.Option(metavar=_PAIRS, help=in_both("take a confirmation back, may be repeated")),
    ] = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=in_both("day of a pair that is not proposed; default: when the old one ended"),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """What ended divisions became: list, confirm, withdraw."""
    from data import frames  # slow to load: not for --help
    from data.divisions import succession
    from data.divisions.proposals import propose

    with answering(as_json), opened(database) as store:
        store.dataset()
        backwards = [_pair(text) for text in withdraw or []]
        asked = [_pair(text) for text in confirm or [] if text != CLEAR]
        if backwards:
            succession.withdraw(store, backwards, actor=actor())
        done = 0
        if confirm and CLEAR in confirm:
            done += succession.confirm(store, succession.clear(propose(store)), actor=actor())
        done += _confirm_pairs(store, asked, on.date() if on else None)
        proposals = propose(store)
        ended = succession.unsettled(store)
        known = {(one.old_code, one.on) for one in proposals}
        result = {
            "confirmed_now": done,
            "withdrawn_now": len(backwards),
            "proposals": [_told(one) for one in proposals],
            "without_proposal": [
                one for one in frames.records(ended) if (one["code"], one["on"]) not in known
            ],
            "confirmed": frames.records(succession.confirmed(store)),
        }
        answer(result, _lines(result), as_json)


def _pair(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not (old.strip() and sign and new.strip()):
        raise StoreRefused("Name a pair as OLD=NEW, with the code of each; this is none: {text}", text=text)
    return old.strip(), new.strip()


def _confirm_pairs(store: "Store", pairs: list[tuple[str, str]], on: dt.date | None) -> int:
    """Confirm what is proposed; a pair that is not proposed is one that a person knows."""
    from data.divisions import succession
    from data.divisions.proposals import propose

    proposals = propose(store) if pairs else []
    for pair in pairs:
        chosen = [one for one in proposals if one.pair == pair]
        if chosen and on is None:
            succession.confirm(store, chosen, actor=actor())
        else:
            succession.name_successor(store, *pair, on=on, actor=actor())
    return len(pairs)


def _told(proposal: "Proposal") -> dict[str, Any]:
    told = proposal._asdict()
    del told["division_id"], told["successor_id"]
    return told


def _why(pair: dict[str, Any]) -> str:
    from data.divisions.succession import Reason

    return in_both(Reason(pair["reason"]).label)


def _lines(result: dict[str, Any]) -> list[str]:
    lines = [
        labelled("confirmed just now", result["confirmed_now"]),
        labelled("withdrawn just now", result["withdrawn_now"]),
        labelled("pairs to confirm", len(result["proposals"])),
    ]
    for number, one in enumerate(result["proposals"], 1):
        lines.append(
            f"{number:>4}. {one['old_code']}={one['new_code']}"
            f"  {one['old_name']}（{one['old_township']}）→ {one['new_name']}（{one['new_township']}）"
            f"  {one['on']}  {_why(one)}  {one['score']:.2f}"
        )
    lines.append(labelled("ended, nothing proposed", len(result["without_proposal"])))
    lines += [
        f"      {one['code']}  {one['name']}（{one['township']}）  {one['on']}"
        for one in result["without_proposal"]
    ]
    lines.append(labelled("in force", len(result["confirmed"])))
    for one in result["confirmed"]:
        lines.append(
            f"      {one['old_code']}={one['new_code']}  {one['old_name']} → {one['new_name']}"
            f"  {one['on']}  {_why(one)}  {one['confirmed_by']}"
        )
    return lines
