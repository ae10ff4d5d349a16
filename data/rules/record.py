"""What the office set: read as of a day, set from a day on, never overwritten."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from data.clock import now
from data.errors import RuleRefused
from data.reader import Reader, Writer
from data.rules.book import BEGAN_LOWER, DEFAULTS, SETTINGS, Rules
from data.rules.values import checked, setting_of, written
from data.scope import is_head, is_office
from data.store import Store
from data.tables import RuleSet
from data.text import Phrase
from geo.terms import Term


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that was set.

    Parameters
    ----------
    old, new
        What held on the day from which it is valid, as far as was known then, and what holds from it on.
    kept
        What was set, as the record keeps it; None: the default. Another than `new` where the rule's range
        began lower then.
    """

    name: str
    old: Any
    new: Any
    kept: Any
    valid_from: dt.date
    set_at: dt.datetime
    set_by: str


def rules(store: Store, on: dt.date) -> Rules:
    """The rules that hold on a day: of each what was set last for it or a day before, else the default.

    Raises
    ------
    RuleRefused
        The record holds a rule that this program does not know, or a value that it does not allow.
    """
    statement = (
        select(RuleSet.values_set).where(RuleSet.valid_from <= on).order_by(RuleSet.valid_from, RuleSet.id)
    )
    with store.read() as connection:
        kept = connection.scalars(statement).all()
    return _made(kept) if kept else DEFAULTS


def eras(store: Store) -> list[tuple[dt.date, Rules]]:
    """The rules of all days, each from a first day on, in their order; the first is `date.min`."""
    values = RuleSet.values_set.label("values_set")
    statement = select(RuleSet.valid_from, values).order_by(RuleSet.valid_from, RuleSet.id)
    with store.read() as connection:
        kept = connection.execute(statement).all()
    begins = sorted({row.valid_from for row in kept})
    later = [(day, _made(row.values_set for row in kept if row.valid_from <= day)) for day in begins]
    return [(dt.date.min, DEFAULTS), *later]


def set_rules(writer: Writer, changes: Mapping[str, Any], *, valid_from: dt.date) -> Rules:
    """Set rules from a day on, for all days but those for which another value is set later.

    Parameters
    ----------
    changes
        Name of a rule in `SETTINGS` -> value; None: the program's default again. Times are minutes after
        midnight.

    Returns
    -------
    Rules
        As they hold on that day.

    Raises
    ------
    RuleRefused
        The scope is not the head's of the petition office; there is no such rule; a value is outside its
        range; or the rules of some day from then on would contradict each other.
    """
    if not is_head(writer.scope):
        raise RuleRefused("Only the head of the petition office sets the rules of the county")
    with writer.write("rules", valid_from.isoformat()) as session:
        rows = list(session.scalars(select(RuleSet).order_by(RuleSet.valid_from, RuleSet.id)))
        before = _made(row.values_set for row in rows if row.valid_from <= valid_from)
        values = {
            name: None if value is None else checked(name, value, setting_of(name))
            for name, value in changes.items()
        }
        row = RuleSet(valid_from=valid_from, values_set=values, set_at=now(), set_by=writer.actor)
        later = [one for one in rows if one.valid_from > valid_from]
        rows = [*(one for one in rows if one.valid_from <= valid_from), row, *later]
        for day in (row, *later):
            _made(one.values_set for one in rows if one.valid_from <= day.valid_from)
        after = _made(one.values_set for one in rows if one.valid_from <= valid_from)
        session.info["detail"]["changes"] = {name: [before.value(name), after.value(name)] for name in values}
        session.add(row)
        return after


def rule_changes(reader: Reader) -> list[RuleChange]:
    """Everything that was set, in the order of deciding; nothing for others than the office."""
    if not is_office(reader.scope):
        return []
    with reader.store.read() as connection:
        rows = connection.execute(
            select(
                RuleSet.id,
                RuleSet.valid_from,
                RuleSet.values_set.label("values_set"),
                RuleSet.set_at,
                RuleSet.set_by,
            ).order_by(RuleSet.id)
        ).all()
    changes = []
    for at, row in enumerate(rows):
        known = [one for one in rows[:at] if one.valid_from <= row.valid_from]
        known.sort(key=lambda one: (one.valid_from, one.id))
        before = _made(one.values_set for one in known)
        after = _made([*(one.values_set for one in known), row.values_set])
        changes += [
            RuleChange(
                name, before.value(name), after.value(name), kept, row.valid_from, row.set_at, row.set_by
            )
            for name, kept in row.values_set.items()
        ]
    return changes


def in_force(changes: Iterable[RuleChange], on: dt.date) -> dict[str, RuleChange]:
    """Of `rule_changes`, by rule, the one that holds on a day; a rule that nobody set for it is left out."""
    by_day = sorted(changes, key=lambda change: change.valid_from)
    return {change.name: change for change in by_day if change.valid_from <= on}


def raised(changes: Iterable[RuleChange], on: dt.date) -> list[RuleChange]:
    """Of `rule_changes` those that hold on a day, but with the least that is allowed now."""
    return [
        change
        for name, change in in_force(changes, on).items()
        if name in BEGAN_LOWER and change.kept is not None and change.kept < change.new
    ]


def _made(kept: Iterable[Mapping[str, Any]]) -> Rules:
    """The rules after all that was set, in this order."""
    values = {name: value for each in kept for name, value in each.items()}
    made: dict[str, Any] = {}
    speeds: dict[str, float] = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise RuleRefused(
                "The record holds a rule {name} that this program does not know: it was written by another"
                " version, or by hand",
                name=name[:100],
            )
        if value is None:
            continue
        setting = SETTINGS[name]
        if name in BEGAN_LOWER and isinstance(value, int | float) and value < setting.low:
            value = setting.low
        value = checked(name, value, setting)
        group, _, own = name.partition(".")
        if group == "speeds" and own in DEFAULTS.speeds.by_class:
            speeds[own] = value
        else:
            default = DEFAULTS.value(name)
            made.setdefault(group, {})[own] = type(default)(value) if isinstance(default, Term) else value
    if speeds:
        made.setdefault("speeds", {})["by_class"] = MappingProxyType({**DEFAULTS.speeds.by_class, **speeds})
    found = replace(
        DEFAULTS, **{group: replace(getattr(DEFAULTS, group), **own) for group, own in made.items()}
    )
    _check(found)
    return found


def _check(found: Rules) -> None:
    """Refuse rules that contradict each other."""
    day = found.day
    hours = (day.reception_opens, day.reception_closes, day.field_opens, day.field_closes)
    if not (hours[0] < hours[1] <= hours[2] < hours[3]):
        raise RuleRefused(
            "The day's times are in no order: first the reception opens and closes, then the field day does"
        )
    for names in (
        ("day.stop_minutes", "day.stop_longest"),
        ("hotspots.short_months", "hotspots.long_months", "hotspots.months"),
        ("hotspots.longest_weeks", "hotspots.fewest_weeks", "hotspots.weeks"),
        ("hotspots.level", "hotspots.doubtful"),
    ):
        for less, more in pairwise(names):
            if found.value(less) > found.value(more):
                raise RuleRefused(
                    "{less} ({a}) is more than {more} ({b}): the two contradict each other",
                    less=Phrase(SETTINGS[less].words),
                    a=written(less, found.value(less)),
                    more=Phrase(SETTINGS[more].words),
                    b=written(more, found.value(more)),
                )
