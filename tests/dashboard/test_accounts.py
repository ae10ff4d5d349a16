"""The page of accounts for administrators, and everybody's own account."""

import datetime as dt

import pytest

from dashboard import visitors
from data.accounts import accounts, sessions
from data.scope import Role
from tests.county import petition
from tests.dashboard.access.people import add, make_real, token_of
from tests.dashboard.test_case import control, press, texts
from tests.data.accounts.conftest import PASSWORD, quick  # noqa: F401
from tests.roles import UNIT_NAME

TOWNSHIP = "990001001"


@pytest.fixture
def signed_in(store, monkeypatch):
    """Function that signs in as an account of a role; the small county is no demo."""
    make_real(store)

    def sign_in(role):
        token = token_of(store, add(store, role))
        monkeypatch.setattr(visitors, "token", lambda: token)
        visitors.forget()
        return token

    yield sign_in
    visitors.forget()


def entries(store):
    return {one.name: one for one in accounts.listed(accounts.keeper(store, "test"))}


def test_an_administrator_makes_an_account_and_hands_its_code_over(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    page = open_view("accounts", Role.ADMINISTRATOR)
    assert not page.exception and page.title[0].value == "1 个账号，1 个正在登录"
    page.selectbox(key="account-role").set_value(Role.TOWNSHIP).run()
    control(page, "text_input", "登录用的账号名").set_value("Zhao")
    control(page, "text_input", "姓名").set_value("赵镇长")
    control(page, "multiselect", "可查看区划").set_value([TOWNSHIP])
    press(page, "建立账号")
    (code,) = [each.value for each in page.code]
    assert entries(store)["zhao"].divisions == (TOWNSHIP,)
    accounts.begin(store, code, "zhao", PASSWORD)
    page = press(page, "已转交本人")
    assert not page.code and "赵镇长" in texts(page) and "第1镇" in texts(page)


def test_an_account_of_many_divisions_names_three_and_counts_them(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    units = [f"第{nth}局" for nth in range(1, 5)]
    accounts.add(accounts.keeper(store, "test"), "four", Role.UNIT, units=units)
    accounts.add(accounts.keeper(store, "test"), "three", Role.UNIT, units=units[:3])
    shown = texts(open_view("accounts", Role.ADMINISTRATOR))
    assert "第1局、第2局、第3局等 4 个" in shown and ">第1局、第2局、第3局<" in shown


def test_a_unit_that_no_case_names_is_told(store, open_view, signed_in):
    with store.write("test", "add", "x") as session:
        session.add(petition("A1", None, unit=UNIT_NAME))
    signed_in(Role.ADMINISTRATOR)
    accounts.add(accounts.keeper(store, "test"), "unit", Role.UNIT, units=[UNIT_NAME])
    assert not open_view("accounts", Role.ADMINISTRATOR).warning
    accounts.add(accounts.keeper(store, "test"), "else", Role.UNIT, units=[f"{UNIT_NAME}（局）"])
    (told,) = open_view("accounts", Role.ADMINISTRATOR).warning
    assert f"没有信访件写明责任单位“{UNIT_NAME}（局）”" in told.value


def test_what_cannot_be_made_is_refused_and_what_was_typed_stays(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    page = open_view("accounts", Role.ADMINISTRATOR)
    page.selectbox(key="account-role").set_value(Role.UNIT).run()
    control(page, "text_input", "登录用的账号名").set_value("zrzy")
    press(page, "建立账号")
    assert "单位名称" in page.warning[0].value and set(entries(store)) == {"administrator"}
    assert control(page, "text_input", "登录用的账号名").value == "zrzy"


def test_an_account_is_disabled_moved_and_given_another_code(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    token = token_of(store, add(store, Role.CLERK))
    page = open_view("accounts", Role.ADMINISTRATOR)
    page.selectbox(key="account-chosen").set_value("clerk").run()
    page.selectbox(key="role-clerk").set_value(Role.UNIT).run()
    page.text_input(key="units-clerk").set_value(f"{UNIT_NAME}、另一个局").run()
    press(page, "调整该账号")
    assert entries(store)["clerk"].units == tuple(sorted((UNIT_NAME, "另一个局")))
    page.date_input(key="until-clerk").set_value(dt.date(2030, 1, 1)).run()
    press(page, "保存修改")
    assert entries(store)["clerk"].valid_to == dt.date(2030, 1, 1)
    press(page, "结束")
    assert sessions.visitor(store, token) is None
    press(page, "停用该账号")
    assert entries(store)["clerk"].disabled
    press(page, "启用")
    press(page, "生成一次性代码")
    assert len(page.code) == 1 and not entries(store)["clerk"].disabled


def test_the_last_administrator_is_not_disabled(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    page = open_view("accounts", Role.ADMINISTRATOR)
    page.selectbox(key="account-chosen").set_value("administrator").run()
    press(page, "停用该账号")
    assert "另一名管理员" in page.warning[0].value and not entries(store)["administrator"].disabled


def test_an_administrator_who_was_disabled_meanwhile_does_nothing_more(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    add(store, Role.ADMINISTRATOR, "second")
    add(store, Role.CLERK)
    page = open_view("accounts", Role.ADMINISTRATOR)
    page.selectbox(key="account-chosen").set_value("clerk").run()
    accounts.disable(accounts.keeper(store, "second"), "administrator")
    page = press(page, "停用该账号")
    assert not entries(store)["clerk"].disabled
    assert "clerk" not in texts(page)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_sees_an_account(store, open_view, signed_in, role):
    signed_in(role)
    page = open_view("accounts", role, TOWNSHIP)
    assert not page.exception and not page.button and not page.text_input
    assert role.value not in texts(page)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SCREEN])
def test_everybody_sees_who_they_are_and_ends_their_own_sessions(store, open_view, signed_in, role):
    signed_in(role)
    other = token_of(store, role.value, device="Firefox")
    page = open_view("account", role, TOWNSHIP, units=[UNIT_NAME])
    assert not page.exception and role.value in texts(page)
    press(page, "结束")
    assert sessions.visitor(store, other) is None
    assert visitors.look(visitors.token()).visitor is not None


@pytest.mark.parametrize("view", ["importing", "repair", "case", "registers", "rules"])
def test_a_clerk_has_the_offices_pages_but_sets_no_rule(store, open_view, signed_in, view):
    signed_in(Role.OFFICE)
    head = open_view(view, Role.OFFICE)
    signed_in(Role.CLERK)
    clerk = open_view(view, Role.CLERK)
    assert not clerk.exception
    assert [each.value for each in clerk.title] == [each.value for each in head.title]
    buttons = [[each.label for each in page.button] for page in (head, clerk)]
    assert buttons[0] == buttons[1] or (view == "rules" and not buttons[1])


def test_a_names_signs_are_shown_letter_for_letter(store, open_view, signed_in):
    signed_in(Role.ADMINISTRATOR)
    keeper = accounts.keeper(store, "test")
    accounts.add(keeper, "li", Role.CLERK, display_name="<b>:red[李]", post="![x](y)")
    page = open_view("accounts", Role.ADMINISTRATOR)
    assert "&lt;b&gt;:red[李]" in texts(page) and "<b>:red" not in texts(page)
