"""What is answered, in the two forms of the standard: JSON, and XML in UTF-8."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from starlette.responses import Response

from data.text.printable import printable, printable_json

Entry = Mapping[str, Any]
FORMATS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


class Problem(Exception):
    """A request that is answered by an error of the standard.

    Parameters
    ----------
    status
        Of HTTP, and the error's code.
    sentence
        What is wrong, in words for who wrote the other program.
    after
        Seconds after which it may be tried again; 0: that is not said.
    """

    def __init__(self, status: int, sentence: str, after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.after = status, sentence, after


def answer(form: str, root: str, item: str, entries: Sequence[Entry], status: int = 200) -> Response:
    """Entries as a list in JSON, or as elements `item` under `root` in XML."""
    if form == "json":
        content = printable_json(json.dumps(list(entries), ensure_ascii=False)).encode()
    else:
        top = ElementTree.Element(root)
        for entry in entries:
            _add(top, item, entry)
        content = _written(top)
    return Response(content, status, media_type=FORMATS[form])


def document(form: str, root: str, content: Entry) -> Response:
    """One entry by itself, as discovery has it."""
    if form == "json":
        return Response(json.dumps(content, ensure_ascii=False).encode(), media_type=FORMATS[form])
    top = ElementTree.Element(root)
    for name, value in content.items():
        _add(top, name, value)
    return Response(_written(top), media_type=FORMATS[form])


def error(form: str, problem: Problem) -> Response:
    """An error of the standard."""
    entry = {"code": problem.status, "description": problem.sentence}
    response = answer(form, "errors", "error", [entry], problem.status)
    if problem.after:
        response.headers["Retry-After"] = str(problem.after)
    return response


def _add(parent: ElementTree.Element, name: str, value: Any) -> None:
    element = ElementTree.SubElement(parent, name)
    if isinstance(value, Mapping):
        for key, each in value.items():
            _add(element, key, each)
    elif isinstance(value, list):
        for each in value:
            _add(element, name.removesuffix("s"), each)
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else printable(str(value))


def _written(top: ElementTree.Element) -> bytes:
    made: bytes = ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)
    return made
