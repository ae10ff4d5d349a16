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
    "registers",
    "rules",
    "backups",
    "setup",
    "account",
)
PLACES = ("map", "hotspots", "plan", "coverage", "briefing", "import", "repair", "case", "account")
PAGES: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: (*OFFICE, "log"),
    Role.CLERK: OFFICE,
    Role.LEADER: PLACES,
    Role.TOWNSHIP: PLACES,
    Role.TEAM: PLACES,
    Role.UNIT: ("cases", "case", "account"),
    Role.ADMINISTRATOR: ("accounts", "backups", "account"),
}
"""Names of pages, the first being the one that a login leads to. A screen has the wall alone."""


def hidden(role: Role | None) -> set[str]:
    """Pages of a role in no menu: the search box leads to cases, the badge to one's own account."""
    if role in (Role.OFFICE, Role.CLERK):
        return {"account"}
    return {"case"} if role in (Role.UNIT, Role.ADMINISTRATOR) else {"account", "case"}


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
