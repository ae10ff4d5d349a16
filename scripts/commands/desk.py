"""The desk of a day of visits: who came, who hears them, what came of it; and desks without a line."""

import datetime as dt
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import DeskRefused
from data.reader import Writer
from data.text import LANGUAGES, N_, Words, in_both
from data.text.printable import printable
from scripts.commands.receptions import Day, InLanguage, Language, office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    both,
    in_each,
    opened,
)

if TYPE_CHECKING:
    from data.desk.figures import Figures, Told
    from data.desk.queue import Listed
    from data.desk.taking_over import TakenOver

_LONGEST_FILE = 100_000
"""Bytes of a file of words that are read: many more than an entry takes."""
Township = Annotated[str | None, typer.Option("--township", help=in_both("code of the township"))]


class OutcomeCode(StrEnum):
    """As `data.desk.terms.DeskOutcome`, which is slow to load."""

    SETTLED = "settled"
    PROMISED = "promised"
    EXPLAINED = "explained"
    REFERRED = "referred"
    NOT_HEARD = "not_heard"


class ReasonCode(StrEnum):
    """As `data.desk.terms.NotHeard`."""

    LEFT = "left"
    TIME = "time"
    ELSEWHERE = "elsewhere"
    COURT = "court"
    CONCLUDED = "concluded"
    OTHER = "other"


def desk(
    date: Day,
    township: Township = None,
    add: Annotated[
        str | None,
        typer.Option("--add", metavar="CATEGORY", help=in_both("write people down, by code of category")),
    ] = None,
    village: Annotated[str | None, typer.Option(help=in_both("code of the village"))] = None,
    people: Annotated[int, typer.Option(help=in_both("how many came"))] = 1,
    case: Annotated[str, typer.Option(help=in_both("number of the case that they come for"))] = "",
    words: Annotated[
        Path | None,
        typer.Option(help=in_both("file with what they say; - reads it from the input")),
    ] = None,
    slip: Annotated[
        str | None, typer.Option(help=in_both("slip of the entry that a step is taken with"))
    ] = None,
    arrive: Annotated[bool, typer.Option("--arrive", help=in_both("they were registered and came"))] = False,
    call: Annotated[
        str | None,
        typer.Option("--call", metavar="TABLE", help=in_both("call them: leader, or the name of a table")),
    ] = None,
    outcome: Annotated[OutcomeCode | None, typer.Option(help=in_both("what came of it"))] = None,
    owner: Annotated[str, typer.Option(help=in_both("unit or officer to whom it goes"))] = "",
    due: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=in_both("day by which it is done"))
    ] = None,
    why: Annotated[ReasonCode | None, typer.Option(help=in_both("why they were not heard"))] = None,
    note: Annotated[str, typer.Option(help=in_both("note on the outcome"))] = "",
    undo: Annotated[bool, typer.Option("--undo", help=in_both("undo the last step of the slip"))] = False,
    archive: Annotated[Path | None, typer.Option(help=in_both("write the file of the visit as PDF"))] = None,
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """The desk of a day: list, figures, and the steps of an entry."""
    from data.desk import entering, outcomes, papers, queue  # slow to load: not for --help
    from data.desk.figures import counted, told
    from data.desk.outcomes import What
    from data.desk.reception import has_visits
    from data.desk.terms import DeskOutcome, NotHeard
    from data.reports.files import check_path, keep

    with answering(as_json), opened(database) as store:
        writer, on, done = office(store), date.date(), ""
        if add is not None:
            said = "" if words is None else _read(words)
            new = entering.NewEntry(add, village, people, case, words=said)
            done = entering.enter(writer, _named(township), on, new)
        if slip is not None:
            entry = _entry(writer, on, _named(township), slip)
            if arrive:
                entering.arrive(writer, entry)
            if call is not None:
                queue.call(writer, entry, call)
            if outcome is not None:
                day = None if due is None else due.date()
                reason = None if why is None else NotHeard(why.value)
                outcomes.record(writer, entry, What(DeskOutcome(outcome.value), owner, day, reason, note))
            if undo:
                outcomes.undo(writer, entry)
            done = slip
        if archive is not None:
            check_path(archive, ".pdf")
            keep(archive, papers.archive(writer, _named(township), on, language))
        entries = queue.listed(writer, on, township)
        if not entries and not has_visits(writer, on):
            raise DeskRefused("No visits are known on {day}: look at the date", day=on)
        found, public = counted(entries), told(writer, on)
        synthetic = store.dataset().synthetic
        result = _values(on, township, done, entries, found, public) | {"synthetic": synthetic}
        answer(result, [DEMO] * synthetic + _lines(entries, found, public), as_json)


def desk_export(
    date: Day,
    township: Annotated[str, typer.Option(help=in_both("code of the township"))],
    out: Annotated[Path, typer.Option(help=in_both("a .html, opened by any browser from a stick"))],
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Hand out a desk for a reception without a line to the county."""
    from data.desk.handing_out import hand_out
    from data.reports.files import check_path, keep

    with answering(as_json), opened(database) as store:
        check_path(out, ".html")
        name, page = hand_out(office(store), township, date.date(), language)
        keep(out, page)
        result = {"date": date.date().isoformat(), "township": township, "file": str(out), "name": name}
        answer(result, [str(out)], as_json)


def desk_import(
    file: Annotated[Path, typer.Argument(help=in_both("file that the desk saved"))],
    as_new: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLIP",
            help=in_both("take this slip over as a matter of its own, may be repeated"),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Take the entries of a desk over that had no line to the county."""
    from data.desk.file import LARGEST, parse
    from data.desk.taking_over import take_over

    with answering(as_json), opened(database) as store:
        with file.open("rb") as held:
            content = held.read(LARGEST + 1)
        report = take_over(office(store), parse(content), as_new=as_new or ())
        answer(_report(report), _report_lines(report), as_json)


# --- inside -------------------------------------------------------------------------------------------------


def _named(township: str | None) -> str:
    if not township:
        raise DeskRefused("Name the township")
    return township


def _read(words: Path) -> str:
    """What somebody said, of a file of UTF-8 or of GB18030, as editors of the county write them."""
    if str(words) == "-":
        return sys.stdin.read()
    with words.open("rb") as held:
        content = held.read(_LONGEST_FILE)
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise DeskRefused("The file {file} is no text of UTF-8 or GB18030 (GBK)", file=words.name)


def _entry(writer: Writer, on: dt.date, township: str, slip: str) -> int:
    from data.desk.queue import listed

    found = next((each.id for each in listed(writer, on, township) if each.slip == slip), None)
    if found is None:
        raise DeskRefused("There is no slip {slip} of this day", slip=slip)
    return found


def _values(
    on: dt.date,
    township: str | None,
    done: str,
    entries: "list[Listed]",
    found: "Figures",
    public: "Told | None",
) -> dict[str, Any]:
    from dataclasses import asdict

    from data.desk.figures import public_sentence, sentence

    return {
        "date": on.isoformat(),
        "township": township,
        "slip": done or None,
        "figures": asdict(found),
        "sentence": {name[:2]: sentence(Words(name), found) for name in LANGUAGES},
        "public": None
        if public is None
        else {name[:2]: public_sentence(Words(name), public) for name in LANGUAGES},
        "entries": [asdict(each) for each in entries],
    }


def _lines(entries: "list[Listed]", found: "Figures", public: "Told | None") -> list[str]:
    from data.desk import words as said
    from data.desk.figures import public_sentence, sentence

    told = [sentence(Words(name), found) for name in LANGUAGES]
    if public is not None:
        shown = " / ".join(public_sentence(Words(name), public) for name in LANGUAGES)
        told.append(f"{in_both(N_('for everybody'))}: {shown}")
    words = Words(LANGUAGES[0])
    return told + [
        f"{each.slip}  {each.township}  {each.village or '—'}  {words.category(each.category)}"
        f"  {each.people}  {each.number or '—'}  {words.term(each.place)}  {said.came(words, each)}"
        for each in entries
    ]


def _report(report: "TakenOver") -> dict[str, Any]:
    return {
        "in_file": report.in_file,
        "taken": report.taken,
        "updated": report.updated,
        "known": report.known,
        "refused": [{"slip": each.slip, **in_each(each.why)} for each in report.refused],
    }


def _report_lines(report: "TakenOver") -> list[str]:
    from data.desk import words as said

    sums = [said.came_of(Words(name), report)[0] for name in LANGUAGES]
    return sums + [printable(f"{each.slip}: {both(each.why)}") for each in report.refused]
