"""The buttons that change a plan by hand say what they do."""

from tests.data.conftest import COUNTY, petition


def test_the_buttons_of_a_stop_say_that_they_move_it_and_take_it_out(store, open_view):
    with store.write("test", "make", COUNTY) as session:
        session.add(petition("N-1", "990001001001"))
    page = open_view("visits", visit="990001001")
    buttons = {button.key: (button.label, button.help) for button in page.button if button.key}
    assert buttons["up-0"] == ("↑", "前移")
    assert buttons["down-0"] == ("↓", "后移")
    assert buttons["out-0"] == ("移出行程", "")
