"""Which petitions report the same matter: proposed, linked, rejected, taken back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import MatterRefused
from data.reader import Writer
from data.text import N_, in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    category_in_both,
    labelled,
    opened,
)

if TYPE_CHECKING:
    from data.matters.decisions import Proposal

CLEAR = "clear"
"""Instead of pairs: all proposals that leave hardly any doubt."""
LISTED = 50
"""Proposals shown to a reader; ``--json`` has all."""

_PAIRS = "NUMBER=NUMBER"


def matters(
    link: Annotated[
        list[str] | None,
        typer.Option(
            metavar=f"clear|{_PAIRS}",
            help=in_both(
                "the same matter: a pair of numbers, may be repeated; clear: all that leave hardly any doubt"
            ),
        ),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_PAIRS,
            help=in_both("a proposed pair is not the same, do not propose it again; may be repeated"),
        ),
    ] = None,
    undo: Annotated[
        list[int] | None,
        typer.Option(metavar="ID", help=in_both("take a link back, may be repeated")),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help=in_both("list the links of a petition's matter")),
    ] = None,
    since_run: Annotated[
        int | None,
        typer.Option(metavar="ID", help=in_both("only what petitions of this import and later add")),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Repeated and joint petitions: list, link, undo."""
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
        villages = _villages(writer)
        result = {
            "synthetic": dataset.synthetic,
            "linked_now": linked,
            "rejected_now": rejected,
            "undone_now": undone,
            **_totals(writer, villages),
            "proposals": [one._asdict() for one in proposals],
            "of": frames.records(decisions.of_petition(writer, of)) if of else None,
        }
        answer(result, [DEMO] * dataset.synthetic + _lines(result, villages), as_json)


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


def _villages(writer: Writer) -> dict[str, str]:
    """Code -> name of the villages of today."""
    from data.divisions.reads import divisions
    from data.terms import Level

    listed = divisions(writer.store, Level.VILLAGE, writer.today)
    return dict(zip(listed["code"], listed["name"], strict=True))


def _totals(writer: Writer, villages: dict[str, str]) -> dict[str, Any]:
    from data import frames
    from data.matters.decisions import summary

    told = summary(writer)
    return {
        "petitions": told.petitions,
        "matters": told.matters,
        "linked": told.linked,
        "largest": [
            {**one, "village": villages.get(one["village_code"])} for one in frames.records(told.largest)
        ],
    }


def _by(pair: dict[str, Any]) -> str:
    """By what two petitions are known to report the same."""
    from data.matters.links import Rule

    return in_both(Rule(pair["rule"]).label)


def _category(one: dict[str, Any]) -> str:
    return category_in_both(one["category"]) if one["category"] else "—"


def _lines(result: dict[str, Any], villages: dict[str, str]) -> list[str]:
    proposals = result["proposals"]
    lines = [
        labelled(label, result[key])
        for label, key in (
            (N_("pairs linked now"), "linked_now"),
            (N_("pairs rejected now"), "rejected_now"),
            (N_("links undone now"), "undone_now"),
            (N_("petitions on record"), "petitions"),
            (N_("matters on record"), "matters"),
            (N_("petitions that share a matter"), "linked"),
        )
    ]
    lines += [
        f"      {in_both('{n} petitions', n=one['petitions'])}"
        f"  {one['village'] or one['village_code'] or '—'}"
        f"  {_category(one)}  {one['first']:%Y-%m-%d} – {one['last']:%Y-%m-%d}"
        for one in result["largest"]
    ]
    lines.append(labelled("pairs to decide", len(proposals)))
    lines += [
        f"{nth:>4}. {one['number']}={one['joins']}  {one['filed']:%Y-%m-%d} → {one['joins_filed']:%Y-%m-%d}"
        f"  {villages.get(one['village_code'], one['village_code']) or '—'}  {_category(one)}"
        f"  {_by(one)}  {one['score']:.2f}"
        for nth, one in enumerate(proposals[:LISTED], 1)
    ]
    if len(proposals) > LISTED:
        lines.append(f"      … {in_both('and {n} more', n=len(proposals) - LISTED)}")
    for one in result["of"] or []:
        lines.append(
            f"  {in_both('link')} {one['link']}: {one['number']}  {one['filed']:%Y-%m-%d}"
            f"  {_by(one)}  {one['score']:.2f}  {one['actor']}"
        )
    return lines
