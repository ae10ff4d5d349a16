"""A step of the record on any page: what is refused stands and keeps the form, what is done empties it."""

from streamlit.testing.v1 import AppTest


def page_of_steps():
    import streamlit as st

    from dashboard import steps
    from geo.errors import Refused

    about = st.selectbox("About", ["first", "second"])
    with steps.form(about):
        words = st.text_input("Words")
        asked = st.form_submit_button("Take")
    if asked and not words:
        steps.refuse(about, "Write *something* down")
    elif asked:
        with steps.taking(about):
            if words == "wrong":
                raise Refused("{n} is wrong", n="<b>it</b>")
            st.session_state["record"] = words
            steps.done("Taken [as](asked)")
        st.rerun()
    steps.show(about)
    st.text(st.session_state.get("record", "nothing"))


def take(page, words):
    page.text_input[0].set_value(words)
    page.button[0].click()
    page.run()
    assert not page.exception
    return page


def opened():
    return AppTest.from_function(page_of_steps, default_timeout=30).run()


def refusals(page):
    return [each.value for each in page.warning]


def test_what_is_refused_stands_on_the_page_and_what_was_filled_in_stays():
    page = take(opened(), "wrong")
    assert refusals(page) == [r"\<b\>it\</b\> is wrong"]
    assert page.text_input[0].value == "wrong"
    assert page.text[0].value == "nothing"
    assert not page.toast
    page.run()
    assert len(refusals(page)) == 1


def test_a_step_taken_is_said_takes_the_refusal_away_and_empties_the_form():
    page = take(take(opened(), "wrong"), "right")
    assert refusals(page) == []
    assert page.text[0].value == "right"
    assert page.text_input[0].value == ""
    assert [each.value for each in page.toast] == [r"Taken \[as\](asked)"]


def test_a_page_may_refuse_before_the_record_is_asked():
    page = take(opened(), "")
    assert refusals(page) == [r"Write \*something\* down"]


def test_a_refusal_stands_beside_its_own_control_alone():
    page = take(opened(), "wrong")
    page.selectbox[0].set_value("second").run()
    assert refusals(page) == []
    page.selectbox[0].set_value("first").run()
    assert len(refusals(page)) == 1


def test_a_fault_of_ours_is_not_taken_for_a_refusal():
    def broken():
        from dashboard import steps

        with steps.taking("it"):
            raise ValueError("broken")

    page = AppTest.from_function(broken, default_timeout=30).run()
    assert page.exception and not page.warning


def page_of_a_second_press():
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from dashboard import steps

    steps.wait()
    st.session_state.setdefault("record", [])
    with steps.form("step"):
        words = st.text_input("Words")
        asked = st.form_submit_button("Take")
    if asked:
        with steps.taking("step"):
            st.session_state["record"].append(words)
            get_script_run_ctx().script_requests.request_rerun(RerunData())
            steps.done("Taken")
    steps.show("step")
    st.text(", ".join(st.session_state["record"]))


def test_a_second_press_ends_no_step_between_what_is_written_and_what_is_said_of_it():
    page = AppTest.from_function(page_of_a_second_press, default_timeout=30).run()
    take(page, "once")
    assert page.text[0].value == "once"
    assert page.text_input[0].value == ""
    assert [each.value for each in page.toast] == ["Taken"]


def test_a_rerun_begins_after_the_step_that_the_session_takes():
    from threading import RLock, Thread

    lock = RLock()
    page = AppTest.from_function(page_of_a_second_press, default_timeout=30)
    page.session_state["one-step"] = lock
    with lock:
        other = Thread(target=page.run)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert not page.exception and len(page.text_input) == 1
