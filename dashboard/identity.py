"""Who is looking. Until logins exist: a role switcher for the demo county alone.

On any other record nobody sees anything, unless whoever starts the program says in the settings in which
role everybody at this machine looks (``PETITION_MAP_ROLE``).
"""

from dashboard import cache
from dashboard.address import Listed
from dashboard.language import _
from dashboard.settings import settings
from data.scope import NOBODY, Role, Scope
from data.tables import Dataset

ROLE = Listed("role")


def scope(dataset: Dataset) -> Scope:
    """Scope of the reader; on the demo county it draws the switcher."""
    if not dataset.synthetic:
        role = settings().role
        return Scope.of(Role(role), [dataset.county_code], dataset.county_code) if role else NOBODY
    names = {Role.OFFICE: _("Demo role: petition office")}
    granted = {Role.OFFICE: dataset.county_code}
    villages = cache.geography(dataset).villages
    if not villages.empty:
        township = villages["parent_code"].mode().iloc[0]  # the one with most villages
        village = villages[villages["parent_code"] == township].iloc[0]
        name = cache.geography(dataset).township_names.get(township, township)
        names |= {
            Role.LEADER: _("Demo role: leader contracted to {township}", township=name),
            Role.TOWNSHIP: _("Demo role: officer of {township}", township=name),
            Role.TEAM: _("Demo role: liaison team of {village}", village=village["name"]),
        }
        granted |= {Role.LEADER: township, Role.TOWNSHIP: township, Role.TEAM: village["code"]}
    words = {role.value: name for role, name in names.items()}
    chosen = Role(ROLE.choose(_("Demo role"), words, label_visibility="collapsed"))
    return Scope.of(chosen, [granted[chosen]], dataset.county_code)


def sets_up() -> bool:
    """Whether whoever looks may set up a record that holds no county yet: as the office alone."""
    return settings().role == Role.OFFICE.value


def is_screen(dataset: Dataset) -> bool:
    """Whether this program serves a screen alone: then no address leads to any other view."""
    return not dataset.synthetic and settings().role == Role.SCREEN.value


def screen_scope(dataset: Dataset) -> Scope:
    """Scope of the screen of a meeting: aggregates, no reports and accusations, no single case."""
    if not dataset.synthetic and settings().role is None:
        return NOBODY
    return Scope.of(Role.SCREEN, [dataset.county_code], dataset.county_code)
