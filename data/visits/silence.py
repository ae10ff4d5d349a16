"""Villages from which little is heard: what they report beside what is expected, and their readiness to.

Few reports may mean that little is wrong, or that nobody says so. What tells them apart is what becomes of a
matter once it is known: where people are ready to report, others report it as well, or the same again, while
it is open. The first report of a matter is left out, for nobody knows how long it had been untold
(`geo.statistics.gamma_poisson`). Both are told beside the county's other villages and never as a count of
what is hidden: how much nobody tells, no record says.

Every report counts, by whatever channel, for whoever is heard at another door is heard. Reports and
accusations (检举控告) are left out. It is the whole county that is estimated from, whoever looks; a reader
gets the villages of the township alone.

A village is not known where its township is not on record long enough, or brought nothing in the last year;
where it is new and nothing came from it yet; and where the record has no reports at all.
"""

import datetime as dt
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from data.divisions import reads
from data.errors import PlanRefused
from data.frames import frame_of
from data.petitions.columnar.rule import Countable, categorical
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope, plans_for
from data.tables import Division
from data.terms import Channel, Level, Status
from geo.statistics.gamma_poisson import relative_rates
from geo.statistics.rates import standardised_ratio

YEARS = 3
"""Years of filing that the readiness rests on."""
REPORT_DAYS = 365
"""Days before today whose reports are counted: every season once."""
LEAST_DAYS = 180
"""Days on record below which nothing is said of a village."""
HALF = 0.5
"""So many of the reports that would be expected, or fewer, and a village is as quiet as can be."""
SURE = 0.8
"""Confidence of the interval of what is heard, whose upper bound counts: of a small village that reports
little by chance nothing is said."""

_EITHER = 0.5  # chance that readiness is below the mean, where nothing is known of it


def quiet_villages(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """What is heard from the villages of a township, by all that is known on the reader's day.

    Made once for each state of the record.

    Returns
    -------
    DataFrame
        By village: reports (matters of the last year), expected (reports, if it reported as the county's
        residents do), again (further reports of matters while these were open), again_expected, readiness
        (factor, 1 for the county's mean) with low and high (of nine in ten), below (chance that it is below
        1), own (how much of it is the village's own, from 0 to 1), quiet (from 0 to 1: the share of what is
        expected that is missing beyond chance, times the chance that low readiness is why). NaN: not known.

    Raises
    ------
    PlanRefused
        The scope does not plan for the township.
    """
    if not plans_for(reader.scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    least = rules(reader.store, on).visits.least_repeats
    version = reader.store.dataset().version_of("petitions", "divisions")
    key = (version, reader.today, on, least)
    kept = _kept.get(reader.store.engine)
    if kept is None or kept[0] != key:
        kept = key, estimate(_reports(reader, on), _villages(reader, on), reader.today, least)
        _kept[reader.store.engine] = kept
    known = kept[1]
    return known[known["township"] == township].drop(columns="township")


def mostly_the_mean(heard: pd.DataFrame) -> bool:
    """Whether the readiness of villages of `quiet_villages` is less their own than the county's mean."""
    return not heard["own"].mean() >= 0.5  # NaN as well


def estimate(reports: pd.DataFrame, villages: pd.DataFrame, today: dt.date, least: int) -> pd.DataFrame:
    """The same of every village of a county, and its township.

    Parameters
    ----------
    reports
        Petitions and requests: matter (one number for each), filed, closed (NaT: not), and as text or as
        categories kind, village and township (None: not known). What came or was closed after the day counts
        as unknown then.
    villages
        By code: township, residents (NaN: not known), since (first day of this village).
    least
        Further reports of the whole county below which nothing is told of readiness: each village then has
        the chance of one half, and the other figures of it are NaN.
    """
    end = pd.Timestamp(today) + pd.Timedelta(days=1)
    reports = reports[reports["filed"] < end]
    frame = villages[["township"]].copy()
    frame[["reports", "expected"]] = _heard(reports, villages, end)
    frame[["again", "again_expected", "readiness", "low", "high", "below", "own"]] = _readiness(
        reports, villages.index, end, least
    )
    heard = standardised_ratio(frame["reports"], frame["expected"], SURE).high
    missing = np.clip((1.0 - heard) / (1.0 - HALF), 0.0, 1.0)
    frame["quiet"] = missing * frame["below"]
    return frame


# --- what is heard ----------------------------------------------------------------------------------------


def _heard(reports: pd.DataFrame, villages: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Matters that villages reported in the last year, and those that their residents would bring."""
    start = end - pd.Timedelta(days=REPORT_DAYS)
    if not (reports["filed"] >= start).any():
        return pd.DataFrame(np.nan, index=villages.index, columns=["reports", "expected"])
    begin = _begins(reports, villages)
    begin = begin.where(~(begin < start), start)
    days = (end - begin).dt.days.astype(float)
    recent = reports[reports["filed"] >= start]
    seen = pd.to_datetime(recent["village"].map(begin).astype(begin.dtype))
    counted = recent[recent["filed"] >= seen].drop_duplicates(["village", "matter"])
    count = counted["village"].value_counts().reindex(villages.index, fill_value=0).astype(float)
    located = _by_code(recent["village"].notna().groupby(recent["township"], observed=True).mean())
    people = villages["residents"].fillna(villages["residents"].median()).fillna(1.0)
    exposure = people * days * villages["township"].map(located)  # nothing of the township: NaN
    exposure = exposure.where(days >= LEAST_DAYS)
    known = exposure.notna() & (exposure > 0)
    heard = pd.DataFrame({"reports": count, "expected": exposure}, dtype=float).where(known, np.nan)
    if known.any():
        heard["expected"] *= heard["reports"].sum() / heard["expected"].sum()
    return heard.where(heard["expected"] > 0)


def _begins(reports: pd.DataFrame, villages: pd.DataFrame) -> pd.Series:
    """From when on a village is on record: with its township, and not before it was heard of or began."""
    first = _by_code(reports.groupby("township", observed=True)["filed"].min())
    township = pd.to_datetime(villages["township"].map(first))
    first = _by_code(reports.groupby("village", observed=True)["filed"].min())
    heard = pd.to_datetime(first.reindex(villages.index))
    own = pd.concat([pd.to_datetime(villages["since"]), heard], axis=1).min(axis=1)
    return pd.concat([township, own], axis=1).max(axis=1, skipna=False)


def _by_code(told: pd.Series) -> pd.Series:
    """Of codes as text, and no categories, which only their own kind can be looked up by."""
    return told.set_axis(told.index.astype("str"))


# --- readiness --------------------------------------------------------------------------------------------


def _readiness(reports: pd.DataFrame, villages: pd.Index, end: pd.Timestamp, least: int) -> pd.DataFrame:
    matters = _matters(reports[reports["filed"] >= end - pd.DateOffset(years=YEARS)], end)
    place = villages.get_indexer(pd.Index(matters["village"]))
    matters, place = matters[place >= 0], place[place >= 0]
    told = pd.DataFrame(index=villages)
    told["again"] = np.bincount(place, matters["again"], len(villages))
    names = ["again_expected", "readiness", "low", "high", "below", "own"]
    told[names] = np.nan
    told["below"] = _EITHER
    if told["again"].sum() < max(least, 1):
        return told
    kind = pd.factorize(matters["kind"], sort=True)[0]
    rates = relative_rates(place, kind, matters["again"], matters["days"], len(villages))
    low, high = rates.interval()
    told[names] = np.column_stack([rates.expected, rates.mean, low, high, rates.below(), rates.weight])
    return told


def _matters(reports: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Matters by their first report: village, kind, days until the first time that nothing of it was open,
    and how often it was reported again until then (again)."""
    until = reports["closed"].where(reports["closed"] < end, end)
    reports = reports[["filed", "village", "kind", "matter"]].assign(until=until)
    several = reports["matter"].duplicated(keep=False)
    single = reports[~several]
    frame = single[["filed", "village", "kind"]].set_axis(pd.Index(single["matter"]))
    frame["days"] = _days(single["filed"], single["until"])
    frame["again"] = 0.0
    return pd.concat([frame, _reported_again(reports[several])]) if several.any() else frame


def _reported_again(reports: pd.DataFrame) -> pd.DataFrame:
    """The same of matters that have more than one report."""
    reports = reports.sort_values(["matter", "filed"], kind="stable", ignore_index=True)
    until = reports["until"]
    matter = reports["matter"]
    open_until = until.groupby(matter).cummax()
    before = open_until.groupby(matter).shift()
    new = before.notna() & (reports["filed"] > before)  # it had come to its end
    first_run = ~new.groupby(matter).cummax()
    group = matter[first_run]
    firsts = reports[first_run].groupby(group, sort=True)[["filed", "village", "kind"]].head(1)
    ended = open_until[first_run].groupby(group, sort=True).max()
    frame = firsts.set_axis(matter[firsts.index]).sort_index()
    frame["days"] = _days(frame["filed"], ended)
    frame["again"] = group.groupby(group, sort=True).size() - 1.0
    return frame


def _days(filed: pd.Series, until: pd.Series) -> NDArray[np.float64]:
    """Days from one to the other, 0 where the second is the earlier."""
    seconds = (until.to_numpy() - filed.to_numpy()) / np.timedelta64(1, "s")
    days: NDArray[np.float64] = np.maximum(seconds, 0.0) / 86_400
    return days


# --- inside -----------------------------------------------------------------------------------------------

_Key = tuple[tuple[int, ...], dt.date, dt.date, int]
_kept: WeakKeyDictionary[Engine, tuple[_Key, pd.DataFrame]] = WeakKeyDictionary()


def _reports(reader: Reader, on: dt.date) -> pd.DataFrame:
    """Every petition and request of the county that is no accusation, whoever looks."""
    county = reader.store.dataset().county_code
    office = Reader(Scope.of(Role.OFFICE, [county], county), reader.store, reader.today)
    case = Countable.of(office, on, accusations=False)
    filed, closed, matter = (case.column(name) for name in ("filed", "closed", "matter_id"))
    known = ~np.isnat(closed) | case.holds("status", Status.OPEN.value)
    return pd.DataFrame(
        {
            "filed": filed,
            "closed": np.where(known, closed, filed),  # an end not known
            "village": case.villages(),
            "township": case.townships(),
            "matter": np.where(np.isnan(matter), -1.0 - np.arange(len(matter)), matter),
            "kind": _kinds(case),
        }
    )


def _kinds(case: Countable) -> pd.Categorical:
    """Tiers of petitions, and requests as a kind of their own."""
    tiers = case.coded("tier")
    is_request = case.holds("channel", Channel.REQUEST.value)
    places = np.where(is_request, len(tiers.categories), tiers.codes)
    return categorical(places, [*map(str, tiers.categories), "request"])


def _villages(reader: Reader, on: dt.date) -> pd.DataFrame:
    """Villages of a day by their codes: township, residents, since."""
    frame = reads.divisions(reader.store, Level.VILLAGE, on).set_index("code")
    began = select(Division.code, Division.valid_from).where(
        Division.level == Level.VILLAGE.value, Division.valid_from <= on
    )
    with reader.store.read() as connection:
        rows = frame_of(connection.execute(began).all(), ("code", "since"))
    since = rows.groupby("code")["since"].max().reindex(frame.index)
    residents = pd.to_numeric(frame["residents"], errors="coerce").astype("float64")
    return pd.DataFrame(
        {"township": frame["parent_code"], "residents": residents.where(residents > 0), "since": since}
    )
