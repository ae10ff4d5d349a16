"""What a role is called, and which pages it has. What a page shows is decided by its scope, never here."""

from dashboard.language import _
from data.scope import Role

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
        (Role.UNIT, "followup"): _("Proposals"),
    }
    titles = {
        "home": _("Work"),
        "map": _("Map"),
        "hotspots": _("Hot spots"),
        "plan": _("The next 15th") if on_the_fifteenth else _("The next visits"),
        "desk": _("The desk of the visits"),
        "promises": _("Promises"),
        "coverage": _("Coverage"),
        "hubs": _("Places of reception"),
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
        "cases": _("Due days"),
        "indicators": _("Handling"),
        "intake": _("Online intake"),
        "years": _("Over the years"),
        "policies": _("Policies in question"),
        "province": _("The province"),
        "log": _("Log"),
        "instructions": _("Instructions"),
        "followup": _("Led cases, proposals, meetings"),
        "agents": _("Agents"),
        "account": _("My account"),
    }
    return own.get((role, page)) or titles[page]


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
