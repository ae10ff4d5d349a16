"""Every page's frame: who is looking, in which language, at which view."""

from pathlib import Path

import streamlit as st

from dashboard import cache, identity, search
from dashboard.address import Flag, Segmented
from dashboard.drawing import elements, style
from dashboard.drawing.colours import TOKENS
from dashboard.language import KEY, _
from dashboard.loading import load
from dashboard.markdown import plain
from data.backup.history import keeps_backups
from data.errors import NoCounty, StoreRefused
from data.rules import DEFAULTS
from data.scope import NOBODY, is_office
from data.text import LANGUAGES, in_both

ICON = str(Path(__file__).parent / "drawing" / "assets" / "icon.png")
SCREEN, LANGUAGE = Flag("screen"), Segmented(KEY)

st.set_page_config(page_icon=ICON, layout="wide")

try:
    dataset = cache.store().dataset()
except StoreRefused as error:
    if isinstance(error, NoCounty) and identity.sets_up():
        style.apply(style.tokens(), synthetic=False)
        with st.container(key="who", horizontal=True, horizontal_alignment="right"):
            LANGUAGE.choose(_("Language"), {"zh_CN": "中文", "en": "English"}, LANGUAGES[0])
        load("dashboard.pages.setup.county").show()
        st.stop()
    st.set_page_config(page_title=_("Map"))
    st.error(plain(in_both(error.message, "\n", **error.values)))
    st.stop()

if SCREEN.raised or identity.is_screen(dataset):
    style.apply(TOKENS["dark"], synthetic=dataset.synthetic, wall=True)
    style.name_tab(_("Briefing"), dataset.county_name)
    with elements.refusals_shown():
        load("dashboard.pages.briefing.page").show(identity.screen_scope(dataset), dataset, screen=True)
    st.stop()

style.apply(style.tokens(), synthetic=dataset.synthetic)
who = st.container(key="who", horizontal=True, horizontal_alignment="right")
with who:
    LANGUAGE.choose(_("Language"), {"zh_CN": "中文", "en": "English"}, LANGUAGES[0])
    with elements.refusals_shown():
        scope = identity.scope(dataset)
        on_the_fifteenth = cache.rules(dataset).visits.day == DEFAULTS.visits.day

views = {
    "map": ("map", _("Map")),
    "hotspots": ("hotspots", _("Hot spots")),
    "plan": ("visits", _("The next 15th") if on_the_fifteenth else _("The next visits")),
    "coverage": ("coverage", _("Coverage")),
    "briefing": ("briefing", _("Briefing")),
    "import": ("importing", _("Import")),
    "repair": ("repair", _("Repair")),
}
views["case"] = ("case", _("Cases by hand"))
if is_office(scope):
    views["registers"] = ("registers", _("Registers"))
    views["rules"] = ("rules", _("Rules"))
if keeps_backups(scope):
    views["backups"] = ("backups", _("Backups"))
if is_office(scope) and not dataset.synthetic:
    views["setup"] = ("setup", _("Setting up"))
HIDDEN = set() if is_office(scope) else {"case"}  # in no menu: the search box leads there


def page(name: str) -> st.Page:
    module, title = views[name]

    def run() -> None:
        load(f"dashboard.pages.{module}.page").show(scope, dataset)

    default, menu = name == "map", "hidden" if name in HIDDEN else "visible"
    return st.Page(run, title=title, url_path=name, default=default, visibility=menu)  # type: ignore[arg-type]


pages = {name: page(name) for name in views}
current = st.navigation(list(pages.values()), position="top")
if "setup" in pages and current is pages["map"] and cache.geography(dataset).villages.empty:
    st.switch_page(pages["setup"])  # there is nothing on the map yet
if scope == NOBODY:
    st.title(_("Nobody is signed in"))
    st.write(
        _(
            "This record is not the demo's, so nothing is shown without a login. Until logins exist, whoever"
            " starts the program may set PETITION_MAP_ROLE; docs/operations.md says when that is safe."
        )
    )
    st.stop()
style.name_tab(current.title, dataset.county_name)
with who:
    search.box()
with elements.refusals_shown():
    search.answers(scope, pages)
    if current is pages["map"]:
        load("dashboard.pages.backups.page").warn(scope)
    current.run()
