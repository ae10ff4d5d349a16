"""Themes across the categories are found in the words of petitions, and follow them; reviews are counted."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.petitions import gate, indicators, states, tags
from data.petitions.indicators import NO_THEME, Group
from tests.county import COUNTY, TODAY, petition
from tests.roles import OFFICE, TEAM, UNIT, reader, writer

VILLAGE = "990001001001"


def kept(store):
    case = gate.register(reader(OFFICE, store))
    with store.read() as connection:
        rows = connection.execute(select(case.c.number, case.c.tags)).all()
    return dict(map(tuple, rows))


def test_words_name_themes_and_no_words_name_nothing_known():
    assert tags.found("疫情期间被拖欠工资")["tags"] == "wages epidemic"
    assert tags.found("路灯不亮") == {"tags": "", "tags_by": tags.version()}
    assert tags.found("") == tags.found(None) == {"tags": None, "tags_by": None}


def test_themes_follow_the_words_of_a_petition(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", VILLAGE))
        session.flush()
        states.apply(session, {}, {1: {"statement": "小区物业，污水外溢"}})
    assert kept(store) == {"A": "property sewage"}
    with store.write("test", "add", COUNTY) as session:
        states.apply(session, {}, {1: {"statement": "欠薪"}})
    assert kept(store) == {"A": "wages"}


def test_petitions_of_an_earlier_list_are_looked_at_again_by_the_office_alone(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", VILLAGE))
        session.flush()
        states.apply(session, {}, {1: {"statement": "欠薪"}})
        gate.change(session, [1], tags=None, tags_by=0)
    assert tags.renew(writer(UNIT, store)) == 0 and kept(store) == {"A": None}
    assert tags.renew(writer(OFFICE, store)) == 1 and kept(store) == {"A": "wages"}
    assert tags.renew(writer(OFFICE, store)) == 0


def test_a_case_counts_under_each_of_its_themes_and_reviews_are_told(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", VILLAGE, tags="wages epidemic", tags_by=1, review="re_review"))
        session.add(petition("B", VILLAGE, tags="wages", tags_by=1, review="review"))
        session.add(petition("C", VILLAGE, tags="", tags_by=1))
        session.add(petition("D", VILLAGE))
    who, days = reader(OFFICE, store), (dt.date(2026, 11, 1), TODAY)
    table = indicators.indicators(who, *days, Group.THEME)
    assert dict(table["cases"]) == {"wages": 2, "epidemic": 1, NO_THEME: 1, "": 1}
    together = indicators.indicators(who, *days).iloc[0]
    assert (together["cases"], together["review"], together["re_review"]) == (4, 2, 1)
    listed = indicators.cases_behind(
        reader(TEAM, store), *days, indicators.Indicator.OVERDUE, Group.THEME, "wages"
    )
    assert list(listed["number"]) == ["A", "B"]


@given(st.lists(st.text(st.sampled_from("欠薪拖欠工资疫情Σσﬁ①\x1e \n征地a")), max_size=20))
def test_texts_that_are_looked_through_at_once_are_read_as_each_alone(texts):
    together = tags.columns(pd.Series(texts, dtype="str"))
    assert together.to_dict("records") == [tags.found(text) for text in texts]
