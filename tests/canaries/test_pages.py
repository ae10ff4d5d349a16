"""No page shows a made-up person to anybody, before the office asks who petitioned in that very case."""

import pytest

from dashboard import identity
from data.scope import Role, is_office
from tests.canaries.canaries import EVERY, MASKED, PERSONAL, Probes, plant
from tests.dashboard.pages.conftest import open_view, record  # noqa: F401
from tests.roles import ROLES

pytestmark = pytest.mark.sqlite
OPEN_TO_ALL = ("", "?screen=1")
PAGES = {
    "home": ("home", "home?village=990001001001"),
    "promises": ("promises",),
    "map": ("map?village=990001001001", "?category=land"),
    "hotspots": tuple(f"hotspots?spots={each}" for each in ("more", "heat", "new", "now", "found")),
    "plan": ("plan?visit=990001001", "plan?plan=county", "plan?plan=year"),
    "desk": ("desk?visit=990001001&day=2026-11-15",),
    "coverage": ("coverage?village=990001001001",),
    "instructions": ("instructions?due=all", "instructions?by=leader"),
    "followup": ("followup", "followup?part=proposals", "followup?part=meetings"),
    "agents": ("agents",),
    "hubs": ("hubs?village=990001001001", "hubs?hubs=windows", "hubs?hubs=sent"),
    "briefing": ("briefing", "briefing?page=topics"),
    "import": ("import",),
    "repair": ("repair",),
    "case": ("case?case=C001",),
    "place": ("place?village=990001001001", "place?township=990001001"),
    "registers": ("registers?register=members",),
    "rules": ("rules",),
    "backups": ("backups",),
}
"""Page -> addresses of it that are opened."""


def _sent(page):
    """All that is sent to the browser, as it goes over the wire."""
    return b"\n".join(
        part.proto.SerializeToString() for part in page if getattr(part, "proto", None) is not None
    )


WHO = [scope for scope in ROLES if scope.role is not Role.ADMINISTRATOR]
"""An administrator has no page that reads petitions."""


@pytest.mark.slow
@pytest.mark.parametrize("scope", WHO, ids=lambda scope: scope.role.value)
def test_no_page_shows_a_canary(store, record, monkeypatch, scope):  # noqa: F811
    plant(store)
    record(store.url, PETITION_MAP_ROLE=Role.SCREEN.value if scope.role is Role.SCREEN else Role.OFFICE.value)
    monkeypatch.setattr(identity, "scope", lambda _: scope)
    monkeypatch.setattr(identity, "confirm", lambda _: None)
    monkeypatch.setattr(identity, "is_screen", lambda: scope.role is Role.SCREEN)
    probes = Probes()
    for name, addresses in {"first": OPEN_TO_ALL, **PAGES}.items():
        shown = MASKED if name == "repair" and is_office(scope) else PERSONAL
        kinds = shown if name in ("repair", "case", "place", "plan", "map", "first") else EVERY
        if name == "case" and is_office(scope):  # why a clerk corrected it stands in its history
            kinds = [kind for kind in kinds if kind != "reason"]
        for address in addresses:
            probes.look(f"{scope.role.value}: {address}", _sent(open_view(address)), kinds)
    assert not probes.hits, sorted({f"{place} {kind}" for place, kind, _ in probes.hits})
    assert probes.count > 3_000


def test_a_canary_is_found_where_it_may_stand(store, record):  # noqa: F811
    plant(store)
    record(store.url, PETITION_MAP_ROLE=Role.OFFICE.value)
    probes = Probes()
    page = open_view("case?case=C001")
    (asked,) = [each for each in page.toggle if "信访人" in each.label]
    asked.set_value(True).run()
    probes.look("office: case", _sent(page))
    assert {kind for _, kind, _ in probes.hits} == set(EVERY)
