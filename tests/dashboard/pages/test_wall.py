"""The wall turns by key: back from the first page is the last, and it rests there."""

import re

from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.conftest import button, legend, title, words


def test_who_went_back_from_the_first_page_rests_on_the_last():
    def page_of_the_wall():
        import streamlit as st

        from dashboard.pages.briefing import wall

        st.button("back", on_click=wall._go, args=(-1,))
        st.button("pause", on_click=wall._rest)
        st.text(str(wall.turn(3)))

    page = AppTest.from_function(page_of_the_wall, default_timeout=30).run()
    assert page.text[0].value == "0"
    page.button[0].click().run()
    assert page.text[0].value == "2"
    page.run()
    assert page.text[0].value == "2"
    page.button[1].click().run()
    assert page.text[0].value == "2"


def test_the_head_of_the_office_chooses_the_pages_of_the_screen(look_at_own):
    page = look_at_own("briefing?lang=en")
    page.multiselect(key="wall-choice-pages").set_value(["Liaison teams", "The county this month"])
    page.number_input(key="wall-choice-seconds").set_value(30)
    button(page, "Save the pages").click().run()
    assert "30 seconds" in words(look_at_own("briefing?lang=en"))
    assert "villages" in words(look_at_own("briefing?lang=en&page=coverage"))
    wall = words(look_at_own("briefing?screen=1&lang=en"))
    assert "have no liaison team" in wall and "1/2" in wall


def test_a_leader_chooses_no_pages(look):
    assert not look("briefing?role=leader&lang=en").multiselect


def test_the_wall_tells_alerts_visits_and_teams_as_the_office_has_them(look):
    waiting = re.search(r"(\d+) alerts wait", words(look("briefing?page=alerts&lang=en")))
    assert waiting and int(waiting[1]) > 0
    visits = words(look("briefing?page=visits&lang=en"))
    assert re.search(r"Visits of 15 December: \d+ of 15 townships published", visits)
    teams = words(look("briefing?page=coverage&lang=en"))
    uncovered = re.search(r"Of 244 villages (\d+) have no liaison team", teams)
    assert f"{uncovered[1]}  no team" in words(look("coverage?lang=en"))


def test_the_wall_says_late_teams_and_late_promises_in_the_words_of_their_own_pages(look):
    wall = look("briefing?page=coverage")
    late = re.search(r"(\d+) 个联系逾期（超过 45 天未到村）", words(wall))[1]
    assert "联系逾期的村社" in words(wall) and "联系逾期" in str(legend(wall))
    assert f"{late}  联系逾期" in words(look("coverage"))
    late = re.search(r"逾期 (\d+) 项", title(look("promises")))[1]
    assert f"{late}  逾期承诺（项）" in " ".join(words(look("briefing?page=visits")).split("\n"))
