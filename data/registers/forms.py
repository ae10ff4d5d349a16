"""The empty form of a register: a workbook with its headings, and a row above them that says what goes in."""

from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]

from data.importing.registers.fields import Field
from data.importing.registers.importer import REGISTERS
from data.registers.labels import WORDS
from data.text import LANGUAGES, N_, Words

HINTS = {
    "leader": N_("Full name, one person a row"),
    "post": N_("Post; two people of one name are told apart by it"),
    "portfolio": N_("What the leader is in charge of"),
    "township": N_("Full name or 9-digit code"),
    "village": N_("Full name or 12-digit code"),
    "valid_from": N_("First day, such as 2026-01-15"),
    "valid_to": N_("Last day; empty if it runs on"),
    "first": N_("First day, such as 2026-01-15"),
    "last": N_("Last day; an absence always has one"),
    "substitute": N_("Who goes instead; empty if nobody is named"),
    "substitute_post": N_("Post of who goes instead"),
    "name": N_("Name"),
    "longitude": N_("Degrees; say at the upload in which reference frame"),
    "latitude": N_("Degrees; say at the upload in which reference frame"),
    "services": N_("Windows and services, separated by 、"),
    "opens": N_("Such as 8:30; empty if all day"),
    "closes": N_("Such as 17:00; empty if all day"),
    "team": N_("Name of the team"),
    "member": N_("Full name, one person a row"),
    "duty": N_("One of: {words}"),
    "phone": N_("Office number or mobile"),
    "on": N_("Day, such as 2026-01-15"),
    "residents": N_("Whole number"),
    "working": N_("One of: {words}"),
    "grade": N_("One of: {words}"),
    "takes_township": N_("One of: {words}"),
    "service": N_("What the window offers, such as a judge or labour arbitration"),
    "presence": N_("One of: {words}"),
    "days": N_("Days of the week, such as 1-5 or 1,3,5; empty if they are not fixed"),
    "unit": N_("Full name of the unit, as petitions have it"),
    "aliases": N_("Other names of the unit, such as short or former ones, separated by 、"),
    "categories": N_("Categories of petitions, separated by 、; of several units the first comes along"),
    "deputies": N_("How many can come along on one day: 1 at least"),
    "year": N_("Year, such as 2002"),
    "counted_in": N_("One of: {words}"),
    "total": N_("Whole number"),
    "source": N_("Where the figure stands"),
    "month": N_("Month, such as 2026-10"),
    "cases": N_("Whole number"),
    "title": N_("Name of the policy, the same in every register"),
    "category": N_("One category of petitions"),
    "problem": N_("What petitions showed; names no person"),
    "proposal": N_("What was proposed"),
    "proposed": N_("Day, such as 2026-01-15"),
    "replied": N_("Day of the written answer; empty while there is none"),
    "reply": N_("What the unit answered in writing"),
    "measure": N_("What was done"),
    "taken": N_("First day on which the measure holds"),
    "finding_id": N_("Number of the finding of the daily run that it came of"),
    "households": N_("Whole number; a household is counted once"),
    "instruction": N_("Number; the same number again is the same instruction"),
    "proposal_number": N_("Number; the same number again is the same proposal"),
    "proposal_kind": N_("One of: {words}"),
    "subject": N_("What it is about, without names or numbers of persons: it stands in lists"),
    "text": N_("What is written; it is sealed"),
    "owner": N_("Unit or officer who owes it, by the full name of the unit"),
    "case": N_("Number of a case on record; empty if it is about none"),
    "led_case": N_("Number of a case on record"),
    "issued": N_("Day, such as 2026-01-15"),
    "due": N_("Last day in time, such as 2026-01-15"),
    "done": N_("Day, such as 2026-01-15; empty while it waits"),
    "proof": N_("Document or result that proves it; it is sealed"),
    "handler": N_("Unit or officer who does the work"),
    "helpers": N_("Units and officers who help"),
    "plan": N_("How it is to be settled; it is sealed"),
    "since": N_("Day on which the leader took it on"),
    "led_until": N_("Day by which it is to be settled"),
    "ended": N_("Day from which the leader has it no more; empty while it runs"),
    "agenda": N_("Items, separated by ；; without names of persons"),
    "agent": N_("Full name, one person a row"),
    "agent_point": N_("Name of the point"),
    "first_day": N_("First day, such as 2026-01-15; may be empty"),
}
_CHOICES = {
    "duty": WORDS["duties"],
    "working": WORDS["days"],
    "grade": WORDS["grades"],
    "takes_township": WORDS["answers"],
    "counted_in": WORDS["units of totals"],
    "proposal_kind": WORDS["proposals"],
    "presence": WORDS["presences"],
}
_PLAIN = frozenset(("村社", "所属区划", "village", "division"))
"""Better headings than the first for a column that takes names as well as codes."""
_WIDTH, _ROWS = 24, 2000


def form(kind: str, language: str) -> bytes:
    """The form of a register (`REGISTERS`) as .xlsx, as its own import reads it."""
    words, held = Words(language), BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        as_text = book.add_format({"num_format": "@"})
        hint = book.add_format({"italic": True, "text_wrap": True, "valign": "top", "font_color": "#4A5866"})
        head = book.add_format({"bold": True, "bottom": 1})
        for place, (name, field) in enumerate(REGISTERS[kind].fields.items()):
            sheet.set_column(place, place, _WIDTH, as_text)
            need = words(N_("Required")) if field.required else words(N_("May be empty"))
            sheet.write_string(0, place, f"{need}: {_hint(words, name)}", hint)
            sheet.write_string(1, place, heading(field, language), head)
            if name in _CHOICES:
                sheet.data_validation(
                    2, place, _ROWS, place, {"validate": "list", "source": [*_CHOICES[name]]}
                )
        sheet.set_row(0, 2 * 15)
        sheet.freeze_panes(2, 0)
    return held.getvalue()


def _hint(words: Words, name: str) -> str:
    """What goes into a column; one of a few words, where only those are read."""
    return words(HINTS[name], words="、".join(_CHOICES[name])) if name in _CHOICES else words(HINTS[name])


def heading(field: Field, language: str) -> str:
    """What a column of a file is called in a language."""
    own = [name for name in field.headings if name.isascii() == (language != LANGUAGES[0])]
    return next((name for name in own if name in _PLAIN), own[0])
