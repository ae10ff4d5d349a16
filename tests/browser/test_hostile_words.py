"""Words from outside are shown as words: in names, categories and addresses, on every view."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from data.clock import now
from data.tables import Absence, Dataset, Division, Hub, Leader, LiaisonTeam
from data.tables.petitions import Petition
from tests.browser.conftest import map_frame, quiet, serving
from tests.county import finding, petition

PAYLOADS = [
    "<img src=x onerror=window.top.pwned=1>",
    "${window.top.pwned=1}",
    "</script><script>window.top.pwned=1</script>",
    "`+(window.top.pwned=1)+`",
]


@pytest.fixture
def hostile_server(store):
    with store.write("test", "attack", "names") as session:
        for number, payload in enumerate(PAYLOADS):
            session.add(petition(f"N{number}{payload}", "990001001001", category=payload[:60]))
        everywhere = "".join(PAYLOADS)[:100]
        for level, payload in (("village", PAYLOADS[0]), ("township", PAYLOADS[2])):
            session.execute(update(Division).where(Division.level == level).values(name=payload))
        session.execute(update(Division).where(Division.code == "990001001002").values(name=PAYLOADS[1]))
        session.execute(update(Division).where(Division.code == "990001002001").values(name=PAYLOADS[3]))
        session.execute(update(Leader).values(name=everywhere, post=PAYLOADS[0]))
        session.execute(update(LiaisonTeam).values(name=everywhere))
        session.execute(update(Petition).values(address=everywhere))
    store.close()
    with serving(store.url) as address:
        yield address


def test_no_word_from_outside_runs_on_any_view(hostile_server, open_page):
    views = ["?village=990001001001", "?show=heat", "plan", "coverage", "briefing", "?screen=1", "import"]
    for view in views:
        page = open_page(f"{hostile_server}/{view}")
        if view != "import":
            frame = map_frame(page)
            for code in ("990001001001", "990001001002", "990001002001"):
                frame.evaluate(
                    "code => PETITION_STATE.byCode[code] && PETITION_STATE.byCode[code].openTooltip()", code
                )
        expect(page.locator("h1").first).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("window.pwned") is None, view


MARKED = "[夺](//e.example)$x^2$:red[红]:material/home:*粗*:+1:"
"""A link, a formula, a colour, an icon, bold letters and a face, were it read as Markdown."""
DRAWN = "a[href*='e.example'], .katex, em, strong, [data-testid=stMarkdownColoredText], h1 img, h1 [role=img]"


@pytest.fixture
def marked_server(store):
    with store.write("test", "attack", "names") as session:
        for number in range(8):
            session.add(petition(f"N{number}{MARKED}", "990001001001", category=MARKED))
        session.add(petition("W", basis="none", address=MARKED, stated_village=MARKED))
        session.add(finding(["990001001001", "990001001002"], category=MARKED, cases=8, expected=1.0, q=0.01))
        session.add(
            Absence(
                leader_id=1,
                first=dt.date(2026, 12, 1),
                last=dt.date(2027, 1, 31),
                recorded_at=now(),
                recorded_by="test",
            )
        )
        for table in (Division, Leader, LiaisonTeam, Hub):
            session.execute(update(table).values(name=MARKED))
        session.execute(update(Leader).values(post=MARKED))
        session.execute(update(Dataset).values(county_name=MARKED))
    store.close()
    with serving(store.url) as address:
        yield address


SHOWN = {
    f"?category={quote(MARKED)}&township=990001001&village=990001001001": ["h1", "h3"],
    "hotspots?spots=more": [],
    f"hotspots?spots=heat&beside=year&category={quote(MARKED)}": [],
    f"hotspots?spots=new&category={quote(MARKED)}": ["h1"],
    f"hotspots?spots=now&category={quote(MARKED)}": ["h1"],
    "hotspots?spots=found": ["h3"],
    "plan?visit=990001002": ["h1"],
    "plan?visit=990001001": ["[data-testid=stAlert]"],
    "plan?plan=county": ["[data-testid=stAlert]"],
    "plan?plan=year": ["[data-testid=stAlert]"],
    "coverage": [],
    "briefing?page=topics": ["h1.pm-sentence"],
    "?screen=1": [],
    "repair": [],
    "import": [],
}
"""View -> where a name stands in it in full."""


def test_a_name_is_shown_letter_for_letter_and_never_read_as_markdown(marked_server, open_page):
    for view, headings in SHOWN.items():
        page = open_page(f"{marked_server}/{view}")
        expect(page.locator("h1").first).to_be_visible()
        quiet(page)
        for folded in page.locator("[data-testid=stExpander] summary").all():
            folded.click()
        for heading in headings:
            shown = "".join(page.locator(heading).all_inner_texts()).replace("\u2060", "")
            assert MARKED in shown, (view, heading, shown)
        expect(page).to_have_title(re.compile(re.escape(f" · {MARKED}") + "$"))
        assert page.locator(DRAWN).evaluate_all("found => found.map(one => one.outerHTML)") == [], view
