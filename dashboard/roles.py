"""What a role is called, and which pages it has. What a page shows is decided by its scope, never here."""

from dashboard.language import _
from data.scope import Role
from data.text import N_

PLACES = (
    "home",
    "map",
    "hotspots",
    "plan",
    "promises",
    "cases",
    "indicators",
    "intake",
    "coverage",
    "hubs",
    "briefing",
    "import",
    "repair",
    "case",
    "place",
    "account",
)
DESK = tuple(own for page in PLACES for own in ((page, "desk") if page == "plan" else (page,)))
"""The same with the desk of the visits, for who keeps them."""
OVERVIEW = ("years", "policies", "province")
FOLLOWED = ("instructions", "followup")
OFFICE = (*DESK, *OVERVIEW, *FOLLOWED, "agents", "registers", "rules", "backups", "setup")
HANDLING = ("cases", "indicators", "intake")
UNLISTED = ("account", "place")
PAGES: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: (*OFFICE, "log"),
    Role.CLERK: OFFICE,
    Role.LEADER: (*PLACES, *OVERVIEW, *FOLLOWED, "agents"),
    Role.TOWNSHIP: (*DESK, *FOLLOWED, "agents"),
    Role.TEAM: (*PLACES, "agents"),
    Role.UNIT: ("cases", *FOLLOWED, "indicators", "case", "account"),
    Role.ADMINISTRATOR: ("accounts", "backups", "account"),
}
"""Names of the pages that a role may open. A screen has the wall alone."""

MENU: dict[Role | None, tuple[str, ...]] = {
    Role.OFFICE: tuple(page for page in PAGES[Role.OFFICE] if page not in UNLISTED),
    Role.CLERK: tuple(page for page in OFFICE if page not in UNLISTED),
    Role.LEADER: (
        "plan",
        "home",
        "map",
        "hotspots",
        "promises",
        *FOLLOWED,
        *HANDLING,
        *OVERVIEW,
        "coverage",
        "hubs",
        "agents",
        "briefing",
    ),
    Role.TOWNSHIP: (
        "home",
        "plan",
        "desk",
        "promises",
        *FOLLOWED,
        *HANDLING,
        "coverage",
        "hubs",
        "agents",
        "map",
    ),
    Role.TEAM: ("home", "cases", "map", "coverage", "hubs", "agents"),
    Role.UNIT: ("cases", *FOLLOWED, "indicators", "account"),
    Role.ADMINISTRATOR: PAGES[Role.ADMINISTRATOR],
}
"""Those in the menu, by what serves the role; the first is the one that a login leads to. The search box
leads to cases and places, the badge to one's own account, and a page that only others use says so."""


LONGEST_MENU = 8
"""Pages that stand side by side at 1366 pixels; a longer menu has folders."""
FOLDERS = {
    "analysis": ("hotspots", *OVERVIEW),
    "visits": ("plan", "desk", "promises"),
    "handling": (*HANDLING, *FOLLOWED),
    "service": ("coverage", "hubs", "agents"),
    "data": ("import", "repair", "case", "registers"),
    "administration": ("rules", "backups", "setup", "log"),
}
"""What a long menu folds away together, by what it serves; a folder of one page is none."""

FORMER: dict[Role | None, tuple[str, tuple[str, ...]]] = {
    Role.OFFICE: ("map", ()),
    Role.CLERK: ("map", ()),
    Role.TOWNSHIP: ("plan", ("village", "township")),
    Role.TEAM: ("coverage", ("village",)),
}
"""What the bare address opened before roles had first pages of their own, and the parameters that these know:
a link with any other is one to that page, and leads there."""


OWN: dict[tuple[Role | None, str], str] = {
    (Role.LEADER, "plan"): N_("My visits"),
    (Role.LEADER, "home"): N_("My township"),
    (Role.TOWNSHIP, "home"): N_("My township"),
    (Role.TEAM, "home"): N_("My villages"),
    (Role.LEADER, "map"): N_("Map of the county"),
    (Role.TOWNSHIP, "plan"): N_("Visits and bookings"),
    (Role.UNIT, "cases"): N_("My cases"),
    (Role.UNIT, "followup"): N_("Proposals"),
}
TITLES = {
    "home": N_("Work"),
    "map": N_("Map"),
    "hotspots": N_("Hot spots"),
    "plan": N_("The next visits"),
    "desk": N_("The desk of the visits"),
    "promises": N_("Promises"),
    "coverage": N_("Coverage"),
    "hubs": N_("Places of reception"),
    "briefing": N_("Briefing"),
    "import": N_("Import"),
    "repair": N_("Repair"),
    "case": N_("Cases by hand"),
    "place": N_("Village or township"),
    "registers": N_("Registers"),
    "rules": N_("Rules"),
    "backups": N_("Backups"),
    "setup": N_("Setting up"),
    "accounts": N_("Accounts"),
    "cases": N_("Due days"),
    "indicators": N_("Handling"),
    "intake": N_("Online intake"),
    "years": N_("Over the years"),
    "policies": N_("Policies in question"),
    "province": N_("The province"),
    "log": N_("Log"),
    "instructions": N_("Instructions"),
    "followup": N_("Led cases, proposals, meetings"),
    "agents": N_("Agents"),
    "account": N_("My account"),
}
FIFTEENTH = N_("The next 15th")
"""What a page is called, in one role or in all, and the plan where visits are on the 15th."""


def page_name(role: Role | None, page: str, *, on_the_fifteenth: bool) -> str:
    """What a page is called in the menu of a role."""
    own = OWN.get((role, page))
    if own is None and page == "plan" and on_the_fifteenth:
        return _(FIFTEENTH)
    return _(own or TITLES[page])


def section(role: Role | None, page: str) -> str:
    """Folder of the menu in which a page stands; empty: it stands for itself, as in every short menu."""
    menu = MENU.get(role, ())
    if len(menu) <= LONGEST_MENU or page == menu[0]:
        return ""
    for folder, pages in FOLDERS.items():
        if page in pages and len(set(pages) & set(menu[1:])) > 1:
            return {
                "visits": _("Visits"),
                "handling": _("Handling and supervision"),
                "service": _("Service in the villages"),
                "analysis": _("Analysis"),
                "data": _("Data"),
                "administration": _("Administration"),
            }[folder]
    return ""


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
