"""Two users act on the same at once, each on another server; what each was told is kept.

They act by the forms and buttons of the pages. Both have the page open before either presses.
"""

import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from data.scope import Role
from scripts.reliability.browser import Page, Trouble, opened
from scripts.reliability.town import ACCUSATION, CASES, OF_A_VILLAGE, TOWNSHIPS, User
from scripts.reliability.walking import Walk

KEPT, STALE = "kept", "stale"


@dataclass(frozen=True)
class Told:
    """What one of the two was told.

    Parameters
    ----------
    race
        Number of the race, the same for both.
    act, subject
        What was done (`Race.ACTS`), to which case or township.
    answer
        `KEPT` or `STALE`.
    mark
        By which the record knows the act again: the reason given, the number of the draft or the case.
    """

    race: int
    act: str
    user: str
    subject: str
    answer: str
    mark: str


@dataclass
class Race:
    """Two users who act on the same, again and again.

    Parameters
    ----------
    township
        Theirs alone: no third one changes what they see.
    """

    two: tuple[Walk, Walk]
    township: str
    first: int
    told: list[Told] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    clicks: int = 0

    def until(self, end: float) -> None:
        """Act until a moment of `time.monotonic`, or a first time after it."""
        chance = random.Random(self.first)
        office = all(walk.user.of_the_office for walk in self.two)
        acts: list[Callable[[int, str], None]] = [self.save]
        free = [
            case.number
            for case in CASES
            if case.village.startswith(self.township) and case.nth % OF_A_VILLAGE != ACCUSATION
        ]
        booked = iter(chance.sample(free, len(free)))
        if office:
            acts = [self.correct, self.save, self.enter, self.correct, self.book]
        for number, act in zip(itertools.count(self.first), itertools.cycle(acts)):
            if number > self.first + 1 and time.monotonic() > end:
                return
            subject = chance.choice(free)
            if act == self.book and (subject := next(booked, "")) == "":
                continue
            try:
                act(number, subject)
            except Exception as error:  # whatever it is, it is told and the two go on
                kind = str(error) if isinstance(error, Trouble) else type(error).__name__
                self.troubles.append(f"{act.__name__}: {kind}")

    def correct(self, number: int, subject: str) -> None:
        """Both correct a field of one case in the version that they see."""

        def press(page: Page, mark: str) -> str:
            page.press("Correct", {"New value: Proxy agent": mark, "Reason": mark})
            return _answer(page, "is corrected", "has changed this case")

        with self._both("case", case=subject) as pages:
            for page in pages:
                page.choose("Field", "Proxy agent")
            self._at_once(number, subject, pages, press)

    def book(self, number: int, subject: str) -> None:
        """Both book one case for one reception."""

        def press(page: Page, mark: str) -> str:
            page.press("Book", {"Number of the case": subject})
            already = "is booked for this day already"
            return STALE if already in page.said() else KEPT if page.tells(f">{subject}<") else page.said()

        with self._both("plan", visit=self.township) as pages:
            self._at_once(number, subject, pages, press)

    def save(self, number: int, _: str) -> None:
        """Both save the plan of one day over the draft that they see."""

        def press(page: Page, mark: str) -> str:
            page.press("Save the plan")
            return _answer(page, "Saved as draft", "Somebody else saved this plan meanwhile")

        with self._both("plan", visit=self.township) as pages:
            for page in pages:
                if not page.offers("Save the plan"):
                    page.press("Make a new plan")
            self._at_once(number, self.township, pages, press, r"Saved as draft (\d+)")

    def enter(self, number: int, _: str) -> None:
        """Both enter a case of their own, and each is given a number."""

        def press(page: Page, mark: str) -> str:
            issue = next(each.options[0] for each in page.shown("selectbox") if each.label == "Category")
            page.press("Enter the case", {"Category": issue, "Address of the problem": mark})
            return _answer(page, "Entered as", "is stored already")

        with self._both("case") as pages:
            self._at_once(number, "", pages, press, r"Entered as (\S+)")

    # --- both -----------------------------------------------------------------------------------------------

    def _both(self, path: str, **query: str) -> "_Both":
        return _Both(self.two, path, query)

    def _at_once(
        self,
        number: int,
        subject: str,
        pages: list[Page],
        press: Callable[[Page, str], str],
        told: str = "",
    ) -> None:
        """Both press at one moment; what each was told is kept, of which one is or both are trouble."""
        gate = threading.Barrier(2)

        def one(walk: Walk, page: Page) -> Told:
            mark = f"race{number}by{walk.user.nth}"
            gate.wait()
            answer = press(page, mark)
            self.clicks += 1
            if told and answer == KEPT and (found := re.search(told, page.said())):
                mark = found[1].rstrip("\\").replace("\\", "")
            return Told(number, press.__qualname__.split(".")[1], walk.user.name, subject, answer, mark)

        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(one, self.two, pages))
        for answer in answers:
            if answer.answer in (KEPT, STALE):
                self.told.append(answer)
            else:
                self.troubles.append(f"{answer.act}: told {answer.answer!r}")


class _Both(ExitStack):
    """One page open for both, for each on another server."""

    def __init__(self, two: tuple[Walk, Walk], path: str, query: dict[str, str]) -> None:
        super().__init__()
        self._asked = two, path, query

    def __enter__(self) -> list[Page]:  # type: ignore[override]
        two, path, query = self._asked
        return [
            self.enter_context(opened(walk.browser, address, path, **query))
            for walk, address in zip(two, two[0].addresses, strict=True)
        ]


def _answer(page: Page, kept: str, stale: str) -> str:
    said = page.said()
    return KEPT if kept in said else STALE if stale in said else said


def races(walks: list[Walk]) -> Iterator[Race]:
    """Pairs who act on the same: two clerks of a township of their own, a leader and an officer of theirs."""
    apart = iter(TOWNSHIPS[4:])
    for nth, (one, other) in enumerate(itertools.pairwise(walks)):
        if (one.user.role, other.user.role) == (Role.CLERK, Role.CLERK):
            yield Race((one, other), next(apart), nth * 10_000)
        elif (one.user.role, other.user.role) == (Role.LEADER, Role.TOWNSHIP):
            yield Race((one, other), _township(one.user), nth * 10_000)


def _township(user: User) -> str:
    (only,) = user.divisions
    return only
