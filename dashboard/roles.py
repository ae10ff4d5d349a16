"""What a role is called, and which pages it has. What a page shows is decided by its scope, never here."""

from dashboard.language import _
from data.scope import Role

OFFICE = (
    "map",
    "hotspots",
    "plan",
    "coverage",
    "briefing",
    "import",
    "repair",
    "case",
    "place",
    "registers",
    "rules",
    "backups",
    "setup",
    "account",
)
PLACES = ("map", "hotspots", "plan", "coverage", "briefing", "import", "repair", "case", "place", "account")
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
    Role.LEADER: ("plan", "map", "hotspots", "coverage", "briefing"),
    Role.TOWNSHIP: ("plan", "map", "coverage"),
    Role.TEAM: ("coverage", "map"),
    Role.UNIT: ("cases", "account"),
    Role.ADMINISTRATOR: PAGES[Role.ADMINISTRATOR],
}
"""Those in the menu, by what serves the role; the first is the one that a login leads to. The search box
leads to cases and places, the badge to one's own account, and a page that only others use says so."""


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
