"""Which petitions report the same matter: proposed, linked, rejected, taken back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import MatterRefused
from data.reader import Writer
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    opened,
)

if TYPE_CHECKING:
    from data.matters.decisions import Proposal

CLEAR = "clear"
"""Instead of pairs: all proposals that leave hardly any doubt."""
LISTED = 50
"""Proposals shown to a reader; ``--json`` has all."""

_RULES = {
    "number": "编号关联 / by number",
    "petitioner": "同一信访人 / same petitioner",
    "text": "内容相近 / similar text",
    "hand": "人工认定 / by a person",
}
_PAIRS = "NUMBER=NUMBER"


def matters(
    link: Annotated[
        list[str] | None,
        typer.Option(
            metavar=f"clear|{_PAIRS}",
            help="认定为同一信访事项：编号=编号，可重复；clear 为全部无疑义的"
            " / the same matter: a pair of numbers, may be repeated; clear: all that leave hardly any doubt",
        ),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_PAIRS,
            help="待认定的一对不是同一事项，不再提示，可重复"
            " / a proposed pair is not the same, do not propose it again; may be repeated",
        ),
    ] = None,
    undo: Annotated[
        list[int] | None,
        typer.Option(metavar="ID", help="撤回关联，可重复 / take a link back, may be repeated"),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="列出该件所属事项及关联号 / list the links of a petition's matter"
        ),
    ] = None,
    since_run: Annotated[
        int | None,
        typer.Option(
            metavar="ID", help="只看该次导入及以后的件 / only what petitions of this import and later add"
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """重复信访与联名信访：列出、认定、撤回 / Repeated and joint petitions: list, link, undo."""
    from data import frames  # slow to load: not for --help
    from data.matters import decisions
    from data.matters.proposals import propose

    with answering(as_json), opened(database) as store:
        dataset, writer = store.dataset(), office(store)
        asked = [_pair(text) for text in link or [] if text != CLEAR]
        wrong = [_pair(text) for text in reject or []]
        undone = decisions.undo(writer, undo) if undo else 0
        linked = rejected = 0
        proposals = propose(writer, since_run=since_run)
        if wrong:
            rejected = decisions.reject(writer, _proposed(proposals, wrong))
        if asked or CLEAR in (link or []):
            every = decisions.clear(proposals) if CLEAR in (link or []) else []
            linked = _link(writer, proposals, every, asked)
        if linked or rejected:
            proposals = propose(writer, since_run=since_run)
        result = {
            "synthetic": dataset.synthetic,
            "linked_now": linked,
            "rejected_now": rejected,
            "undone_now": undone,
            **_totals(writer),
            "proposals": [one._asdict() for one in proposals],
            "of": frames.records(decisions.of_petition(writer, of)) if of else None,
        }
        answer(result, [DEMO] * dataset.synthetic + _lines(result), as_json)


def _pair(text: str) -> tuple[str, str]:
    one, sign, other = text.partition("=")
    if not (one.strip() and sign and other.strip()):
        raise MatterRefused("Name a pair as NUMBER=NUMBER, with the numbers of two petitions")
    return one.strip(), other.strip()


def _proposed(proposals: list["Proposal"], pairs: list[tuple[str, str]]) -> list["Proposal"]:
    """The proposals that pairs name; refused if one is none."""
    by_pair = {one.pair: one for one in proposals}
    for pair in pairs:
        if frozenset(pair) not in by_pair:
            raise MatterRefused("{one}={other} is not proposed", one=pair[0], other=pair[1])
    return [by_pair[frozenset(pair)] for pair in pairs]


def _link(
    writer: Writer,
    proposals: list["Proposal"],
    every: list["Proposal"],
    pairs: list[tuple[str, str]],
) -> int:
    """Link what is proposed; a pair that is not proposed is one that a person knows."""
    from data.matters import decisions

    by_pair = {one.pair: one for one in proposals}
    known = [by_pair[frozenset(pair)] for pair in pairs if frozenset(pair) in by_pair]
    done = decisions.link(writer, [*every, *known]) if every or known else 0
    for pair in pairs:
        if frozenset(pair) not in by_pair:
            done += decisions.link_by_hand(writer, pair)
    return done


def _totals(writer: Writer) -> dict[str, Any]:
    from data import frames
    from data.divisions.reads import divisions
    from data.matters.decisions import summary
    from data.terms import Level

    villages = divisions(writer.store, Level.VILLAGE, writer.today).set_index("code")["name"].to_dict()
    told = summary(writer)
    return {
        "petitions": told.petitions,
        "matters": told.matters,
        "linked": told.linked,
        "largest": [
            {**one, "village": villages.get(one["village_code"])} for one in frames.records(told.largest)
        ],
    }


def _lines(result: dict[str, Any]) -> list[str]:
    proposals = result["proposals"]
    lines = [
        f"认定 / linked: {result['linked_now']}, 否定 / rejected: {result['rejected_now']},"
        f" 撤回 / undone: {result['undone_now']}",
        f"信访件 / petitions: {result['petitions']:,}, 信访事项 / matters: {result['matters']:,},"
        f" 已关联 / linked: {result['linked']:,}",
    ]
    lines += [
        f"      {one['petitions']:>4} 件 / petitions  {one['village'] or one['village_code'] or '—'}"
        f"  {one['category'] or '—'}  {one['first']:%Y-%m-%d} – {one['last']:%Y-%m-%d}"
        for one in result["largest"]
    ]
    lines.append(f"待认定 / proposed: {len(proposals):,}")
    lines += [
        f"{nth:>4}. {one['number']}={one['joins']}  {one['filed']:%Y-%m-%d} → {one['joins_filed']:%Y-%m-%d}"
        f"  {one['village_code'] or '—'}  {one['category']}  {_RULES[one['rule']]}  {one['score']:.2f}"
        for nth, one in enumerate(proposals[:LISTED], 1)
    ]
    if len(proposals) > LISTED:
        lines.append(f"      … 另有 / and {len(proposals) - LISTED:,}")
    for one in result["of"] or []:
        lines.append(
            f"  关联 / link {one['link']}: {one['number']}  {one['filed']:%Y-%m-%d}"
            f"  {_RULES[one['rule']]}  {one['score']:.2f}  {one['actor']}"
        )
    return lines
