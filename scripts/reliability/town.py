"""A county with accounts for twenty users, in which every case, person and user is a word of its own.

The words are short Latin ones (`WORD`), which no page splits, escapes or translates: whatever comes back is
searched for them, and each says whose it is.
"""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from data.accounts import accounts
from data.clock import now
from data.importing.petitions.importer import import_petitions
from data.scope import Role
from data.store import Store
from scripts.reliability import county

WORD = re.compile(rb"Q[XU]\d{4}[A-Z]")
"""A planted word: of a case (`Case.word`) or a user (`User.word`)."""
NUMBER, ADDRESS, PERSON, STATEMENT, HOME = "NAPSH"
TOWNSHIPS = tuple(f"990001{nth:03d}" for nth in range(1, 7))
VILLAGES = {
    f"{township}{nth:03d}": (nth, row) for row, township in enumerate(TOWNSHIPS) for nth in range(1, 4)
}
"""Code -> column and row of its square."""
OF_A_VILLAGE = 6
ACCUSATION = 5
"""Of each village this case is an accusation, kept from all but the office."""
UNITS = ("试验县自然资源局", "试验县水务局")
PASSWORD = "nine herons over the weir"  # noqa: S105 of accounts that this county alone has
HEADER = (
    *("信访件编号", "登记时间", "信访形式", "问题类别", "信访目的", "办理状态", "村", "地址", "责任单位"),
    *("姓名", "住址", "信访内容"),
)


@dataclass(frozen=True)
class Case:
    """A case, told by its place in the county."""

    nth: int

    def word(self, kind: str) -> str:
        """Its word of a kind, the first of which is its number."""
        return f"QX{self.nth:04d}{kind}"

    @property
    def number(self) -> str:
        return self.word(NUMBER)

    @property
    def village(self) -> str:
        return list(VILLAGES)[self.nth // OF_A_VILLAGE]

    @property
    def unit(self) -> str:
        return UNITS[self.nth % len(UNITS)]

    @property
    def accuses(self) -> bool:
        return self.nth % OF_A_VILLAGE == ACCUSATION


CASES = tuple(Case(nth) for nth in range(len(VILLAGES) * OF_A_VILLAGE))


@dataclass(frozen=True)
class User:
    """Somebody with an account, of a role with what it is granted."""

    nth: int
    role: Role
    divisions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    secret: str = PASSWORD

    @property
    def name(self) -> str:
        return f"user{self.nth}"

    @property
    def word(self) -> str:
        """The name that the account shows."""
        return f"QU{self.nth:04d}U"

    @property
    def is_screen(self) -> bool:
        return self.role is Role.SCREEN

    @property
    def of_the_office(self) -> bool:
        return self.role in (Role.OFFICE, Role.CLERK)

    @cached_property
    def own(self) -> frozenset[int]:
        """Cases that they may open, by their place in the county."""
        return frozenset(case.nth for case in CASES if self._may_open(case))

    def _may_open(self, case: Case) -> bool:
        if self.of_the_office:
            return True
        here = case.village.startswith(self.divisions) if self.divisions else case.unit in self.units
        return here and not case.accuses


def users(count: int) -> Iterator[User]:
    """So many users, of all roles from eight on: pairs who act on the same are near the beginning."""
    places = [(TOWNSHIPS[nth],) for nth in range(4)]
    granted: list[tuple[Role, tuple[str, ...], tuple[str, ...]]] = [
        *((Role.CLERK, (), ()), (Role.CLERK, (), ())),
        *((Role.LEADER, places[0], ()), (Role.TOWNSHIP, places[0], ())),
        *((Role.TEAM, ("990001001001",), ()), (Role.UNIT, (), UNITS[:1])),
        *((Role.SCREEN, (), ()), (Role.ADMINISTRATOR, (), ()), (Role.OFFICE, (), ())),
        *((Role.LEADER, places[1], ()), (Role.TOWNSHIP, places[1], ())),
        *((Role.CLERK, (), ()), (Role.CLERK, (), ())),
        *((Role.LEADER, places[2], ()), (Role.TOWNSHIP, places[2], ())),
        *((Role.TEAM, ("990001002001",), ()), (Role.UNIT, (), UNITS[1:])),
        *((Role.TEAM, ("990001003002", "990001003003"), ()),),
        *((Role.LEADER, places[3], ()), (Role.TOWNSHIP, places[3], ())),
    ]
    for nth, (role, divisions, units) in enumerate(granted[:count]):
        yield User(nth, role, divisions, units)


def make(store: Store, count: int) -> list[User]:
    """Put county, cases and accounts into an empty record; the users with what they sign in by."""
    today = now().date()
    county.settle(store, VILLAGES, today, synthetic=False)
    with tempfile.TemporaryDirectory(prefix="users-") as folder:
        path = Path(folder) / "petitions.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *(_row(case, today) for case in CASES)])
        import_petitions(store, path, frame="EPSG:4490", actor="reliability", today=today, as_of=today)
    keeper, made = accounts.keeper(store, "reliability"), []
    for user in users(count):
        told = accounts.add(
            keeper, user.name, user.role, display_name=user.word, divisions=user.divisions, units=user.units
        )
        if user.is_screen:
            made.append(User(user.nth, user.role, secret=told))
        else:
            accounts.begin(store, told, user.name, PASSWORD)
            made.append(user)
    return made


def _row(case: Case, today: dt.date) -> list[str]:
    filed = f"{today - dt.timedelta(days=20 + case.nth % 30)} 09:00"
    purpose = "检举控告" if case.accuses else "求决"
    place = [case.village, f"试验路{case.word(ADDRESS)}"]
    person = [case.word(PERSON), f"试验里{case.word(HOME)}", f"反映{case.word(STATEMENT)}"]
    return [case.number, filed, "走访", "生态环境", purpose, "在办", *place, case.unit, *person]
