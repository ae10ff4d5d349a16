"""Every page's frame: who is looking, in which language, at which view."""

import streamlit as st

from dashboard import badge, cache, identity, roles, search, steps
from dashboard.address import Flag, beyond, go
from dashboard.drawing import downloads, elements, style
from dashboard.drawing.maps import VERSION
from dashboard.language import _
from dashboard.loading import load
from dashboard.markdown import plain
from dashboard.settings import settings
from data.backup.history import keeps_backups
from data.cartography.colours import TOKENS
from data.errors import NoCounty, StoreRefused
from data.rules import DEFAULTS
from data.scope import Role
from data.text import in_both

ICON = f"assets/own/{VERSION}/icon.png"  # kept by the browser: it asks whenever the address changes
SCREEN, SAMPLES = Flag("screen"), Flag("samples")
# folders of pages that are called otherwise in their address
MODULES = {"plan": "visits", "import": "importing"}

st.set_page_config(page_icon=ICON, layout="wide")
steps.wait()

try:
    if not identity.look().is_admitted:
        style.apply(style.tokens(), synthetic=False)
        st.title(_("Nobody is signed in"))
        st.write(_("You are led to the login. If you are not, open this address again."))
        identity.lead_to_login()
    dataset = cache.store().dataset()
except StoreRefused as error:
    if isinstance(error, NoCounty) and (identity.sets_up() or identity.is_administrator()):
        style.apply(style.tokens(), synthetic=False)
        st.set_page_config(page_title=_("Petition map"))
        with st.container(key="who", horizontal=True, horizontal_alignment="right"), badge.menu():
            pass
        load(f"dashboard.pages.{'accounts.page' if identity.is_administrator() else 'setup.county'}").show()
        st.stop()
    st.set_page_config(page_title=_("Petition map"))
    st.error(plain(in_both(error.message, "\n", **error.values)))
    st.stop()

if SCREEN.raised or identity.is_screen():
    style.apply(TOKENS["dark"], synthetic=dataset.synthetic, wall=True)
    style.name_tab(_("Briefing"), dataset.county_name)
    badge.watch()
    with elements.refusals_shown():
        load("dashboard.pages.briefing.page").show(identity.screen_scope(dataset), dataset, screen=True)
    st.stop()

style.apply(style.tokens(), synthetic=dataset.synthetic)
if SAMPLES.raised and dataset.synthetic:
    load("dashboard.pages.samples.page").show()
    st.stop()

who = st.container(key="who", horizontal=True, horizontal_alignment="right")
with who, elements.refusals_shown():
    with badge.menu():
        scope = identity.scope(dataset)
    downloads.DRAWN_FOR.keep(scope)
    on_the_fifteenth = cache.rules(dataset).visits.day == DEFAULTS.visits.day

views = [*roles.PAGES[Role.OFFICE], "accounts"]
first, *others = roles.MENU.get(scope.role) or ("map",)
closed = set(views) - set(roles.PAGES.get(scope.role, ()))
closed |= {"setup"} if dataset.synthetic else set()
closed |= set() if keeps_backups(scope) else {"backups"}
closed |= {"province"} if settings().province is None else set()


def page(name: str, *, default: bool = False) -> st.Page:
    module = MODULES.get(name, name)
    title = roles.page_name(scope.role, name, on_the_fifteenth=on_the_fifteenth)

    def run() -> None:
        if name in closed:
            st.title(_("This page is not open to you"))
            st.write(_("Your role or this record does not use it: choose another page of the menu."))
        else:
            load(f"dashboard.pages.{module}.page").show(scope, dataset)

    menu = "visible" if default or (name in others and name not in closed) else "hidden"
    path = "first" if default else name
    return st.Page(run, title=title, url_path=path, default=default, visibility=menu)  # type: ignore[arg-type]


pages = {first: page(first, default=True)}
pages |= {name: page(name) for name in (*others, *sorted(set(views) - {first, *others}))}
named = page(first)  # whoever opens the first page by its name finds it as well
menu: dict[str, list[st.Page]] = {"": [named]}
for name, each in pages.items():
    menu.setdefault(roles.section(scope.role, name), []).append(each)
current = st.navigation(menu, position="top")
shows_county = current in (pages[first], named, pages["map"])
if "setup" not in closed and shows_county and cache.geography(dataset).villages.empty:
    st.switch_page(pages["setup"])  # there is nothing on the map yet
former, own = roles.FORMER.get(scope.role, ("", ()))
if former and current in (pages[first], named) and (asked := beyond(own)):
    go(pages[former], asked)
style.name_tab(current.title, dataset.county_name)
elements.stands_in(next((name for name, own in menu.items() if name and current in own), ""))
if "case" not in closed:
    with who:
        search.box()
with elements.refusals_shown():
    if "case" not in closed:
        search.answers(scope, pages)
    current.run()
