"""What an office does, one act at a time, by the functions that its pages and commands call."""

import csv
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from data.casework.cases import case
from data.casework.corrections import correct
from data.importing.petitions import undoing
from data.importing.petitions.importer import import_petitions
from data.repair import decisions
from data.repair.queue import queue
from data.rules import set_rules
from data.store import Store
from data.visits import bookings
from data.visits.days import Outcome, record
from data.visits.plans import load_day
from data.visits.saved import save, saved_revision
from geo.visits import plan
from scripts.reliability.county import SIDE, SOUTH, TODAY, TOWNSHIPS, VILLAGES, WEST, office

ROWS = (40, 40, 400)
"""Of a file, as often as each stands here."""
HEADER = ("信访件编号", "登记时间", "信访形式", "问题类别", "办理状态", "办结时间", "经度", "纬度", "地址")
NEXT = dt.date(2027, 1, 15)

Act = Callable[[Store, random.Random, Path], bool]
"""Takes one act; whether there was anything to do. Once it returns, the act is acknowledged."""


def import_new(store: Store, chance: random.Random, folder: Path) -> bool:
    """A file of new petitions, every eighth of which names no village that is known."""
    first = _scalar(store, "SELECT count(*) FROM import_runs") * 1000
    rows = [_row(f"R{first + n}", chance, open_=True) for n in range(chance.choice(ROWS))]
    _take_in(store, folder, rows, TODAY)
    return True


def import_later(store: Store, chance: random.Random, folder: Path) -> bool:
    """The next state of half of the petitions of a file, closed by now."""
    numbers = _column(store, "SELECT number FROM petitions WHERE status = 'open' ORDER BY id DESC LIMIT 60")
    if not numbers:
        return False
    rows = [_row(number, chance, open_=False) for number in chance.sample(numbers, len(numbers) // 2 + 1)]
    _take_in(store, folder, rows, TODAY + dt.timedelta(days=1))
    return True


def undo_import(store: Store, chance: random.Random, folder: Path) -> bool:
    """The last file, if nothing stands on it."""
    last = _scalar(store, "SELECT max(id) FROM import_runs WHERE undone_at IS NULL")
    if last is None or undoing.standing(office(store), last):
        return False
    undoing.undo(office(store), last)
    return True


def save_plan(store: Store, chance: random.Random, folder: Path) -> bool:
    """A plan of the next 15th, over the one that was saved before."""
    writer, township = office(store), chance.choice(TOWNSHIPS)
    own = [code for code in VILLAGES if code.startswith(township)]
    day = load_day(writer, township, NEXT, must=[chance.choice(own)])
    save(writer, day, plan(day.problem), saved_revision(writer, township, NEXT))
    return True


def book(store: Store, chance: random.Random, folder: Path) -> bool:
    """A case for the next reception."""
    booked = "SELECT petition_id FROM bookings WHERE cancelled_at IS NULL"
    number = _case(store, chance, f"AND id NOT IN ({booked})")
    if number is None:
        return False
    bookings.book(office(store), TOWNSHIPS[0], NEXT, number)
    return True


def cancel(store: Store, chance: random.Random, folder: Path) -> bool:
    """A booking is taken back."""
    standing = _column(store, "SELECT id FROM bookings WHERE cancelled_at IS NULL")
    if not standing:
        return False
    bookings.cancel(office(store), chance.choice(standing))
    return True


def repair(store: Store, chance: random.Random, folder: Path) -> bool:
    """Petitions that no rule placed are put into a village."""
    entries = queue(office(store), TODAY, limit=5)
    if not entries:
        return False
    decisions.repair(office(store), chance.choice(entries), chance.choice(list(VILLAGES)), on=TODAY)
    return True


def undo_repair(store: Store, chance: random.Random, folder: Path) -> bool:
    """A repair is taken back."""
    made = _column(store, "SELECT id FROM repairs WHERE undone_at IS NULL ORDER BY id DESC LIMIT 5")
    if not made:
        return False
    decisions.undo(office(store), chance.choice(made))
    return True


def record_case(store: Store, chance: random.Random, folder: Path) -> bool:
    """What came of a case on the visit that is held; one that is settled is closed by it."""
    number = _case(store, chance, "")
    if number is None:
        return False
    outcome = chance.choice(list(Outcome))
    due = {"owner": "水务局", "due": NEXT} if outcome is Outcome.PROMISED else {}
    record(office(store), TOWNSHIPS[0], TODAY, number, outcome, walk_in=True, **due)  # type: ignore[arg-type]
    return True


def correct_case(store: Store, chance: random.Random, folder: Path) -> bool:
    """A clerk corrects a case."""
    number = _case(store, chance, "")
    held = None if number is None else case(office(store), number)
    if number is None or held is None:
        return False
    changes = {"people": chance.randrange(2, 5000)}
    correct(office(store), number, changes, reason="核实", seen=held.version)
    return True


def set_rule(store: Store, chance: random.Random, folder: Path) -> bool:
    """A rule of the county is set."""
    set_rules(office(store), {"visits.notice_days": chance.randrange(1, 30)}, valid_from=TODAY)
    return True


ACTS: dict[Act, int] = {
    import_new: 4,
    import_later: 3,
    undo_import: 2,
    save_plan: 3,
    book: 4,
    cancel: 1,
    repair: 4,
    undo_repair: 1,
    record_case: 4,
    correct_case: 3,
    set_rule: 1,
}
"""Act -> how often it is taken beside the others."""


def _row(number: str, chance: random.Random, *, open_: bool) -> list[str]:
    state = ["在办", ""] if open_ else ["已办结", "2026-12-10"]
    if chance.randrange(8) == 0:
        place = ["", "", f"第1镇后坞自然村{chance.randrange(5)}号"]
    else:
        x, y = WEST + chance.random() * 2 * SIDE, SOUTH + chance.random() * 2 * SIDE
        place = [f"{x:.5f}", f"{y:.5f}", ""]
    return [number, "2026-11-01 09:30", "走访", "生态环境", *state, *place]


def _take_in(store: Store, folder: Path, rows: list[list[str]], as_of: dt.date) -> None:
    path = folder / "petitions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    import_petitions(store, path, frame="EPSG:4490", actor="reliability", today=as_of, as_of=as_of)


def _case(store: Store, chance: random.Random, beside: str) -> str | None:
    statement = f"""
        SELECT number FROM petitions WHERE status = 'open' AND township_code = '990001001'
        AND village_code IS NOT NULL {beside} ORDER BY id DESC LIMIT 30"""  # noqa: S608 our own words
    found = _column(store, statement)
    return chance.choice(found) if found else None


def _scalar(store: Store, statement: str) -> Any:
    with store.read() as connection:
        return connection.execute(text(statement)).scalar()


def _column(store: Store, statement: str) -> list[Any]:
    with store.read() as connection:
        rows: list[Row[Any]] = list(connection.execute(text(statement)))
    return [row[0] for row in rows]
