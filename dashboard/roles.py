"""What a role is called, and which pages it has. What a page shows is decided by its scope, never here."""

from dashboard.language import _
from data.scope import Role

PLACES = (
    "home",
    "map",
    "hotspots",
    "plan",
    "promises",
    "coverage",
    "briefing",
    "import",
    "repair",
    "case",
    "place",
    "account",
)
OFFICE = (*PLACES, "registers", "rules", "backups", "setup")
UNLISTED = ("account", "place")
PAGES: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: (*OFFICE, "log"),
    Role.CLERK: OFFICE,
    Role.LEADER: PLACES,
    Role.TOWNSHIP: PLACES,
    Role.TEAM: PLACES,
    Role.UNIT: ("cases", "case", "account"),
    Role.ADMINISTRATOR: ("accounts", "backups", "account"),
}
"""Names of the pages that a role may open. A screen has the wall alone."""

MENU: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: tuple(page for page in PAGES[Role.OFFICE] if page not in UNLISTED),
    Role.CLERK: tuple(page for page in OFFICE if page not in UNLISTED),
    Role.LEADER: ("plan", "home", "map", "hotspots", "promises", "coverage", "briefing"),
    Role.TOWNSHIP: ("home", "plan", "promises", "coverage", "map"),
    Role.TEAM: ("home", "map", "coverage"),
    Role.UNIT: ("cases", "account"),
    Role.ADMINISTRATOR: PAGES[Role.ADMINISTRATOR],
}
"""Those in the menu, by what serves the role; the first is the one that a login leads to. The search box
leads to cases and places, the badge to one's own account, and a page that only others use says so."""


FORMER: dict[Role | None, tuple[str, tuple[str, ...]]] = {
    Role.OFFICE: ("map", ()),
    Role.CLERK: ("map", ()),
    Role.TOWNSHIP: ("plan", ("village", "township")),
    Role.TEAM: ("coverage", ("village",)),
}
"""What the bare address opened before roles had first pages of their own, and the parameters that these know:
a link with any other is one to that page, and leads there."""


def page_name(role: Role | None, page: str, *, on_the_fifteenth: bool) -> str:
    """What a page is called in the menu of a role."""
    own: dict[tuple[Role | None, str], str] = {
        (Role.LEADER, "plan"): _("My visits"),
        (Role.LEADER, "home"): _("My township"),
        (Role.TOWNSHIP, "home"): _("My township"),
        (Role.TEAM, "home"): _("My villages"),
        (Role.LEADER, "map"): _("Map of the county"),
        (Role.TOWNSHIP, "plan"): _("Visits and bookings"),
        (Role.UNIT, "cases"): _("My cases"),
    }
    titles = {
        "home": _("Work"),
        "map": _("Map"),
        "hotspots": _("Hot spots"),
        "plan": _("The next 15th") if on_the_fifteenth else _("The next visits"),
        "promises": _("Promises"),
        "coverage": _("Coverage"),
        "briefing": _("Briefing"),
        "import": _("Import"),
        "repair": _("Repair"),
        "case": _("Cases by hand"),
        "place": _("Village or township"),
        "registers": _("Registers"),
        "rules": _("Rules"),
        "backups": _("Backups"),
        "setup": _("Setting up"),
        "accounts": _("Accounts"),
        "cases": _("Cases to answer"),
        "log": _("Log"),
        "account": _("My account"),
    }
    return own.get((role, page)) or titles[page]


def section(role: Role | None, page: str) -> str:
    """Heading under which a page stands in the menu; empty: for itself, as in every short menu."""
    if role not in (Role.OFFICE, Role.CLERK):
        return ""
    if page in ("import", "repair", "case", "registers"):
        return _("Data")
    return _("Administration") if page in ("rules", "backups", "setup", "log") else ""


def name(role: Role) -> str:
    """A role in the reader's words."""
    return {
        Role.OFFICE: _("Head of the petition office"),
        Role.CLERK: _("Clerk of the petition office"),
        Role.LEADER: _("County leader"),
        Role.TOWNSHIP: _("Township officer"),
        Role.TEAM: _("Liaison team"),
        Role.UNIT: _("Unit that answers cases"),
        Role.SCREEN: _("Screen of a meeting"),
        Role.ADMINISTRATOR: _("Administrator"),
    }[role]
