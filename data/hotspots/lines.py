"""An answer line by line, for whoever reads no page: its sentence, the table of its page, its notes."""

from data.hotspots import words
from data.hotspots.answer import LISTED
from data.hotspots.heat import Heat
from data.hotspots.hot import HotSpots
from data.hotspots.new import NewSpots
from data.hotspots.now import SpotsNow
from data.text import N_, Words
from geo.statistics.emerging import Category
from geo.statistics.hotspots import Kind


def hot(say: Words, answer: HotSpots) -> list[str]:
    """Places, or of villages beside their neighbours those that stand out; the first `LISTED`."""
    if answer.untested:
        return [words.hot(say, answer), words.remedy(say, answer.untested, answer.land)]
    told = _beside(say, answer) if answer.beside else _places(say, answer)
    return [
        words.hot(say, answer),
        *told,
        *filter(None, [words.some_untested(say, answer), words.late(say, answer.late)]),
        words.unit(say, answer),
    ]


def _places(say: Words, answer: HotSpots) -> list[str]:
    return [
        say(
            N_("  {place}: {cases} matters, expected {expected}, {times} times; {sure}"),
            place=words.place(say, answer.land, place.villages),
            cases=say.number(place.cases),
            expected=say.number(place.expected, 1),
            times=words.times(say, place.cases, place.expected),
            sure=words.sure(say, place.q),
        )
        for place in answer.places[:LISTED]
    ]


def _beside(say: Words, answer: HotSpots) -> list[str]:
    spots = answer.spots
    return [
        say(
            N_(
                "  {place}: {kind}; {cases} matters, around it {observed}, expected around it {expected};"
                " {sure}"
            ),
            place=words.place(say, answer.land, [at]),
            kind=say.term(Kind(spots.kind[at])),
            cases=say.number(answer.cases[at]),
            observed=say.number(spots.observed[at]),
            expected=say.number(spots.expected[at], 1),
            sure=words.sure(say, spots.q[at]),
        )
        for at in answer.unlike_chance[:LISTED]
    ]


def new(say: Words, answer: NewSpots) -> list[str]:
    """Villages that are unusual or were, the first `LISTED`."""
    if answer.untested:
        return [words.new(say, answer), words.remedy(say, answer.untested, answer.land)]
    histories = [Category(code) for code in answer.history.category]
    return (
        [words.new(say, answer)]
        + [
            say(
                N_("  {place}: {what} ({meaning}); last month {last}, mean month {mean}"),
                place=words.place(say, answer.land, [at]),
                what=say.term(histories[at]),
                meaning=say(histories[at].meaning),
                last=say.number(answer.counts[at, -1]),
                mean=say.number(answer.counts[at].mean(), 1),
            )
            for at in answer.unusual[:LISTED]
        ]
        + [*filter(None, [words.late(say, answer.late)]), words.unit(say, answer)]
    )


def now(say: Words, answer: SpotsNow) -> list[str]:
    """Places, the least likely by chance first."""
    return (
        [words.now(say, answer)]
        + [
            say(
                N_(
                    "  {n}. {place}: {cases} matters since {since}, usually {usual}, {times} times;"
                    " by chance: {chance}"
                ),
                n=number,
                place=words.place(say, answer.land, signal.villages),
                cases=say.number(signal.cases),
                since=say.iso(signal.since),
                usual=say.number(signal.expected, 1),
                times=words.times(say, signal.cases, signal.expected),
                chance=words.chance(say, signal),
            )
            for number, signal in enumerate(answer.shown, 1)
        ]
        + [*filter(None, [words.late(say, answer.late)]), *words.allowed_for(say, answer)]
        + [words.unit(say, answer)]
    )


def heat(say: Words, answer: Heat) -> list[str]:
    """The densest villages, the first `LISTED`, and under which bandwidth."""
    told = [
        say(
            N_("  {place}: {cases} cases, at most {peak} per km²"),
            place=words.place(say, answer.land, [at]),
            cases=say.number(answer.cases[at]),
            peak=say.number(answer.peaks[at], 1),
        )
        for at in answer.listed[:LISTED]
    ]
    unit = say(N_("cases per km², kernel of {m} m"), m=say.number(answer.bandwidth))
    return [words.heat(say, answer), *told, unit]
