"""Programs that may send requests of online intake: list them, give one a key, end a key."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from data.errors import AccountRefused
from data.text import N_, in_both
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
    from data.accounts.sources import Source


class Act(StrEnum):
    LIST = "list"
    ADD = "add"
    REVOKE = "revoke"
    TAKE_IN = "take-in"


def sources(
    act: Annotated[Act, typer.Argument(help=in_both("what to do; default: list the sources"))] = Act.LIST,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=in_both("name of the source"))] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Sources of online intake: list, add, revoke; take in what waits."""
    from data.accounts import accounts  # slow to load: not for --help
    from data.accounts import sources as kept
    from data.intake.taking_in import take_in

    with answering(as_json), opened(database) as store:
        keeper, key, taken = accounts.keeper(store, actor()), None, None
        if act in (Act.ADD, Act.REVOKE) and not name:
            raise AccountRefused("Say which source: its name stands behind what is to be done")
        if act is Act.ADD:
            key = kept.add_source(keeper, name or "")
        elif act is Act.REVOKE:
            kept.revoke_source(keeper, name or "")
        elif act is Act.TAKE_IN:
            taken = take_in(store)
        listed = kept.sources(keeper)
        result = {
            "act": act.value,
            "key": key,
            "stored": taken and taken.stored,
            "refused": taken and taken.refused,
            "sources": [
                {
                    "name": one.name,
                    "made_at": one.made_at.isoformat(),
                    "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
                    "requests": one.requests,
                }
                for one in listed
            ],
        }
        lines = [_line(one) for one in listed] or [
            in_both("No program may send requests: no source has a key.")
        ]
        if key is not None:
            lines.insert(0, labelled(N_("Key of the source, shown only now"), key))
        if taken is not None:
            lines.insert(0, in_both("{n} requests stored, {m} refused", n=taken.stored, m=taken.refused))
        answer(result, lines, as_json)


def _line(one: "Source") -> str:
    state = in_both("revoked") if one.revoked_at else in_both("in use")
    return f"{one.name}  {one.made_at}  {state}  {in_both('{n} requests', n=one.requests)}"
