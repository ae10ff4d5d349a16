import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.petitions.categories import comparable, crosswalk, told_in_one
from data.terms import categories, schemes

OLD, NEW = "old17", "2022"


def test_every_category_of_either_scheme_is_something_in_the_other():
    for here, there in ((OLD, NEW), (NEW, OLD)):
        reached = {code for own in categories(here) for code in crosswalk(own, here, there)}
        assert all(crosswalk(code, here, there) for code in categories(here))
        assert reached == set(categories(there))


@pytest.mark.parametrize(
    ("code", "here", "there", "become"),
    [
        ("land", OLD, NEW, ("natural-resources",)),
        ("construction", OLD, NEW, ("construction", "housing")),
        ("housing", NEW, OLD, ("construction",)),
        ("veterans", NEW, OLD, ("civil-affairs",)),
        ("labour", NEW, NEW, ("labour",)),
        ("彩礼", OLD, NEW, ()),
        ("land", OLD, "own", ()),
    ],
)
def test_a_category_is_followed_across_the_change_of_scheme(code, here, there, become):
    assert crosswalk(code, here, there) == become


def test_a_series_over_both_schemes_is_told_whole_in_the_older():
    codes = pd.Series(["construction", "housing", "ecology", "environment", "彩礼"], index=[5, 6, 7, 8, 9])
    scheme = pd.Series([OLD, NEW, NEW, OLD, NEW], index=codes.index)
    assert comparable(codes, scheme, OLD).to_dict() == {
        5: "construction",
        6: "construction",
        7: "environment",
        8: "environment",
        9: None,
    }
    assert comparable(codes, scheme, NEW).to_dict() == {
        5: None,
        6: "housing",
        7: "ecology",
        8: "ecology",
        9: "彩礼",
    }


PETITIONS = st.sampled_from([(scheme, code) for scheme in schemes() for code in categories(scheme)])


@given(st.lists(PETITIONS, max_size=30), st.sampled_from([OLD, NEW]))
def test_no_petition_is_counted_in_a_category_that_it_may_not_belong_to(petitions, to):
    scheme, codes = (pd.Series([p[at] for p in petitions], dtype=object) for at in (0, 1))
    found = comparable(codes, scheme, to)
    for (own, code), told in zip(petitions, found, strict=True):
        assert told is None or (told in categories(to) and crosswalk(code, own, to) == (told,))


def test_a_record_of_two_schemes_is_told_in_the_newer_and_what_was_split_stays_apart():
    codes = pd.Series(["environment", "construction", "construction", "ecology", "彩礼"])
    scheme = pd.Series(["old17", "old17", "2022", "2022", "own"])
    told = told_in_one(codes, scheme)
    assert told.tolist() == ["ecology", "old17:construction", "construction", "ecology", "彩礼"]
    assert told_in_one(codes[:2], scheme[:2]).tolist() == ["environment", "construction"]
    assert told_in_one(codes[:0], scheme[:0]).empty
