"""What users look at: pages of their own and of others, one load on one server and the next on the other."""

import random
import time
from dataclasses import dataclass, field

from scripts.reliability.browser import Browser, Trouble, opened
from scripts.reliability.looking import Ear
from scripts.reliability.town import CASES, TOWNSHIPS, VILLAGES, User

PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    *(("", {}), ("", {"screen": "1"}), ("map", {}), ("coverage", {}), ("briefing", {}), ("import", {})),
    *(("hotspots", {"spots": each}) for each in ("more", "heat", "new", "now", "found")),
    *(("plan", {}), ("plan", {"plan": "county"}), ("plan", {"plan": "year"}), ("repair", {}), ("case", {})),
    *(("registers", {"register": "leaders"}), ("rules", {}), ("backups", {}), ("setup", {})),
    *(("accounts", {}), ("cases", {}), ("cases", {"state": "all"}), ("log", {}), ("account", {})),
)
"""Pages and addresses; each is asked for by everybody, open to them or not."""
FILES = ("Make a workbook of these entries", "Export to Excel", "Export as CSV")
"""Buttons that make a file, which is taken from one server or the other."""
MOST_TURNS = 2


@dataclass
class Walk:
    """One user's way through the pages.

    Parameters
    ----------
    addresses
        Of the servers.
    troubles
        What did not come, by page.
    """

    user: User
    addresses: list[str]
    seed: int
    ear: Ear = field(init=False)
    browser: Browser = field(init=False)
    loads: int = 0
    clicks: int = 0
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ear = Ear(self.user)
        self.browser = Browser(self.ear.hear, self.addresses)

    def sign_in(self) -> None:
        """By the form, on one server or the other."""
        address = self.addresses[self.user.nth % len(self.addresses)]
        if self.user.is_screen:
            self.browser.sign_in(address, key=self.user.secret)
        else:
            self.browser.sign_in(address, name=self.user.name, password=self.user.secret)

    def until(self, end: float) -> None:
        """Open page after page until a moment of `time.monotonic`."""
        chance = random.Random(self.seed + self.user.nth)
        while time.monotonic() < end:
            self.look(*self._somewhere(chance), chance)

    def look(self, path: str, query: dict[str, str], chance: random.Random) -> None:
        """Open a page, take the files that it offers, and turn to some of its other views."""
        address = self.addresses[(self.user.nth + self.loads) % len(self.addresses)]
        try:
            with opened(self.browser, address, path, **query) as page:
                self.loads += 1
                if made := [label for label in FILES if page.offers(label)]:
                    page.press(chance.choice(made))
                    self.clicks += 1
                for _ in range(chance.randint(0, MOST_TURNS)):
                    self.clicks += page.turn(chance)
        except Exception as error:  # whatever it is, it is told and the user goes on
            kind = str(error) if isinstance(error, Trouble) else type(error).__name__
            self.troubles.append(f"{self.user.role.value} {path}: {kind}")

    def _somewhere(self, chance: random.Random) -> tuple[str, dict[str, str]]:
        """A page, a case of anybody's, a village or the day of a township, the own as often as not."""
        case = CASES[chance.choice(sorted(self.user.own) or [0])] if chance.random() < 0.5 else None
        case = case or chance.choice(CASES)
        chosen: list[tuple[str, dict[str, str]]] = [
            ("case", {"case": case.number}),
            ("map", {"village": case.village}),
            ("coverage", {"village": chance.choice(list(VILLAGES))}),
            ("plan", {"visit": chance.choice(TOWNSHIPS)}),
        ]
        return chance.choice([*PAGES, *chosen * 3])
