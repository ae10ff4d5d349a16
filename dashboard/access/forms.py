"""Forms of the plain pages, as a browser sends them."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

LONGEST_FORM = 10_000
MOST_FIELDS = 10
"""Bytes and fields of a form; none of ours needs as many."""

Form = Mapping[str, str]


async def sent(request: Request) -> Form:
    """Fields of a form that was sent; nothing of one that is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}
