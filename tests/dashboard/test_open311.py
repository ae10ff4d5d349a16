"""Open311 GeoReport v2 as another program asks it: in both forms, by its key, within its limits."""

import json
from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from dashboard.open311 import limits, taking_in
from dashboard.open311.application import FOLDER, LONGEST_BODY, Open311
from data.accounts import accounts, sources
from data.intake.submission import services
from data.intake.taking_in import take_in
from data.rules.record import set_rules
from data.tables import IntakeRequest
from data.terms import IntakeState
from tests.county import TODAY
from tests.roles import OFFICE, writer

WHOLE = {"service_code": "labour", "lat": "29.425", "long": "119.925", "description": "拖欠工资"}


@pytest.fixture
def key(store):
    return sources.add_source(accounts.keeper(store, "test"), "平台")


@pytest.fixture
def client(opened_record):
    limits.forget()
    return TestClient(Starlette(routes=[Mount(FOLDER, Open311())]), base_url="http://127.0.0.1")


def xml(content):
    return ElementTree.fromstring(content)  # noqa: S314 our own answer


def post(client, key, form="json", **fields):
    return client.post(f"/open311/v2/requests.{form}", data={**WHOLE, **fields}, headers={"X-API-Key": key})


def test_nothing_answers_while_no_program_has_a_key(client):
    for path in ("/open311/v2/services.json", "/open311/discovery.xml"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, b"")


def test_services_are_the_categories_in_both_forms(client, key):
    listed = client.get("/open311/v2/services.json").json()
    assert {one["service_code"]: one["service_name"] for one in listed} == services()
    top = xml(client.get("/open311/v2/services.xml").content)
    assert top.tag == "services" and len(top.findall("service/service_code")) == len(listed)
    assert client.get("/open311/v2/services/labour.json").json()["service_code"] == "labour"
    told = client.get("/open311/v2/services/labour.json").json()["attributes"]
    assert {one["code"]: one["datatype"] for one in told} == {
        "people": "number",
        "occurrence": "singlevaluelist",
    }
    assert {one["key"] for one in told[1]["values"]} == {"first", "repeat"}
    form = xml(client.get("/open311/v2/services/labour.xml").content)
    assert [one.text for one in form.findall("attributes/attribute/code")] == ["people", "occurrence"]
    assert len(form.findall("attributes/attribute/values/value/key")) == 2
    assert "no tokens" in client.get("/open311/v2/tokens/1.json").json()[0]["description"]
    assert client.get("/open311/v2/services/nope.json").status_code == 404
    assert "/open311/v2" in client.get("/open311/discovery.json").json()["endpoints"][0]["url"]


def test_a_request_is_accepted_taken_in_and_told_without_anything_of_persons(client, key, store):
    sent = post(client, key, "xml", last_name="测试", phone="13800000000", address_string="前村12号")
    number = xml(sent.content).findtext("request/service_request_id")
    assert sent.status_code == 201 and number
    assert take_in(store).stored == 1
    (told,) = client.get(f"/open311/v2/requests/{number}.json", headers={"X-API-Key": key}).json()
    assert told["status"] == "open" and told["description"] is told["lat"] is None
    for secret in ("测试", "13800000000", "拖欠", "12号"):
        assert secret not in json.dumps(told, ensure_ascii=False)
    assert client.get("/open311/v2/requests.json", headers={"X-API-Key": key}).json() == [told]


@pytest.mark.parametrize(
    "fields,status",
    [
        ({"service_code": "nope"}, 404),
        ({"lat": "x"}, 400),
        ({"lat": "39.9", "long": "116.4"}, 400),
        ({"description": ""}, 400),
        ({"description": "x" * LONGEST_BODY}, 413),
    ],
)
def test_what_is_wrong_is_told_in_the_form_of_the_standard(client, key, fields, status):
    for form in ("json", "xml"):
        answer = post(client, key, form, **fields)
        assert answer.status_code == status
        if form == "json":
            assert answer.json()[0]["code"] == status and answer.json()[0]["description"]
        else:
            assert xml(answer.content).findtext("error/code") == str(status)


def test_bodies_that_are_no_form_are_refused_and_scripts_are_text(client, key, store):
    headers = {"X-API-Key": key}
    url = "/open311/v2/requests.json"
    assert (
        client.post(url, content=b"x", headers={**headers, "Content-Type": "text/plain"}).status_code == 415
    )
    for body in (b"[", b"[1]", b'{"lat": [1]}', b'{"lat": true}', b"[" * 9_000, b"\xff"):
        answer = client.post(url, content=body, headers={**headers, "Content-Type": "application/json"})
        assert answer.status_code == 400, body[:9]
    assert client.post(url, json={**WHOLE, "lat": 29.425}, headers=headers).status_code == 201
    assert post(client, key, description="<script>alert(1)</script>\x00\x1b=1").status_code == 201
    assert client.request("DELETE", url, headers=headers).status_code == 405
    assert client.get("/open311/v2/nothing.json").status_code == client.get("/open311/x").status_code == 404


def test_who_has_no_key_is_refused_and_soon_slowed_down(client, key):
    for _ in range(limits.STRANGERS):
        assert post(client, "wrong").status_code == 403
    slowed = post(client, "wrong")
    assert slowed.status_code == 429 and slowed.headers["Retry-After"] == "60"
    assert post(client, key).status_code == 201


def test_a_source_may_send_so_many_a_minute(client, key, store):
    set_rules(writer(OFFICE, store), {"intake.a_minute": 3}, valid_from=TODAY)
    answers = [post(client, key, description=str(nth)).status_code for nth in range(5)]
    assert answers == [201, 201, 201, 429, 429]


def test_a_query_that_cannot_be_read_is_told(client, key):
    for query in (
        "status=foo",
        "start_date=gestern",
        "start_date=0001-01-01T00:00:00%2B14:00",
        "start_date=9999-12-31T23:59:59-12:00",
        "end_date=0001-01-01",
    ):
        url = f"/open311/v2/requests.json?{query}"
        assert client.get(url, headers={"X-API-Key": key}).status_code == 400
    url = f"/open311/v2/requests.xml?api_key={key}&status=open,closed&start_date=2026-11-01T00:00:00Z"
    assert xml(client.get(url).content).tag == "service_requests"
    assert client.get("/open311/v2/requests.json").status_code == 403


def test_what_was_accepted_is_taken_in_though_its_key_has_ended(client, key, store):
    assert post(client, key).status_code == 201
    sources.revoke_source(accounts.keeper(store, "test"), "平台")
    taking_in.look()
    with store.entire().read() as connection:
        assert connection.scalar(select(IntakeRequest.state)) == IntakeState.TAKEN


def test_characters_that_no_record_can_hold_are_no_fault_of_the_server(client, key):
    headers = {"X-API-Key": key}
    assert client.get("/open311/v2/requests/%00%ED%A0%80.json", headers=headers).status_code == 404
    assert client.get("/open311/v2/requests.json?service_code=%00", headers=headers).status_code == 200
    body = b'{"api_key": "\\ud800", "service_code": "\\u0000"}'
    named = xml(
        client.post(
            "/open311/v2/requests.xml",
            content='{"\uffff": [1]}'.encode(),
            headers={"Content-Type": "application/json"},
        ).content
    )
    assert named.findtext("error/code") == "400"
    sent = {"content": body, "headers": {"Content-Type": "application/json"}}
    assert client.post("/open311/v2/requests.json", **sent).status_code == 403
