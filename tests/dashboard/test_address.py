"""Controls and the address: what is chosen can be sent as a link, and what is not offered is refused."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.address import told_apart


def controls():
    import streamlit as st

    from dashboard.address import Listed, Scale, Segmented, Several, Slider, Toggle

    names = {"a": "Apple", "b": "Pear", "c": "Plum"}
    st.json(
        {
            "segmented": Segmented("one", {"former": "b"}).choose("One", names),
            "listed": Listed("many").choose("Many", names, "b"),
            "all": Listed("any").choose_or_all("Any", names),
            "scale": Scale("scale").choose("Scale", names, "c"),
            "several": Several("some").choose("Some", names),
            "slider": Slider("points", 0.0, 5.0, 0.5).choose("Points", 2.0),
            "toggle": Toggle("on").choose("On"),
        }
    )


def opened(page, **address):
    page = AppTest.from_function(page, default_timeout=30)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def chosen(page):
    return json.loads(page.json[0].value)


def asked(page):
    return dict(page.query_params)


DEFAULTS = {
    "segmented": "a",
    "listed": "b",
    "all": None,
    "scale": "c",
    "several": [],
    "slider": 2.0,
    "toggle": False,
}
CHOSEN = {
    "segmented": "c",
    "listed": "a",
    "all": "b",
    "scale": "a",
    "several": ["a", "c"],
    "slider": 3.5,
    "toggle": True,
}
LINK = {"one": "c", "many": "a", "any": "b", "scale": "a", "some": "a,c", "points": "3.5", "on": "1"}


def test_where_nothing_is_asked_the_defaults_stand_and_the_address_stays_empty():
    page = opened(controls)
    assert chosen(page) == DEFAULTS
    assert asked(page) == {}


def test_a_link_opens_with_what_was_chosen_and_is_the_same_again():
    page = opened(controls, **LINK)
    assert chosen(page) == CHOSEN
    assert asked(page) == LINK


def test_characters_that_no_database_takes_go_no_further_than_the_address():
    def asks():
        import streamlit as st

        from dashboard.address import Code

        st.text(Code("case").asked)

    assert opened(asks, case="\x00A-1\u202e").text[0].value == "A-1"


def test_what_is_chosen_by_hand_stands_in_the_address():
    page = opened(controls)
    page.get("button_group")[0].set_value("c")
    page.selectbox(key="many").set_value("a")
    page.selectbox(key="any").set_value("b")
    page.select_slider(key="scale").set_value("a")
    page.multiselect(key="some").set_value(["a", "c"])
    page.slider(key="points").set_value(3.5)
    page.toggle(key="on").set_value(True)
    page.run()
    assert chosen(page) == CHOSEN
    assert asked(page) == LINK


def test_back_at_the_default_the_address_forgets_the_choice():
    page = opened(controls, many="a", some="a", points="3", on="1")
    page.selectbox(key="many").set_value("b")
    page.multiselect(key="some").set_value([])
    page.slider(key="points").set_value(2.0)
    page.toggle(key="on").set_value(False)
    page.run()
    assert chosen(page) == DEFAULTS
    assert asked(page) == {}


@pytest.mark.parametrize(
    "address",
    [
        dict.fromkeys(LINK, "x"),
        dict.fromkeys(LINK, ""),
        {"points": "nan"},
        {"points": "inf"},
        {"points": "-1"},
        {"some": "x,<b>"},
        {"one": "Apple"},
    ],
)
def test_what_a_control_does_not_offer_is_refused_and_leaves_the_address(address):
    page = opened(controls, **address)
    assert chosen(page) == DEFAULTS
    assert asked(page) == {}


def test_of_several_those_that_are_offered_are_kept():
    page = opened(controls, some="x,a")
    assert chosen(page)["several"] == ["a"]
    assert asked(page) == {"some": "a"}


def test_a_link_of_an_older_program_opens_what_is_called_otherwise_now():
    page = opened(controls, one="former")
    assert chosen(page)["segmented"] == "b"
    assert asked(page) == {"one": "b"}


def offers():
    import streamlit as st

    from dashboard.address import Listed

    wide = st.checkbox("wide", value=True)
    names = {"a": "Apple", "b": "Pear"} if wide else {"a": "Apple"}
    st.text(Listed("many").choose("Many", names))


def test_a_choice_that_is_no_longer_offered_gives_way_to_the_default():
    page = opened(offers, many="b")
    assert page.text[0].value == "b"
    page.checkbox[0].uncheck().run()
    assert page.text[0].value == "a"
    assert asked(page) == {}


def parameters():
    import streamlit as st

    from dashboard.address import Code, Codes, Flag, Several, Slider

    anew, village, order = Flag("anew"), Code("village"), Codes("order")
    must, points = Several("must"), Slider("points", 0.0, 5.0, 0.5)

    def put():
        anew.put(True)
        village.put("a")
        order.put(["b", "a"])
        must.put(["a"])
        must.turn("b")
        must.turn("a")
        points.put(4.0)

    def forget():
        for each in (anew, village, order, must, points):
            each.forget()

    st.button("put", on_click=put)
    st.button("forget", on_click=forget)
    moved = points.choose("Points", 2.0), must.choose("Must", {"a": "Apple", "b": "Pear"})
    st.json([anew.raised, village.among({"a"}), order.among({"a", "b"}), *moved])


NOTHING = [False, None, None, 2.0, []]


def test_a_step_may_write_into_the_address_and_take_it_back():
    page = opened(parameters)
    assert chosen(page) == NOTHING
    page.button[0].click().run()
    assert chosen(page) == [True, "a", ["b", "a"], 4.0, ["b"]]
    assert asked(page) == {"anew": "1", "village": "a", "order": "b,a", "must": "b", "points": "4"}
    page.button[1].click().run()
    assert chosen(page) == NOTHING
    assert asked(page) == {}


@pytest.mark.parametrize("address", [{"village": "x"}, {"order": "a,x"}, {"order": ","}, {"anew": "yes"}])
def test_codes_that_nobody_knows_count_as_none(address):
    assert chosen(opened(parameters, **address)) == NOTHING


def clicks():
    import streamlit as st

    from dashboard.address import Kept, fresh_click

    def click(code, times):
        st.session_state["map"] = {"selected": {"code": code, "click": times}}

    st.button("first", on_click=click, args=("1", 1))
    st.button("again", on_click=click, args=("1", 2))
    seen = Kept("clicks", 0)
    place = fresh_click("map")
    if place is not None:
        seen.keep(seen.value + 1)
    st.json([place, seen.value, fresh_click("another map")])


def test_a_click_on_a_map_counts_once():
    page = opened(clicks)
    assert chosen(page) == [None, 0, None]
    page.button[0].click().run()
    assert chosen(page) == ["1", 1, None]
    page.run()
    assert chosen(page) == [None, 1, None]
    page.button[1].click().run()
    assert chosen(page) == ["1", 2, None]


def test_entries_of_a_list_with_the_same_words_are_told_apart():
    names = {"6": "生态环境 · 西丙子村", "2": "生态环境 · 西丙子村", "1": "商贸旅游 · 东甲子村"}
    assert told_apart(names) == {
        "6": "生态环境 · 西丙子村 (6)",
        "2": "生态环境 · 西丙子村 (2)",
        "1": "商贸旅游 · 东甲子村",
    }
