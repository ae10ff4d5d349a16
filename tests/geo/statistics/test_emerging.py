"""The history of hot and cold in each village, in one word."""

import numpy as np
import pymannkendall
import pytest
import shapely

from geo.neighbours import touching
from geo.statistics.emerging import FEWEST_PERIODS, Category, categorise, emerging
from geo.statistics.hotspots import Kind, getis_ord

ROWS, COLUMNS = 14, 12
VILLAGES = ROWS * COLUMNS
USUAL = 40

HISTORIES = {
    # Cases in tens, month by month, in nine villages that touch; 4 is what all villages usually have.
    Category.NONE: "4 4 4 4 4 4 4 4 4 4 4 4",
    Category.NEW_HOT: "4 4 4 4 4 4 4 4 4 4 4 9",
    Category.CONSECUTIVE_HOT: "4 4 4 4 4 4 4 4 9 9 9 9",
    Category.INTENSIFYING_HOT: "6 6 7 7 8 8 9 9 10 10 11 11",
    Category.PERSISTENT_HOT: "8 8 9 9 8 8 9 9 8 8 9 9",
    Category.DIMINISHING_HOT: "11 11 10 10 9 9 8 8 7 7 6 6",
    Category.SPORADIC_HOT: "4 4 9 4 4 4 4 9 9 4 4 9",
    Category.OSCILLATING_HOT: "4 1 1 4 4 4 4 4 4 9 9 9",
    Category.HISTORICAL_HOT: "9 9 9 9 9 9 9 9 9 9 4 4",
    Category.NEW_COLD: "4 4 4 4 4 4 4 4 4 4 4 1",
    Category.CONSECUTIVE_COLD: "4 4 4 4 4 4 4 4 1 1 1 1",
    Category.INTENSIFYING_COLD: "2.4 2.4 2 2 1.6 1.6 1.2 1.2 0.8 0.8 0.4 0.4",
    Category.PERSISTENT_COLD: "2 2 1 1 2 2 1 1 2 2 1 1",
    Category.DIMINISHING_COLD: "0.4 0.4 0.8 0.8 1.2 1.2 1.6 1.6 2 2 2.4 2.4",
    Category.SPORADIC_COLD: "4 4 1 4 4 4 4 1 1 4 4 1",
    Category.OSCILLATING_COLD: "4 9 9 4 4 4 4 4 4 1 1 1",
    Category.HISTORICAL_COLD: "1 1 1 1 1 1 1 1 1 1 4 4",
}


@pytest.fixture(scope="module")
def county():
    """Villages on a lattice, neighbours by borders and corners."""
    return touching(
        [
            shapely.box(119.8 + x / 50, 29.3 + y / 50, 119.82 + x / 50, 29.32 + y / 50)
            for y in range(ROWS)
            for x in range(COLUMNS)
        ]
    )


MIDDLE = 6 * COLUMNS + 5
BLOCK = [MIDDLE + row * COLUMNS + column for row in (-1, 0, 1) for column in (-1, 0, 1)]


def _usual(periods, seed=1):
    """Nearly the same in all villages and months: hardly any chance, so that the word is beyond doubt."""
    return USUAL + np.random.default_rng(seed).integers(-3, 4, (VILLAGES, periods))


def _with(history, seed=1):
    months = np.array([float(tens) * 10 for tens in history.split()])
    counts = _usual(months.size, seed)
    counts[BLOCK] += np.round(months - USUAL).astype(int)
    return counts


# --- the seventeen words -------------------------------------------------------------------------------


def test_there_are_eight_words_for_hot_eight_for_cold_none_and_insufficient():
    assert len(Category) == 18
    assert set(Category) == {*HISTORIES, Category.INSUFFICIENT}


@pytest.mark.parametrize("people", [None, np.full(VILLAGES, 2_000)])
@pytest.mark.parametrize("word", HISTORIES)
def test_every_history_has_its_word(word, people, county):
    found = emerging(_with(HISTORIES[word]), county, residents=people)
    assert found.category[MIDDLE] == word
    far = found.category[: 3 * COLUMNS]
    assert (far == Category.NONE).all()


@pytest.mark.parametrize("periods", [1, FEWEST_PERIODS - 1])
def test_too_few_months_are_insufficient_for_any_word(periods, county):
    counts = _usual(periods)
    counts[BLOCK] += 60
    found = emerging(counts, county)
    assert (found.category == Category.INSUFFICIENT).all()
    assert (found.spots.kind[MIDDLE] == Kind.HOT).all()  # what each month says is still there
    assert np.isnan(found.trend).all()
    assert emerging(counts, county, fewest=periods).category[MIDDLE] != Category.INSUFFICIENT


def test_a_village_that_is_unknown_or_alone_is_insufficient_and_the_others_are_not(county):
    people = np.full(VILLAGES, 2_000.0)
    people[3] = np.nan
    found = emerging(_with(HISTORIES[Category.PERSISTENT_HOT]), county, residents=people)
    assert np.flatnonzero(found.category == Category.INSUFFICIENT).tolist() == [3]
    assert found.category[MIDDLE] == Category.PERSISTENT_HOT


@pytest.mark.parametrize(
    ("hot", "word"),
    [
        ("---------h", Category.NEW_HOT),
        ("--------hh", Category.CONSECUTIVE_HOT),
        ("-hhhhhhhh-", Category.NONE),  # eight of ten, and over
        ("hhhhhhhhh-", Category.HISTORICAL_HOT),
        ("hhhh-hhhhh", Category.PERSISTENT_HOT),
        ("hhh--hhhhh", Category.SPORADIC_HOT),
        ("c--------h", Category.OSCILLATING_HOT),
        ("hhhhhhhhhc", Category.HISTORICAL_HOT),
        ("h--------c", Category.OSCILLATING_COLD),
        ("chhhhhhhhh", Category.PERSISTENT_HOT),
        ("---h------", Category.NONE),
    ],
)
def test_the_definitions_meet_without_gap_or_overlap(hot, word):
    months = np.array(list(hot))
    assert categorise(months == "h", months == "c", 0) == word


def test_a_long_record_changes_nothing_in_a_word_but_the_months_it_takes():
    hot = np.zeros(36, dtype=bool)
    hot[:33] = True  # 91.7 % of 36, over
    assert categorise(hot, ~hot & False, 0) == Category.HISTORICAL_HOT
    hot[32] = False  # 88.9 %
    assert categorise(hot, ~hot & False, 0) == Category.NONE


# --- what it rests on ----------------------------------------------------------------------------------


def test_each_month_is_judged_with_the_month_before_it(county):
    counts = np.random.default_rng(2).poisson(3, (VILLAGES, 12))
    found = emerging(counts, county)
    alone = emerging(counts, county, memory=0)
    for month in (1, 5, 11):
        pair = getis_ord(counts[:, month] + counts[:, month - 1], county)
        assert found.spots.z[:, month] == pytest.approx(pair.z)
        assert found.spots.p[:, month] == pytest.approx(pair.p)
        assert alone.spots.z[:, month] == pytest.approx(getis_ord(counts[:, month], county).z)
    assert found.spots.z[:, 0] == pytest.approx(alone.spots.z[:, 0])


@pytest.mark.parametrize("memory", [0, 1, 2])
def test_the_trend_is_that_of_mann_and_kendall_on_months_that_do_not_overlap(memory, county):
    found = emerging(_with(HISTORIES[Category.INTENSIFYING_HOT]), county, memory=memory)
    apart = found.spots.z[MIDDLE, ::-1][:: memory + 1]
    apart = apart[: (12 - memory - 1) // (memory + 1) + 1][::-1]
    wanted = pymannkendall.original_test(apart)
    assert found.trend[MIDDLE] == pytest.approx(wanted.z)
    assert found.trend_p[MIDDLE] == pytest.approx(wanted.p)
    assert found.trend[MIDDLE] > 0


def test_a_month_in_which_all_villages_have_more_is_no_hot_spot_of_any(county):
    counts = np.random.default_rng(3).poisson(4, (VILLAGES, 12))
    counts[:, -1] = np.random.default_rng(4).poisson(24, VILLAGES)
    assert (emerging(counts, county).category == Category.NONE).all()


def test_a_table_is_asked_for_in_words(county):
    for counts in (np.zeros(VILLAGES), np.zeros((VILLAGES, 0))):
        with pytest.raises(ValueError, match="a column per period"):
            emerging(counts, county)


# --- no pattern, no word -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("people", [None, np.random.default_rng(9).integers(400, 6_000, VILLAGES)])
def test_at_most_one_in_twenty_records_without_a_pattern_has_any_word(people, county, capsys):
    """With the settings that the program has by default.

    Of ten months, a word needs a hot or cold village in the last one, or in the nine before it. So the last
    two months are judged first, those of all records side by side, and only where either has a spot the
    whole record is.
    """
    rng = np.random.default_rng(2026)
    records, checked = 1_000, 40
    share = np.ones(VILLAGES) if people is None else people / people.mean()
    risk = rng.gamma(4, 0.25, (records, VILLAGES))  # villages differ all the time, but not by place
    mean = np.resize((0.2, 1, 5, 20), records)[:, None]
    counts = rng.poisson((mean * risk * share)[:, :, None], (records, VILLAGES, FEWEST_PERIODS))

    ends = (counts[:, :, -2:] + counts[:, :, -3:-1]).transpose(1, 0, 2)
    spots = getis_ord(ends.reshape(VILLAGES, -1), county, residents=people).significant
    suspect = spots.any(axis=0).reshape(records, 2).any(axis=1)

    def has_a_word(record):
        found = emerging(counts[record], county, residents=people)
        assert (found.spots.significant[:, -2:] == spots[:, 2 * record : 2 * record + 2]).all()
        return bool((found.category != Category.NONE).any())

    told = sum(has_a_word(record) for record in np.flatnonzero(suspect))
    assert not any(has_a_word(record) for record in np.flatnonzero(~suspect)[:checked])
    kind = "counts" if people is None else "counts and residents"
    with capsys.disabled():
        print(f"\nemerging, {kind}: a word on {told / records:.1%} of {records} records", end=" ")  # noqa: T201
    # Two standard deviations of a true 5 % on 1,000 records are 1.4 %.
    assert told / records <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / records)
