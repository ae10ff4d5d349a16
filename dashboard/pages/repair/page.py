"""What could not be placed: a clerk picks the village, on the map or in the list, and teaches a name."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept, Segmented, fresh_click
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, in_context, iso, number
from dashboard.markdown import plain
from dashboard.pages.repair import log
from dashboard.pages.repair.map import payload
from dashboard.pages.repair.names import names_of
from data.repair import decisions, queue
from data.repair.queue import Entry
from data.repair.statements import statement
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Basis
from geo.nearness import metres_to

KEY = "repair-map"
PAGE = 12
"""Entries on a page of the queue."""
QUEUE, QUEUE_PAGE = Segmented("queue"), Kept("queue_page", 0)
ENTRY, PLACE = Kept("entry", ""), Kept("entry-place", 0)
"""Number of the entry that is looked at, and its place on the page; after a decision the next moves up."""
PLACE_KEY, SKIP_KEY = "Ctrl+Enter", "S"
"""Keys that place the entry, and leave it for later; a figure takes one of the first candidates."""
CANDIDATES = 3
"""Candidates with a button of their own."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    if not is_office(scope):
        st.title(_("Placing by hand is the petition office's work"))
        st.write(_("This role sees the petitions of its own villages on the other pages."))
        return
    counts = queue.located(cache.reader(scope))
    st.title(
        plain(
            _(
                "Located {n} of {total} petitions and requests; {waiting} wait for a decision",
                n=number(counts.located),
                total=number(counts.total),
                waiting=number(counts.waiting),
            )
        )
    )
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = QUEUE.choose(
            _("Queue"),
            {
                "all": _("All"),
                "conflict": _("Point and name disagree: {n}", n=number(counts.conflicts)),
                "unknown": _("Village not known: {n}", n=number(counts.unplaced)),
            },
            on_change=QUEUE_PAGE.forget,
        )
        elements.quiet(_("Set aside, for no village can be known: {n}", n=number(counts.aside)))
    _one(scope, dataset, {"conflict": True, "unknown": False}.get(kind))
    log.show(scope, dataset)


def _one(scope: Scope, dataset: Dataset, conflicts: bool | None) -> None:
    """The queue, and the entry that is looked at."""
    on = cache.today(dataset)
    skip = QUEUE_PAGE.value * PAGE
    entries = queue.queue(cache.reader(scope), on, conflicts=conflicts, limit=PAGE + 1, skip=skip)
    if not entries and skip:
        _turn(-QUEUE_PAGE.value)
        st.rerun()
    if not entries:
        st.success(_("Nothing waits: every petition is in a village or set aside."))
        return
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with right:
            entry = _pick(scope, dataset, entries[:PAGE], more=len(entries) > PAGE)
            chosen = _village(dataset, entry)
            _decide(scope, dataset, entry, chosen)
            steps.show(_about(entry))
        with left, st.container(key="map"):
            maps.draw(cache.geography(dataset).digest, payload(dataset, entry, chosen), key=KEY)


def _pick(scope: Scope, dataset: Dataset, entries: list[Entry], *, more: bool) -> Entry:
    """Which entry; its words in full."""
    labels = {entry.number: _label(entry) for entry in entries}
    numbers = list(labels)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if ENTRY.value not in labels:
            ENTRY.keep(numbers[min(PLACE.value, len(numbers) - 1)])
        chosen = st.selectbox(
            _("Waiting, what concerns most first"), numbers, format_func=labels.__getitem__, key=ENTRY.key
        )
        at = numbers.index(chosen)
        PLACE.keep(at)
        st.button(
            "‹",
            key="earlier",
            on_click=_turn,
            args=(-1,),
            disabled=not QUEUE_PAGE.value,
            help=plain(in_context("a page", "Earlier")),
            width="content",
        )
        st.button(
            "›",
            key="later",
            on_click=_turn,
            args=(1,),
            disabled=not more,
            help=plain(in_context("a page", "Later")),
            width="content",
        )
        st.button(
            plain(in_context("an entry", "Skip")),
            key="skip",
            on_click=_skip,
            args=(numbers, at, more),
            disabled=at + 1 == len(numbers) and not more,
            shortcut=SKIP_KEY,
        )
    entry = entries[at]
    names = names_of(dataset)
    rows = [
        (_("Township stated"), entry.township),
        (_("Village stated"), entry.village),
        (_("Address of the problem"), entry.address),
        (_("The words name"), names.get(entry.named_code or "")),
        (_("The point lies in"), _where(dataset, entry, names)),
        (_("What it says, persons masked"), statement(cache.writer(scope), entry.number)),
        (_("Oldest of {n}", n=number(entry.petitions)), f"{entry.number} · {iso(entry.filed)}"),
    ]
    tables.table(
        [Cell(_("What is known")), Cell("")],
        [[Cell(what, "t"), Cell(value)] for what, value in rows if value],
    )
    return entry


def _turn(pages: int) -> None:
    """Turn pages of the queue."""
    QUEUE_PAGE.keep(max(QUEUE_PAGE.value + pages, 0))
    ENTRY.forget()
    PLACE.forget()


def _skip(numbers: list[str], at: int, more: bool) -> None:
    """Leave an entry for later: on to the next, or to the next page."""
    if at + 1 < len(numbers):
        ENTRY.keep(numbers[at + 1])
    elif more:
        _turn(1)


def _where(dataset: Dataset, entry: Entry, names: dict[str, str]) -> str | None:
    """Village around the point, and how far it is from the one named."""
    around = names.get(entry.point_code or "")
    villages = cache.geography(dataset).villages
    named = villages[villages["code"] == entry.named_code]
    if not around or named.empty or entry.longitude is None or entry.latitude is None:
        return around
    metres = metres_to(named.geometry.iloc[0], entry.longitude, entry.latitude)
    return _("{village}, {n} m from the one named", village=around, n=number(metres))


def _label(entry: Entry) -> str:
    words = " ".join(filter(None, (entry.township, entry.village, entry.address))) or _(
        "no words: {n}", n=entry.number
    )
    if entry.alone and (entry.township or entry.village or entry.address):
        return f"{words} · {entry.number}"
    return f"{words}  ×{entry.petitions}" if entry.petitions > 1 else words


def _village(dataset: Dataset, entry: Entry) -> str | None:
    """The village chosen: clicked on the map, or picked from the candidates or from all villages."""
    geography = cache.geography(dataset)
    names = names_of(dataset)
    others = [code for code in geography.villages["code"] if code not in entry.candidates]
    codes = [*(code for code in entry.candidates if code in names), *others]
    village: Kept[str | None] = Kept(f"village-{entry.number}", None)
    if (clicked := fresh_click(KEY)) in codes:
        village.keep(clicked)
    with st.container(key="candidates", horizontal=True, gap="small"):
        likely = [code for code in entry.candidates if code in names][:CANDIDATES]
        for place, code in enumerate(likely, 1):
            st.button(
                plain(names[code]),
                key=f"candidate-{place}",
                on_click=village.keep,
                args=(code,),
                shortcut=str(place),
            )
    chosen: str | None = st.selectbox(
        _("Village: pick here or click on the map"),
        codes,
        index=None,
        format_func=lambda code: (
            _("{village} (may be meant)", village=names[code]) if code in entry.candidates else names[code]
        ),
        key=village.key,
        placeholder=_("not chosen"),
    )
    return chosen


def _decide(scope: Scope, dataset: Dataset, entry: Entry, chosen: str | None) -> None:
    geography = cache.geography(dataset)
    known = [dataset.county_name, *geography.township_names.values()]
    proposed = queue.proposed_name(entry, known)
    learn = st.text_input(
        _("Learn as another name of the village (leave empty to learn nothing)"),
        value="" if entry.basis == Basis.CONFLICT else proposed,
        max_chars=decisions.LONGEST_NAME,
        key=f"learn-{entry.number}",
        help=_("A place's name, never a person's. Later files that say so are then placed by it."),
    )
    with st.container(key="tools", horizontal=True, vertical_alignment="center"):
        st.button(
            plain(
                _(
                    "Place {n} petitions in {village}",
                    n=number(entry.petitions),
                    village=names_of(dataset).get(chosen or "", "…"),
                )
            ),
            type="primary",
            key="place",
            disabled=chosen is None,
            on_click=_place,
            args=(scope, dataset, entry, chosen, learn),
            shortcut=PLACE_KEY,
        )
        st.button(
            _("No village can be known"), key="aside", on_click=_place, args=(scope, dataset, entry, None, "")
        )


def _about(entry: Entry) -> str:
    return f"place-{entry.number}"


def _place(scope: Scope, dataset: Dataset, entry: Entry, village: str | None, learn: str) -> None:
    with steps.taking(_about(entry)):
        decision = decisions.repair(cache.writer(scope), entry, village, on=cache.today(dataset), learn=learn)
        count = number(decision.petitions)
        steps.done(_("{n} petitions decided; undo it below if it was a mistake", n=count))
        if decision.relocation is not None and decision.relocation.gained:
            others = number(decision.relocation.gained)
            steps.done(_("The name that was learned placed {n} others as well", n=others))
