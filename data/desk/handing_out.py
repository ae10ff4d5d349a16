"""A desk for a reception without a line to the county: one page that any browser opens from a stick.

It holds the township's villages, the numbers of its open cases with village and category, and the units;
no person and no word of a petition. What is written down there is sealed for this record as it is typed.
"""

import base64
import datetime as dt
import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

from jinja2 import Environment
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.clock import now
from data.desk import gate
from data.desk.booked import newest
from data.desk.entering import DISCIPLINE
from data.desk.envelope import new_key
from data.desk.file import FORMAT
from data.desk.reception import Reception, reception
from data.desk.terms import DeskOutcome, NotHeard, Place
from data.desk.words import heads, of_the_page
from data.divisions.reads import divisions
from data.errors import DeskRefused
from data.petitions import gate as petitions
from data.reader import Reader, Writer
from data.tables import DeskExport
from data.terms import Level, Status, categories, schemes
from data.text import DEMO_MARK, N_, Words
from data.text.printable import file_name
from data.visits.attendance import unit_in_charge
from geo.gazetteer.names import initials

LETTERS = "BCDEFGHJKLMNPQRSTUVWXYZ"
"""Of the desks of a reception that are handed out; A writes into the record."""
_FOLDER = Path(__file__).with_name("offline")


def hand_out(writer: Writer, township: str, on: dt.date, language: str) -> tuple[str, bytes]:
    """Hand out a desk; the name of its page, and the page.

    Raises
    ------
    DeskRefused
        The scope does not keep the desk; there is no visit that day, it is recorded already, or past; or as
        many desks as there are letters were handed out.
    """
    gate.check_keeps(writer, township)
    at = reception(writer, township, on)
    at.check_open()
    if on < writer.today:
        raise DeskRefused("{day} is past: a desk is handed out before it, or on it", day=on)
    with writer.write("hand out desk", f"{on}/{township}") as session:
        private, public = new_key()
        export = DeskExport(
            uid=uuid.uuid4().hex,
            on=on,
            township_code=township,
            desk=_letter(session, at),
            private_key=private,
            made_at=now(),
            made_by=writer.actor,
        )
        session.add(export)
        session.info["detail"] = {"slip": export.desk}
        content = _content(writer, at, export, public, Words(language))
        return _name(at, export.desk, Words(language), ".html"), page(content)


def page(content: dict[str, Any]) -> bytes:
    """The page of a desk; whatever is in its content is data, never markup."""
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("desk.css", "desk.js"))
    told = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    made = Environment(autoescape=True).from_string((_FOLDER / "desk.html").read_text(encoding="utf-8"))
    plain = _Plain
    text = made.render(
        lang=content["lang"],
        title=content["head"],
        style=plain(style),
        script=plain(script),
        content=plain(told),
        style_hash=plain(_digest(style)),
        script_hash=plain(_digest(script)),
    )
    return text.encode()


# --- inside -------------------------------------------------------------------------------------------------


class _Plain(str):
    """Text that stands in the page as it is: our own script and style, and JSON without a bracket."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _letter(session: Session, at: Reception) -> str:
    taken = set(
        session.scalars(
            select(DeskExport.desk).where(DeskExport.on == at.on, DeskExport.township_code == at.township)
        )
    )
    free = next((letter for letter in LETTERS if letter not in taken), None)
    if free is None:
        raise DeskRefused("As many desks as there are letters were handed out for this reception")
    return free


def _name(at: Reception, letter: str, words: Words, suffix: str) -> str:
    return file_name(f"{at.on.isoformat()} {at.name} {words.in_context('a file', 'desk')} {letter}{suffix}")


def _content(reader: Reader, at: Reception, export: DeskExport, public: str, words: Words) -> dict[str, Any]:
    villages = divisions(reader.store, Level.VILLAGE, at.on)
    villages = villages[villages["parent_code"] == at.township]
    issues = [code for code in categories(schemes()[-1]) if code != DISCIPLINE]
    synthetic = reader.store.dataset().synthetic
    return {
        "format": FORMAT,
        "lang": words.language.replace("_", "-"),
        "desk": export.uid,
        "letter": export.desk,
        "on": at.on.isoformat(),
        "township": at.township,
        "name": at.name,
        "hub": at.hub,
        "head": words(
            N_("Desk {letter} of {township}, {day}, without a line to the county"),
            letter=export.desk,
            township=at.name,
            day=words.date(at.on, year=True),
        ),
        "file": _name(at, export.desk, words, ".json"),
        "mark": words(DEMO_MARK) if synthetic else "",
        "leader_words": words(N_("{leader} ({post})"), leader=at.leader, post=at.post),
        "places": 0 if at.left else at.places,
        "public_key": public,
        "villages": [
            _typed(code, name) for code, name in zip(villages["code"], villages["name"], strict=True)
        ],
        "categories": [_typed(code, words.category(code)) for code in issues],
        "cases": _open_cases(reader, at),
        "tables": list(at.tables),
        "in_charge": {code: unit for code in issues if (unit := unit_in_charge(reader.store, code))},
        "outcomes": [[each.value, words.term(each)] for each in DeskOutcome],
        "reasons": [[each.value, words.term(each)] for each in NotHeard],
        "places_of": {each.value: words.term(each) for each in Place},
        "heads": heads(words),
        "words": of_the_page(words),
    }


def _typed(code: str, name: str) -> list[str]:
    short = initials(name)
    return [code, name, short if short != name.lower() else ""]


def _open_cases(reader: Reader, at: Reception) -> list[list[str | None]]:
    case = petitions.cases(reader, at.on, township=at.township)
    statement = (
        select(case.c.number, case.c.village_code, case.c.category)
        .where(case.c.status == Status.OPEN.value)
        .order_by(case.c.filed.desc(), case.c.id)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    return [[row.number, row.village_code, newest(row.category)] for row in rows]
