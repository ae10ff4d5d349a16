"""Without a session that is good, nothing answers but the login and /health: every route is asked."""

import datetime as dt
import time

import pytest
from sqlalchemy import select, update
from starlette.routing import Mount, Route, WebSocketRoute
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosed

from dashboard import roles, visitors
from dashboard.access.websocket import OVER
from data import offers
from data.accounts import accounts, codes
from data.clock import now
from data.offers import File
from data.scope import Role
from data.store import Store
from data.tables import AccountSession, Dataset
from tests.county import COUNTY, petition
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served
from tests.dashboard.access.people import cookie

OPEN = {"/health", "/login", "/login/first", "/login/screen", "/login/style.css", "/login/icon.png"}
"""What answers without a login."""
FORMS = OPEN | {"/login/password", "/login/state"}
OF_REVIEW = {
    "/",
    "/plan",
    "/?screen=1",
    "/favicon.png",
    "/media/0123.csv",
    "/export/guess",
    "/geometry/0.json",
    "/static/js/index.js",
    "/_stcore/bidi-components/petitions.map/map.js",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/health",
    "/_stcore/agent/openapi.json",
    "/login/../plan",
    "/health/",
    "//health",
    "/loginx",
    "/LOGIN",
    "/login%2f..%2fplan",
}
METHODS = ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")
HTML = {"Accept": "text/html"}
NUMBER = "SECRET-1"


@pytest.fixture(scope="module")
def real(county_file):
    """A county in earnest, with an account of each role."""
    store = Store(f"sqlite:///{county_file}")
    people.make_real(store)
    with store.write("test", "import", COUNTY) as session:
        session.add_all([petition(NUMBER, people.VILLAGE), petition("ELSEWHERE-1", "990001002001")])
    for role in Role:
        people.add(store, role)
    yield store
    store.close()


@pytest.fixture(scope="module")
def door(real):
    with served(real.url) as door:
        yield door


def expired(store):
    long_ago = now() - dt.timedelta(days=2)
    return people.token_of(store, "office", started=long_ago, last_seen=long_ago)


def disabled(store):
    accounts.disable(accounts.keeper(store, "test"), people.add(store, Role.OFFICE, f"gone{time.time_ns()}"))
    return "x" * 43


def strangers(store):
    """Cookies that open nothing."""
    return ["", "petition_session=", cookie("guess"), cookie(expired(store)), cookie(disabled(store))]


def addresses(routes, before=""):
    """An address of each route, as Starlette has them."""
    for route in routes:
        if isinstance(route, Mount):
            yield f"{before}{route.path}/x"
            yield from addresses(route.routes or [], before + route.path)
        elif isinstance(route, Route):
            path = before + route.path
            for name in route.param_convertors:
                path = path.replace(f"{{{name}}}", "x").replace(f"{{{name}:path}}", "x")
            yield path


def test_every_route_answers_strangers_with_the_login_or_nothing(door, real):
    asked = set(addresses(door.routes)) | OF_REVIEW
    assert len(asked) > 35 and asked >= OPEN
    closed = {(path, method) for path in asked for method in METHODS}
    closed -= {(path, method) for path in FORMS for method in ("GET", "HEAD", "POST")} | {("/logout", "POST")}
    for stranger in strangers(real):
        each = closed if not stranger else {(path, method) for path, method in closed if method == "GET"}
        for path, method in sorted(each):
            answer = door.ask(path, method, stranger, Origin=door.address)
            assert answer.status_code in (401, 404), (path, method, answer.status_code)
            assert answer.content == b"" and "Set-Cookie" not in answer.headers
        for path in sorted(asked - OPEN):
            page = door.ask(path, cookie=stranger, **HTML)
            assert page.status_code in (303, 404) or path == "/login/state"
            assert page.content == b""
            if page.status_code == 303:
                assert page.headers["Location"].startswith("/login"), path


def test_what_answers_strangers_tells_them_nothing(door):
    for path in sorted(OPEN):
        answer = door.ask(path)
        assert answer.status_code == 200
        assert "测试" not in answer.text and COUNTY not in answer.text


def test_how_often_the_record_was_written_is_told_to_this_machine_and_who_is_signed_in_alone(door, real):
    passed_on = {"X-Forwarded-For": "10.0.0.7"}
    office = cookie(people.token_of(real, "office"))
    for stranger in strangers(real):
        assert door.ask("/health", cookie=stranger, **passed_on).json().keys() == {"status", "program"}
    for headers in ({}, {"cookie": office, **passed_on}):
        told = door.ask("/health", **headers).json()
        assert told["status"] == "ok" and told["data"] == real.dataset().version


def test_a_page_leads_to_the_login_and_from_there_back(door):
    page = door.ask("/plan?visit=990001001", **HTML)
    assert page.headers["Location"] == "/login?next=%2Fplan%3Fvisit%3D990001001"


def test_whoever_was_put_out_is_told_so_and_led_back(door, real):
    page = door.ask("/plan?visit=990001001", cookie=cookie(expired(real)), **HTML)
    assert page.headers["Location"] == "/login?why=ended&next=%2Fplan%3Fvisit%3D990001001"
    told = door.ask(page.headers["Location"]).text
    assert "登录已结束" in told and 'value="/plan?visit=990001001"' in told
    assert "登录已结束" not in door.ask("/login").text


def test_the_websocket_opens_to_nobody_who_is_not_signed_in(door, real):
    assert any(isinstance(route, WebSocketRoute) for route in door.routes)
    for stranger in strangers(real):
        assert door.status_of_websocket(cookie=stranger) == 403
    assert door.status_of_websocket(cookie=cookie(people.token_of(real, "office"))) == 101


def rerun(url="", page="", query="", fragment="", click=""):
    message = BackMsg()
    if click:
        message.rerun_script.widget_states.widgets.add(id=click, trigger_value=True)
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.fragment_id = fragment
    message.rerun_script.page_script_hash = calc_hash(page) if fragment else ""
    message.rerun_script.context_info.url = url
    return message.SerializeToString()


def until(websocket, wanted, seconds=60):
    """Messages of a websocket, until one is of a kind; its closing code if it is closed before."""
    messages = []
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            message = ForwardMsg.FromString(websocket.recv(timeout=seconds))
            messages.append(message)
            if message.WhichOneof("type") == wanted:
                return messages, None
    except ConnectionClosed as closed:
        return messages, closed.rcvd.code
    raise AssertionError(f"{wanted} did not come")


def shown(messages):
    """Kinds of what a page was told, but for when the script before it ended."""
    kinds = [message.WhichOneof("type") for message in messages]
    return [kind for kind in kinds if kind not in ("session_status_changed", "script_finished")]


@pytest.mark.parametrize("role", Role)
def test_each_role_signs_in_to_a_first_page_of_its_own(door, real, role):
    with door.websocket(door.address, cookie(people.token_of(real, role.value))) as websocket:
        websocket.send(rerun())
        messages, code = until(websocket, "script_finished")
    assert code is None and messages[-1].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    elements = [each.delta.new_element for each in messages if each.WhichOneof("type") == "delta"]
    assert not any(each.WhichOneof("type") == "exception" for each in elements)
    told = "".join(str(each) for each in messages)
    assert "尚未登录" not in told
    assert (NUMBER in told) <= (role not in (Role.SCREEN, Role.ADMINISTRATOR))


def opened(door, store, role, page=""):
    """What a page tells a browser that opens it by its name, and the addresses that its menu shows."""
    with door.websocket(door.address, cookie(people.token_of(store, role.value))) as websocket:
        websocket.send(rerun(page=page))
        messages, _ = until(websocket, "script_finished")
    assert not any(each.WhichOneof("type") == "page_not_found" for each in messages), page
    (menu,) = [each.navigation for each in messages if each.WhichOneof("type") == "navigation"]
    shown = [page.url_pathname for page in menu.app_pages if not page.is_hidden]
    return "".join(str(each) for each in messages), shown


MENUS = {
    Role.LEADER: [
        *("", "home", "map", "promises", "briefing"),
        *("hotspots", "years", "policies", "instructions", "followup"),
        *("cases", "indicators", "intake", "coverage", "hubs", "agents"),
    ],
    Role.TOWNSHIP: [
        *("", "map", "plan", "desk", "promises"),
        *("instructions", "followup", "cases", "indicators", "intake", "coverage", "hubs", "agents"),
    ],
    Role.TEAM: ["", "cases", "map", "coverage", "hubs", "agents"],
    Role.UNIT: ["", "instructions", "followup", "indicators", "account"],
    Role.ADMINISTRATOR: ["", "backups", "account"],
}


@pytest.mark.parametrize("role", MENUS)
def test_a_menu_shows_what_its_role_can_use_and_every_other_page_says_that_it_is_not(door, real, role):
    assert opened(door, real, role)[1] == MENUS[role]
    assert "您无权查看本页" not in opened(door, real, role, roles.MENU[role][0])[0]
    for page in {"log", "rules", "registers", "setup", "import", "accounts"} - set(roles.MENU[role]):
        told, _ = opened(door, real, role, page)
        assert "您无权查看本页" in told or (page == "import" and "只有县信访局可以导入" in told), page
        assert NUMBER not in told


ENDS = {
    "disabled": lambda store, name: accounts.disable(accounts.keeper(store, "test"), name),
    "past its last day": lambda store, name: _change(store, name, valid_to=now().date()),
    "to change the password": lambda store, name: accounts.change(
        accounts.keeper(store, "test"), name, must_change_password=True
    ),
}


def _change(store, name, **values):
    with store.write("test", "account", name) as session:
        for key, value in values.items():
            setattr(accounts._account(session, name), key, value)


@pytest.mark.parametrize("end", ENDS)
def test_an_open_page_is_led_to_the_login_at_the_next_click(door, real, end):
    name = people.add(real, Role.CLERK, f"clerk-{end.replace(' ', '-')}")
    with door.websocket(door.address, cookie(people.token_of(real, name))) as websocket:
        websocket.send(rerun())
        messages, code = until(websocket, "script_finished")
        assert code is None and "delta" in shown(messages)
        other = Store(real.url)
        ENDS[end](other, name)
        other.close()
        websocket.send(rerun("http://localhost/coverage?lang=en"))
        messages, code = until(websocket, "script_finished")
    assert code == OVER
    assert shown(messages) == ["auth_redirect"]
    assert messages[-1].auth_redirect.url == "/login?why=ended&next=%2Fcoverage%3Flang%3Den"


def test_a_session_that_ends_elsewhere_or_has_idled_is_over_at_the_next_click(door, real):
    token = people.token_of(real, "clerk")
    with door.websocket(door.address, cookie(token)) as websocket:
        websocket.send(rerun())
        until(websocket, "script_finished")
        with real.write("test", "idle", "session") as session:
            session.query(AccountSession).update({"last_seen": now() - dt.timedelta(hours=1)})
        websocket.send(rerun())
        messages, code = until(websocket, "script_finished")
    assert (shown(messages), code) == (["auth_redirect"], OVER)


def drawn(websocket):
    """What a run draws, and the run of the whole page after it that it asks for."""
    messages = []
    while not messages or messages[-1].script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
        messages += until(websocket, "script_finished")[0]
    return [each for each in messages if each.WhichOneof("type") == "delta"]


@pytest.mark.parametrize("first", [True, False], ids=["a village", "a filter"])
def test_at_the_next_click_of_a_fragment_a_moved_account_is_told_nothing_of_its_old_township(
    door, real, first
):
    name, other = people.add(real, Role.TOWNSHIP, f"moved{first}"), "990001002"
    here = {"page": "map", "query": f"village={people.VILLAGE}"}
    with door.websocket(door.address, cookie(people.token_of(real, name))) as websocket:
        websocket.send(rerun(**here))
        fragments = {each.delta.fragment_id for each in drawn(websocket)} - {""}
        assert len(fragments) == 2  # all of the answer, and the village beside the map
        before = {}
        for fragment in fragments:
            websocket.send(rerun(**here, fragment=fragment))
            before[fragment] = str(drawn(websocket))
        accounts.move(accounts.keeper(real, "test"), name, divisions=[other])
        fragment = (min if first else max)(fragments, key=lambda each: len(before[each]))
        websocket.send(rerun(**here, fragment=fragment))
        after, before = str(drawn(websocket)), before[fragment]
    own = (NUMBER, "村001001 · 第1镇")  # the map names all villages, whose names are public
    assert all(word in before for word in own) and f"{other}001" not in before
    assert not any(word in after for word in own) and f"{other}001" in after


def test_a_moved_account_takes_no_list_of_its_old_township_away(door, real):
    name, here = people.add(real, Role.TOWNSHIP, "moved-with-a-list"), {"page": "map"}
    with door.websocket(door.address, cookie(people.token_of(real, name))) as websocket:
        websocket.send(rerun(**here))
        found = [each.delta.new_element.button.id for each in drawn(websocket)]
        (button,) = [each for each in found if each.endswith("-file-villages-1")]
        websocket.send(rerun(**here, click=button))
        before = str(drawn(websocket))
        accounts.move(accounts.keeper(real, "test"), name, divisions=["990001002"])
        websocket.send(rerun(**here, click=button))
        after = str(drawn(websocket))
    assert "/export/" in before and "村002001" in after
    assert "/export/" not in after
    assert "您的查看权限已变更" in after


def test_a_page_is_taken_up_again_by_its_own_session_alone(door, real):
    mine, others = (cookie(people.token_of(real, name)) for name in ("office", "clerk"))

    def opened(who, page=""):
        protocols = ["streamlit", "x", *([page] if page else [])]
        with door.websocket(door.address, who, protocols=protocols) as websocket:
            websocket.send(rerun())
            messages, _ = until(websocket, "script_finished")
        (begun,) = [each.new_session for each in messages if each.WhichOneof("type") == "new_session"][:1]
        return begun.initialize.session_id

    page = opened(mine)
    assert opened(mine, page) == page
    assert opened(others, page) != page
    upload = f"/_stcore/upload_file/{page}/file"
    assert door.ask(upload, "DELETE", others, Origin=door.address).status_code == 404
    assert door.ask(upload, "DELETE", mine, Origin=door.address).status_code == 204


def test_a_file_on_offer_is_taken_by_the_session_that_it_was_made_for(door, real):
    mine, others = people.token_of(real, "office"), people.token_of(real, "clerk")
    on_another_server = offers.offer(real, File(b"rows", "rows.xlsx", "x/y"), mine, "office")
    address = f"/export/{on_another_server}"
    assert door.ask(address).status_code == 401
    assert door.ask(address, cookie=cookie(others)).status_code == 404
    assert door.ask(address, "HEAD", cookie(mine)).status_code == 200
    answer = door.ask(address, cookie=cookie(mine))
    assert answer.content == b"rows" and answer.headers["Cache-Control"] == "no-store"
    assert door.ask(address, cookie=cookie(mine)).status_code == 404


def test_a_page_that_only_asks_whether_it_may_stay_keeps_no_session_alive(door, real):
    seen = now() - dt.timedelta(minutes=29)
    token = people.token_of(real, "office", last_seen=seen)
    assert door.ask("/login/state", cookie=cookie(token)).status_code == 204
    with real.read() as connection:
        kept = select(AccountSession.last_seen).where(AccountSession.token_hash == codes.hash_of(token))
        assert connection.scalar(kept) == seen
    for stranger in strangers(real):
        answer = door.ask("/login/state", cookie=stranger)
        assert answer.status_code == 401 and answer.content == b""


def test_a_session_is_looked_up_anew_for_each_page_and_message(real):
    token = people.token_of(real, "office")
    assert visitors.look(token).visitor.role is Role.OFFICE
    with real.write("test", "end", "session") as session:
        session.query(AccountSession).update({"ended": now()})
    assert visitors.look(token).visitor is None


def test_a_role_of_the_settings_opens_nothing_once_there_is_an_account(real):
    with served(real.url, PETITION_MAP_ROLE="office") as door:
        assert door.ask("/").status_code == 401
        assert door.status_of_websocket() == 403


def test_a_role_of_the_settings_opens_the_record_to_this_machine_alone(store):
    people.make_real(store)
    with served(store.url, PETITION_MAP_ROLE="office") as door:
        assert door.ask("/").status_code == 200
        for header in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded"):
            assert door.ask("/", **{header: "10.0.0.7"}).status_code == 401
            assert door.status_of_websocket(**{header: "10.0.0.7"}) == 403
        people.add(store, Role.ADMINISTRATOR)
        assert door.ask("/").status_code == 401


def test_a_record_with_an_account_is_no_demo_whatever_its_flag_says(real):
    with real.write("test", "turn the flag", "x") as session:
        session.execute(update(Dataset).values(synthetic=True))
    try:
        with served(real.url) as door:
            assert door.ask("/").status_code == 401
            assert door.status_of_websocket() == 403
    finally:
        people.make_real(real)


def test_the_demo_needs_no_login_and_its_browsers_are_told_apart(store):
    with served(store.url) as door:
        answer = door.ask("/", **HTML)
        assert answer.status_code == 200
        flags = answer.headers["Set-Cookie"].lower()
        assert "httponly" in flags and "samesite=lax" in flags
        assert door.ask("/login", **HTML).status_code == 303
