"""The program answers to its own name, and to its own pages."""

import pytest

from dashboard.access.hosts import Hosts, is_loopback

OPEN = 101


def scope(host="localhost:8501", client="127.0.0.1", server="127.0.0.1", scheme="http", **headers):
    sent = [(b"host", host.encode())] if host else []
    sent += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "headers": sent, "client": (client, 1), "server": (server, 1)}


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8501", "[::1]:8501", "map.example."])
def test_its_own_names_are_known(host):
    assert Hosts.of(["Map.Example"]).knows(scope(host))


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.5", "a@localhost", "localhost:x", "", "[::2]"]
)
def test_other_names_are_not(host):
    assert not Hosts.of().knows(scope(host))


def test_a_request_under_two_names_is_under_none():
    twice = scope()
    twice["headers"].append((b"host", b"evil.example"))
    assert not Hosts.of().knows(twice)


def test_the_address_at_which_a_connection_arrives_is_a_name_but_no_name_is():
    assert Hosts.of().knows(scope("10.0.0.5:8501", server="10.0.0.5"))
    assert Hosts.of().knows(scope("10.0.0.5:8501", server="::ffff:10.0.0.5"))
    assert not Hosts.of().knows(scope("evil.example", server="evil.example"))


def test_a_page_is_ours_by_scheme_name_and_port():
    hosts = Hosts.of(origins=["https://map.example"])
    for origin in ("http://localhost:8501", "https://map.example"):
        assert hosts.is_own(scope(origin=origin))
    for origin in (
        "https://localhost:8501",
        "http://localhost:8502",
        "http://127.0.0.1:8501",
        "http://localhost",
        "http://map.example",
        "null",
    ):
        assert not hosts.is_own(scope(origin=origin))
    assert hosts.is_own(scope("localhost", scheme="wss", origin="https://localhost"))
    assert not hosts.is_own(scope())


def test_this_machine_is_who_comes_from_it_to_it_through_nobody():
    assert is_loopback(scope())
    assert is_loopback(scope(client="::ffff:127.0.0.1"))
    for other in (
        scope(client="10.0.0.7"),
        scope("map.example"),
        scope(x_forwarded_for="10.0.0.7"),
        scope(x_forwarded_host="map.example"),
        scope(forwarded="for=10.0.0.7"),
    ):
        assert not is_loopback(other)


def test_a_name_of_another_host_that_leads_here_is_refused(demo_door):
    evil = f"evil.example:{demo_door.host.split(':')[1]}"
    for path in ("/", "/health", "/_stcore/host-config", "/login"):
        assert demo_door.ask(path, Host=evil).status_code == 421
    assert demo_door.status_of_websocket(f"http://{evil}", Host=evil) != OPEN


def test_the_websocket_opens_to_a_page_of_ours_alone(demo_door):
    assert demo_door.status_of_websocket() == OPEN
    for origin in ("", "null", "http://evil.example", "http://127.0.0.1:1", "http://localhost:8501"):
        assert demo_door.status_of_websocket(origin) == 403


def test_what_acts_comes_from_a_page_of_ours(demo_door):
    path = "/_stcore/upload_file/session/file"
    assert demo_door.ask(path, "DELETE").status_code == 403
    assert demo_door.ask(path, "DELETE", Origin="http://evil.example").status_code == 403
    assert demo_door.ask(path, "DELETE", Origin=demo_door.address).status_code == 404


def test_another_hosts_page_leads_here_but_draws_nothing_in(demo_door):
    cross = {"Sec_Fetch_Site": "cross-site"}
    assert demo_door.ask("/", Sec_Fetch_Mode="navigate", **cross).status_code == 200
    for site in ("cross-site", "same-site"):
        assert demo_door.ask("/health", Sec_Fetch_Mode="no-cors", Sec_Fetch_Site=site).status_code == 403
