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
)
PLACES = ("map", "hotspots", "plan", "coverage", "briefing", "import", "repair", "case")
PAGES: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: OFFICE,
    Role.CLERK: OFFICE,
    Role.LEADER: PLACES,
    Role.TOWNSHIP: PLACES,
    Role.TEAM: PLACES,
    Role.UNIT: ("map", "case"),
    Role.ADMINISTRATOR: ("accounts", "backups"),
}
"""Names of pages, the first being the one that a login leads to. A screen has the wall alone."""


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
