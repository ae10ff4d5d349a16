"""What is said of the units that come along."""

import math

from data.text import N_, Words
from data.visits.attendance import Moved, Short, UnitsAlong


def summary(words: Words, result: UnitsAlong) -> list[str]:
    """At how many cases the unit is there, and whether more could be met."""
    people = len({(each.unit, each.deputy) for each in result.along})
    counts = {"n": people, "units": len(result.units), "met": result.met, "cases": result.cases}
    said = [
        words(
            N_("{n} leaders of {units} units come along; at {met} of {cases} cases the unit is there"),
            **counts,
        )
    ]
    if result.proven:
        said.append(words(N_("Proven: of the plans and times compared none meets more")))
    elif result.gap:
        said.append(words(N_("Not proven: up to {n} cases more might be met"), n=result.gap))
    if result.score_lost > 0.05:
        lost = words.number(result.score_lost, 1)
        said.append(words(N_("Stops left out for it lose {n} points"), n=lost))
    return said


def shortages(words: Words, result: UnitsAlong) -> list[str]:
    """What cannot be met, and for which categories nobody could come."""
    said = [_shortage(words, each) for each in result.short]
    if result.without_unit:
        names = [
            words(N_("{category} ({n})"), category=words.category(category), n=n)
            for category, n in result.without_unit.items()
        ]
        said.append(words(N_("No unit is named for: {names}"), names=words.listed(names)))
    return said


def moves(words: Words, result: UnitsAlong) -> list[str]:
    """Stops whose times are to be changed."""
    return [_move(words, each) for each in result.moved]


def _shortage(words: Words, short: Short) -> str:
    places = words.listed(place.name for place in short.places)
    values = {"unit": short.unit, "wanted": short.wanted, "n": short.deputies, "places": places}
    if short.reception:
        hours = words.span(short.begins, short.ends)
        sentence = N_(
            "Receptions, {hours}: {wanted} townships need {unit}, which has {n}: nobody at {places}"
        )
        return words(sentence, hours=hours, **values)
    if short.wanted > short.deputies:
        sentence = N_("{time}: {wanted} townships need {unit}, which has {n}: nobody at {places}")
        return words(sentence, time=words.clock(short.begins), **values)
    return words(
        N_("{time}: {unit}, which has {n}, is elsewhere or on the way: nobody at {places}"),
        time=words.clock(short.begins),
        **values,
    )


def _move(words: Words, moved: Moved) -> str:
    was = words.clock(moved.was)
    if math.isnan(moved.begins):
        return words(N_("{place}: left out instead of {was}"), place=moved.place.name, was=was)
    return words(
        N_("{place}: {now} instead of {was}"), place=moved.place.name, now=words.clock(moved.begins), was=was
    )
