"""Who is looking. Until logins exist: a role switcher for the demo county alone.

On any other record nobody sees anything, unless whoever starts the program says in the settings in which
role everybody at this machine looks (``PETITION_MAP_ROLE``).
"""

from dashboard import cache, state
from dashboard.language import _
from dashboard.settings import settings
from data.scope import NOBODY, Role, Scope
from data.tables import Dataset

DEMO_TOWNSHIP = "330726101"


def scope(dataset: Dataset) -> Scope:
    """Scope of the reader; on the demo county it draws the switcher."""
    if not dataset.synthetic:
        role = settings().role
        return Scope.of(Role(role), [dataset.county_code], dataset.county_code) if role else NOBODY
    geography = cache.geography()
    township = geography.township_names.get(DEMO_TOWNSHIP, DEMO_TOWNSHIP)
    inside = geography.villages[geography.villages["parent_code"] == DEMO_TOWNSHIP]
    names = {
        Role.OFFICE: _("Demo role: petition office"),
        Role.LEADER: _("Demo role: leader contracted to {township}", township=township),
        Role.TOWNSHIP: _("Demo role: officer of {township}", township=township),
        Role.TEAM: _("Demo role: liaison team of {village}", village=inside["name"].iloc[0]),
    }
    granted = {
        Role.OFFICE: [dataset.county_code],
        Role.LEADER: [DEMO_TOWNSHIP],
        Role.TOWNSHIP: [DEMO_TOWNSHIP],
        Role.TEAM: [inside["code"].iloc[0]],
    }
    role = Role(state.choose_role({role.value: name for role, name in names.items()}))
    return Scope.of(role, granted[role], dataset.county_code)


def screen_scope(dataset: Dataset) -> Scope:
    """Scope of the screen of a meeting: aggregates, no reports and accusations, no single case."""
    if not dataset.synthetic and settings().role is None:
        return NOBODY
    return Scope.of(Role.SCREEN, [dataset.county_code], dataset.county_code)
