"""What is said of hot spots, in the words of page and command alike."""

import numpy as np
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import questions
from data.hotspots.arrivals import Late
from data.hotspots.heat import Heat
from data.hotspots.hot import SURE, HotSpots
from data.hotspots.new import NewSpots
from data.hotspots.now import SpotsNow
from data.hotspots.surveillance import Signal
from data.petitions.words import subject
from data.text import N_, Words
from geo.statistics.delay import ENOUGH, FEWEST_CASES, FEWEST_FILES, FOLLOWED
from geo.statistics.hotspots import Kind

FEW_A_WEEK = 10
"""Matters a week below which unlinked letters are told too often (`docs/statistics.md`)."""

_REMEDY = {
    questions.Untested.NO_RESIDENTS: N_(
        "Without residents it cannot be said how many petitions are to be expected of a village, so none"
        " is called hot. Enter them on the page of the registers."
    ),
    questions.Untested.NO_NEIGHBOURS: N_(
        "A village is tested together with its neighbours: those whose outlines touch, or lie less than"
        " {metres} m apart. See whether the outlines meet."
    ),
}


def place(say: Words, land: Land, villages: NDArray[np.int64] | list[np.int64]) -> str:
    """Villages, by their positions, after the townships that they lie in."""
    return say(
        N_("{township}: {villages}"),
        township=townships(say, land, villages),
        villages=say.listed(land.names[villages]),
    )


def townships(say: Words, land: Land, villages: NDArray[np.int64] | list[np.int64]) -> str:
    """Townships that villages, by their positions, lie in."""
    return say.listed(dict.fromkeys(land.townships_of[villages]))


def untested(say: Words, reason: questions.Untested) -> str:
    """Why nothing was tested, as the end of a sentence."""
    return say.term(reason)


def remedy(say: Words, reason: questions.Untested, land: Land) -> str:
    """What to do about it."""
    return say(_REMEDY[reason], metres=round(land.tolerance))


def sure(say: Words, q: float) -> str:
    """How sure a spot is, as the legend says it."""
    return say(N_("very sure")) if q <= SURE else say(N_("fairly sure"))


def chance(say: Words, signal: Signal) -> str:
    """How often a record in which nothing happens shows as much."""
    p = signal.p_value
    if not signal.raised:
        return say(N_("may well be chance ({p} %)"), p=say.number(100 * p))
    return say(N_("{p} %"), p=say.number(max(100 * p, 0.1), 1))


def times(say: Words, cases: int, expected: float) -> str:
    """How many times the expected."""
    return say.number(cases / max(expected, 0.05), 1)


def hot(say: Words, answer: HotSpots) -> str:
    """The answer in a sentence."""
    about = _about(say, answer) | {"total": say.number(answer.total), "tested": say.number(answer.tested)}
    if answer.untested:
        why = untested(say, answer.untested)
        return say(N_("{period}, {subject}: not tested, {why} ({total} matters)"), why=why, **about)
    if answer.beside:
        return _beside(say, answer, about)
    if not answer.places:
        return say(
            N_(
                "{period}, {subject}: none of {tested} villages tested has more than expected"
                " ({total} matters)"
            ),
            **about,
        )
    expected = sum(one.expected for one in answer.places)
    return say(
        N_(
            "{period}, {subject}: more than expected in {villages} of {tested} villages tested (places:"
            " {places}; matters: {cases}, expected: {expected})"
        ),
        villages=sum(one.villages.size for one in answer.places),
        places=len(answer.places),
        cases=say.number(sum(one.cases for one in answer.places)),
        expected=say.number(expected, 1 if expected < 10 else 0),
        **about,
    )


def _beside(say: Words, answer: HotSpots, about: dict[str, str]) -> str:
    if not answer.unlike_chance.size:
        return say(
            N_(
                "{period}, {subject}: none of {tested} villages tested stands out from its neighbours"
                " ({total} matters)"
            ),
            **about,
        )
    count = {kind: int((answer.inside & (answer.spots.kind == kind)).sum()) for kind in Kind}
    return say(
        N_(
            "{period}, {subject}: {alike} villages have many as those around them, {alone} stand out alone,"
            " {few} have few, of {tested} villages tested ({total} matters)"
        ),
        alike=count[Kind.HIGH_HIGH],
        alone=count[Kind.HIGH_LOW],
        few=count[Kind.LOW_LOW] + count[Kind.LOW_HIGH],
        **about,
    )


def some_untested(say: Words, answer: HotSpots) -> str:
    """How many villages nothing is said of, and why, beside those that were tested; '' for none."""
    if answer.untested:
        return ""
    alone = answer.not_tested - answer.unknown
    counted = {
        N_("Not tested: {n} of {total} villages, whose residents are not known."): answer.unknown,
        N_("Not tested: {n} of {total} villages, which have no neighbour with known residents."): alone,
        N_(
            "Tested by themselves alone: {n} of {total} villages, which have no neighbour"
            " with known residents."
        ): answer.by_themselves,
    }
    total = say.number(int(answer.inside.sum()))
    return " ".join(say(words, n=say.number(n), total=total) for words, n in counted.items() if n)


def unit(say: Words, answer: HotSpots | NewSpots | SpotsNow) -> str:
    """What is counted, and what of it could not be told apart."""
    own = answer.unit
    told = []
    if own.matters < own.petitions:
        told.append(
            say(
                N_("Each matter counts once: {petitions} petitions tell of {matters} matters."),
                petitions=say.number(own.petitions),
                matters=say.number(own.matters),
            )
        )
    else:
        told.append(
            say(N_("No petitions are linked: a matter that was reported several times counts several times."))
        )
    if own.unlinked:
        told.append(
            say(
                N_("Repeated petitions that are linked to no matter, each of which counts: {n}."),
                n=say.number(own.unlinked),
            )
        )
    return " ".join(told)


def late(say: Words, told: Late | None) -> str:
    """Which of the last days are left out, and why; '' where what is asked is not of the last days."""
    if told is None or not (told.looked_at or told.first):
        return ""
    known, enough = told.known, round(100 * ENOUGH)
    days = {"first": say.iso(told.first), "last": say.iso(told.last)} if told.first and told.last else {}
    said = []
    if told.kept:
        said.append(
            say(
                N_("What was filed from {first} to {last} is not all on record yet; it is told as it is."),
                **days,
            )
        )
    elif told.first and known.newest and told.first > known.newest:
        said.append(
            say(
                N_("Left out are the days from {first} to {last}: the newest file is of {newest}."),
                newest=say.iso(known.newest),
                **days,
            )
        )
    elif told.first:
        said.append(
            say(
                N_(
                    "Left out are the days from {first} to {last}: of what was filed then, less than"
                    " {enough} % is on record yet, as {files} earlier files tell ({share} % of what was filed"
                    " on the first of them)."
                ),
                enough=enough,
                files=known.files,
                share=say.number(100 * known.share),
                **days,
            )
        )
    elif known.whole:
        said.append(
            say(
                N_(
                    "Of each of the last days at least {enough} % is on record,"
                    " as {files} earlier files tell."
                ),
                enough=enough,
                files=known.files,
            )
        )
    if not known.whole:
        said.append(
            say(
                N_(
                    "How complete the last days are cannot be told: that takes {least} files, each followed"
                    " by later ones for {days} days, and {cases} petitions filed between them; files on"
                    " record: {files}."
                ),
                least=FEWEST_FILES,
                days=FOLLOWED,
                cases=FEWEST_CASES,
                files=known.files,
            )
        )
    return " ".join(said)


def allowed_for(say: Words, answer: SpotsNow) -> list[str]:
    """What of the record as it is was allowed for, and what could not be tested."""
    told: list[str] = []
    watch = answer.watch
    if watch is None:
        return told
    if left := int((answer.inside & ~watch.tested).sum()):
        told.append(
            say(
                N_("Not tested: {n} of {total} villages, which are not on record for long enough."),
                n=say.number(left),
                total=say.number(int(answer.inside.sum())),
            )
        )
    for sentence, days in (
        (
            N_("On record later, and not counted as none before: {places}."),
            answer.began_late,
        ),
        (
            N_("Too little is on record since, so the days after are left out: {places}."),
            answer.not_yet,
        ),
    ):
        if days:
            places = [
                say(N_("{township} ({day})"), township=name, day=say.iso(day)) for name, day in days.items()
            ]
            told.append(say(sentence, places=say.listed(places)))
    if answer.unit.matters == answer.unit.petitions and answer.total < FEW_A_WEEK * answer.weeks:
        told.append(
            say(
                N_(
                    "With so few matters, and none linked, a joint letter is told as more than usual in up to"
                    " one of twelve records."
                )
            )
        )
    told.append(
        say(N_("Each village is held against its own past and its season."))
        if watch.seasonal
        else say(N_("Each village is held against its own past; the record is too short to tell its season."))
    )
    return told


def new(say: Words, answer: NewSpots) -> str:
    """The answer in a sentence."""
    about = {
        "subject": subject(say, answer.land, answer.wanted),
        "months": answer.months,
        "total": say.number(answer.total),
        "tested": say.number(answer.tested),
    }
    if answer.untested:
        why = untested(say, answer.untested)
        return say(N_("{subject}: not tested, {why} ({total} matters in {months} months)"), why=why, **about)
    if answer.too_short:
        return say(N_("{subject}: too few months on record to say what is new"), **about)
    if answer.new.any():
        return say(
            N_(
                "{subject}: {n} of {tested} villages tested have more than expected now, and more than in"
                " their own past ({total} matters in {months} months)"
            ),
            n=int(answer.new.sum()),
            **about,
        )
    if answer.unlike_before.any():
        return say(
            N_(
                "{subject}: {n} of {tested} villages tested have more than expected now and had not all"
                " along; that they changed may be chance ({total} matters in {months} months)"
            ),
            n=int(answer.unlike_before.sum()),
            **about,
        )
    return say(
        N_(
            "{subject}: none of {tested} villages tested has newly more than expected"
            " ({total} matters in {months} months)"
        ),
        **about,
    )


def now(say: Words, answer: SpotsNow) -> str:
    """The answer in a sentence."""
    about = {"subject": subject(say, answer.land, answer.wanted), "weeks": answer.weeks}
    if answer.watch is None:
        return say(
            N_("{subject}: {weeks} weeks on record, too few to say what is usual (at least {least})"),
            least=answer.county.fewest_weeks,
            **about,
        )
    about["day"] = say.iso(answer.last)
    if not answer.raised:
        return say(
            N_(
                "{subject}, up to {day}: none of {tested} villages tested has more than its own past explains"
                " ({total} matters in {weeks} weeks)"
            ),
            total=say.number(answer.total),
            tested=say.number(answer.tested),
            **about,
        )
    first = answer.raised[0]
    return say(
        N_(
            "{subject}, up to {day}: {cases} matters around {where} since {since}, usually {usual}"
            " (places: {n})"
        ),
        cases=say.number(first.cases),
        usual=say.number(first.expected, 1),
        since=say.iso(first.since),
        where=townships(say, answer.land, first.villages),
        n=len(answer.raised),
        **about,
    )


def heat(say: Words, answer: Heat) -> str:
    """The answer in a sentence."""
    about = _about(say, answer) | {"n": say.number(answer.counts.total or 0)}
    if answer.densest is None:
        return say(N_("{period}, {subject}: {n} cases, none placed in a village"), **about)
    return say(
        N_("{period}, {subject}: {n} cases, densest around {village} in {township} ({peak} per km²)"),
        village=answer.land.names[answer.densest],
        township=answer.land.townships_of[answer.densest],
        peak=say.number(answer.peak, 1),
        **about,
    )


def _about(say: Words, answer: HotSpots | Heat) -> dict[str, str]:
    return {
        "period": say.months(answer.period.first, answer.period.last),
        "subject": subject(say, answer.land, answer.wanted),
    }
