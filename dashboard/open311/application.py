"""The routes of the standard, as an application of its own: nothing is there until a source has a key.

Every answer, errors as well, is in the form that the address names (``.json``, ``.xml``). A request is
accepted once it is kept in the record; it goes into it like a file, within a minute
(`dashboard.open311.taking_in`).
"""

import datetime as dt
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import Receive, Scope, Send

from dashboard.base_path import outer
from dashboard.cache import store
from dashboard.open311 import answers, limits
from dashboard.open311.answers import Problem
from data.accounts.sources import Source, any_source, source_of
from data.clock import today
from data.divisions import reads
from data.errors import IntakeRefused, StoreRefused
from data.intake import following, receiving
from data.intake.attributes import ATTRIBUTES
from data.intake.following import Followed, Wanted
from data.intake.submission import Unknown, read, sentence, services
from data.rules import rules
from data.terms import IntakeState
from data.text import DEMO_MARK, LANGUAGES, Words
from data.text.printable import printable
from geo.errors import Refused

FOLDER = "/open311"
LONGEST_BODY = 30_000
MOST_FIELDS = 60
YEARS = range(1971, 3000)
"""In which times that are asked for lie: beyond them not every machine knows its own zone."""
_REMEMBERED = 2.0
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_FORM = "application/x-www-form-urlencoded"


class Open311:
    """Answers under `FOLDER`, and gives nothing away while no source may send."""

    def __init__(self) -> None:
        self._asked, self._is_on = float("-inf"), False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION, "reason": ""})
            return
        request = Request(scope, receive)
        form = "xml" if request.url.path.endswith(".xml") else "json"
        try:
            if not await run_in_threadpool(self._on):
                response = Response(status_code=404)
            else:
                response = await self._answer(request, form)
        except Problem as problem:
            response = answers.error(form, problem)
        except StoreRefused:
            response = answers.error(form, Problem(503, "The record is not available now", after=30))
        await response(scope, receive, send)

    def _on(self) -> bool:
        """Whether any source may send; asked of the record every other second."""
        if time.monotonic() - self._asked > _REMEMBERED:
            self._is_on, self._asked = any_source(store()), time.monotonic()
        return self._is_on

    async def _answer(self, request: Request, form: str) -> Response:
        path = request.url.path.removeprefix(FOLDER).removeprefix("/v2")
        path = path.removesuffix(".json").removesuffix(".xml").strip("/")
        resource, _, own = printable(path).partition("/")
        if resource == "requests" and not own and request.method == "POST":
            sent = await _sent(request)
            return await run_in_threadpool(_post, request, form, sent)
        if request.method not in ("GET", "HEAD"):
            raise Problem(405, "Requests are sent by POST to /requests; all else is asked by GET")
        if resource in ("discovery", "services"):
            limits.count("address", _address(request), limits.ASKED)
        if resource == "discovery" and not own:
            return answers.document(form, "discovery", _discovery(request))
        if resource == "services":
            return _services(form, own)
        if resource == "requests":
            return await run_in_threadpool(_get, request, form, own)
        if resource == "tokens":
            raise Problem(404, "A number is given at once with the answer to a POST: there are no tokens")
        raise Problem(404, "There is no such resource: see /discovery")


# --- what is asked ------------------------------------------------------------------------------------------


def _discovery(request: Request) -> dict[str, Any]:
    endpoint = {
        "specification": _SPECIFICATION,
        "url": f"{request.url.scheme}://{request.url.netloc}{outer(FOLDER)}/v2",
        "changeset": "2026-11-30T00:00:00Z",
        "type": "production",
        "formats": ["application/json", "text/xml"],
    }
    return {"changeset": endpoint["changeset"], "contact": "", "key_service": "", "endpoints": [endpoint]}


def _services(form: str, code: str) -> Response:
    if code:
        if code not in services():
            raise Problem(404, "There is no service of this service_code")
        return answers.document(
            form, "service_definition", {"service_code": code, "attributes": _attributes()}
        )
    entries = [
        {
            "service_code": each,
            "service_name": name,
            "description": name,
            "metadata": True,
            "type": "realtime",
            "keywords": "",
            "group": "",
        }
        for each, name in services().items()
    ]
    return answers.answer(form, "services", "service", entries)


def _attributes() -> list[dict[str, Any]]:
    """Attributes of every service, as a service definition has them."""
    say = Words(LANGUAGES[0])
    return [
        {
            "variable": True,
            "code": code,
            "datatype": one.datatype,
            "required": False,
            "datatype_description": say(one.told),
            "order": order,
            "description": say(one.description),
            "values": [{"key": key, "name": say(name)} for key, name in one.values.items()],
        }
        for order, (code, one) in enumerate(ATTRIBUTES.items(), 1)
    ]


def _get(request: Request, form: str, number: str) -> Response:
    source = _source(request, {})
    wanted = Wanted(numbers=[number]) if number else _wanted(_query(request))
    found = following.follow(store(), source, wanted)
    if number and not found:
        raise Problem(404, "This source has sent no request of this service_request_id")
    return answers.answer(form, "service_requests", "request", [_told(one) for one in found])


def _post(request: Request, form: str, sent: Mapping[str, str]) -> Response:
    source = _source(request, sent)
    county = rules(store(), today()).intake
    limits.count("source", str(source.id), county.a_minute)
    try:
        submission = read(sent, reads.extent(store()))
        key = request.headers.get("idempotency-key", "")
        receipt = receiving.receive(store(), source, submission, county.a_day, key)
    except receiving.TooMany as error:
        raise Problem(429, sentence(error), after=3_600) from None
    except Unknown as error:
        raise Problem(404, sentence(error)) from None
    except IntakeRefused as error:
        raise Problem(400, sentence(error)) from None
    entry = {"service_request_id": receipt.number, "service_notice": _notice(), "account_id": None}
    return answers.answer(form, "service_requests", "request", [entry], 201 if receipt.is_new else 200)


# --- who asks, and for what ---------------------------------------------------------------------------------


def _source(request: Request, sent: Mapping[str, str]) -> Source:
    """The source whose key was sent: in the header ``X-API-Key``, or as the standard's ``api_key``.

    Strangers at an address slow down strangers alone: behind a proxy all have one.
    """
    key = request.headers.get("x-api-key") or sent.get("api_key") or _query(request).get("api_key", "")
    source = source_of(store(), key) if key else None
    if source is None:
        limits.count("stranger", _address(request), limits.STRANGERS)
        raise Problem(403, "api_key is missing, wrong or revoked: send it in the header X-API-Key")
    limits.count("asked", str(source.id), limits.ASKED)
    return source


def _query(request: Request) -> dict[str, str]:
    try:
        pairs = parse_qsl(request.url.query, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise Problem(400, f"The query has more than {MOST_FIELDS} fields") from None
    return {name: printable(value) for name, value in pairs}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _sent(request: Request) -> dict[str, str]:
    """Fields of a body, as a form or as an object of JSON, no longer than it may be."""
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind not in (_FORM, "application/json"):
        raise Problem(415, f"The body must be {_FORM} or application/json, in UTF-8")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise Problem(413, f"The body is longer than {LONGEST_BODY} bytes")
    try:
        if kind == _FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        return _flat(body)
    except (ValueError, RecursionError):
        raise Problem(400, f"The body cannot be read as {kind} in UTF-8") from None


def _flat(body: bytes) -> dict[str, str]:
    found = json.loads(body.decode())
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        raise Problem(400, "The body must be one object of fields")
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise Problem(400, f"{name[:40]} must be a text or a number")
    return {name: "" if value is None else printable(str(value)) for name, value in found.items()}


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """What a query asks for.

    Raises
    ------
    Problem
        A date or a status cannot be read.
    """
    numbers = [one for one in asked.get("service_request_id", "").split(",") if one]
    codes = [one for one in asked.get("service_code", "").split(",") if one]
    states = {one for one in asked.get("status", "").split(",") if one}
    if not states <= {"open", "closed"}:
        raise Problem(400, "status must be open, closed or both")
    return Wanted(
        numbers,
        codes,
        _moment(asked, "start_date"),
        _moment(asked, "end_date"),
        None if len(states) != 1 else states == {"open"},
    )


def _moment(asked: Mapping[str, str], name: str) -> dt.datetime | None:
    text = asked.get(name, "").replace(" ", "+")
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.year not in YEARS:
            raise ValueError
    except ValueError:
        raise Problem(400, f"{name} must be a time such as 2026-11-30T08:00:00+08:00") from None
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


# --- what is told -------------------------------------------------------------------------------------------


def _told(one: Followed) -> dict[str, Any]:
    """A request without anything of persons: no words, no point, no address below the township."""
    words = Words(LANGUAGES[0])
    return {
        "service_request_id": one.number,
        "status": "open" if one.is_open else "closed",
        "status_notes": words.term(IntakeState(one.state)),
        "service_name": services().get(one.category, one.category),
        "service_code": one.category,
        "description": None,
        "agency_responsible": one.unit or None,
        "service_notice": _notice(),
        "requested_datetime": one.received.astimezone().isoformat(),
        "updated_datetime": one.updated.astimezone().isoformat(),
        "expected_datetime": None,
        "address": one.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _notice() -> str | None:
    try:
        return Words(LANGUAGES[0])(DEMO_MARK) if store().dataset().synthetic else None
    except Refused:
        return None
