"""What could not be placed: a clerk picks the village, on the map or in the list, and teaches a name."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept, Segmented, fresh_click
from dashboard.drawing import elements, maps
from dashboard.drawing.elements import Cell
from dashboard.language import _, in_context, iso, number
from dashboard.markdown import plain
from dashboard.pages.repair.map import payload
from data import frames
from data.repair import decisions, queue
from data.repair.queue import Entry
from data.scope import Role, Scope
from data.tables import Dataset
from data.terms import Basis
from geo.nearness import metres_to

KEY = "repair-map"
LOG = "log"
"""Under which a refusal stands that concerns the list of decisions."""
PAGE = 12
"""Entries on a page of the queue."""
QUEUE, QUEUE_PAGE = Segmented("queue"), Kept("queue_page", 0)
ENTRY = Kept("entry", 0)
"""Entry that is looked at, as its place on the page; after a decision the next one moves up."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    if scope.role is not Role.OFFICE:
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
                waiting=number(counts.conflicts + counts.unplaced),
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
    _log(scope, dataset)


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
            entry = _pick(dataset, entries[:PAGE], more=len(entries) > PAGE)
            chosen = _village(dataset, entry)
            _decide(scope, dataset, entry, chosen)
            steps.show(_about(entry))
        with left, st.container(key="map"):
            maps.draw(cache.geography(dataset).digest, payload(dataset, entry, chosen), key=KEY)


def _pick(dataset: Dataset, entries: list[Entry], *, more: bool) -> Entry:
    """Which entry; its words in full."""
    labels = [_label(entry) for entry in entries]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if ENTRY.value not in range(len(labels)):
            ENTRY.keep(len(labels) - 1)
        at = st.selectbox(
            _("Waiting, what concerns most first"),
            range(len(labels)),
            format_func=labels.__getitem__,
            key=ENTRY.key,
        )
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
    entry = entries[at or 0]
    names = _names(dataset)
    rows = [
        (_("Township stated"), entry.township),
        (_("Village stated"), entry.village),
        (_("Address of the problem"), entry.address),
        (_("The words name"), names.get(entry.named_code or "")),
        (_("The point lies in"), _where(dataset, entry, names)),
        (_("Oldest of {n}", n=number(entry.petitions)), f"{entry.number} · {iso(entry.filed)}"),
    ]
    elements.table(
        [Cell(_("What is known")), Cell("")],
        [[Cell(what, "t"), Cell(value)] for what, value in rows if value],
    )
    return entry


def _turn(pages: int) -> None:
    """Turn pages of the queue."""
    QUEUE_PAGE.keep(max(QUEUE_PAGE.value + pages, 0))
    ENTRY.forget()


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
    return f"{words}  ×{entry.petitions}" if entry.petitions > 1 else words


def _village(dataset: Dataset, entry: Entry) -> str | None:
    """The village chosen: clicked on the map, or picked from the candidates or from all villages."""
    geography = cache.geography(dataset)
    names = _names(dataset)
    others = [code for code in geography.villages["code"] if code not in entry.candidates]
    codes = [*(code for code in entry.candidates if code in names), *others]
    village: Kept[str | None] = Kept(f"village-{entry.number}", None)
    if (click := fresh_click(KEY)) and (clicked := geography.village_at(*click)) in codes:
        village.keep(clicked)
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
                    village=_names(dataset).get(chosen or "", "…"),
                )
            ),
            type="primary",
            key="place",
            disabled=chosen is None,
            on_click=_place,
            args=(scope, dataset, entry, chosen, learn),
        )
        st.button(
            _("No village can be known"), key="aside", on_click=_place, args=(scope, dataset, entry, None, "")
        )


def _about(entry: Entry) -> str:
    return f"place-{entry.number}"


def _place(scope: Scope, dataset: Dataset, entry: Entry, village: str | None, learn: str) -> None:
    with steps.taking(_about(entry)):
        decisions.repair(
            cache.writer(scope),
            entry,
            village,
            on=cache.today(dataset),
            learn=learn,
        )
        steps.done(_("{n} petitions decided; undo it below if it was a mistake", n=number(entry.petitions)))


def _settle(scope: Scope, dataset: Dataset) -> None:
    with steps.taking(LOG):
        placed = decisions.settle(cache.writer(scope), cache.today(dataset))
        steps.done(_("{n} petitions placed by what is known now", n=number(placed)))


def _log(scope: Scope, dataset: Dataset) -> None:
    """The latest decisions, each with a button that takes it back."""
    log = decisions.history(cache.reader(scope), limit=8)
    with st.container(key="log", horizontal=True, vertical_alignment="center"):
        st.subheader(_("Latest decisions"))
        st.button(
            _("Read again with the names learned since"),
            key="settle",
            on_click=_settle,
            args=(scope, dataset),
            width="content",
        )
    steps.show(LOG)
    if log.empty:
        elements.quiet(_("None yet."))
    names = _names(dataset)
    for row in frames.rows(log):
        with st.container(horizontal=True, vertical_alignment="center"):
            where = names.get(row.village or "", _("set aside"))
            decision = _(
                "{at} · {n} petitions · {village}",
                at=_.moment(row.at),
                n=number(row.petitions),
                village=where,
            )
            if row.name:
                decision += _(" · learned: {name}", name=row.name)
            elements.quiet(decision if row.undone_at is None else _("{what} · undone", what=decision))
            if row.undone_at is None:
                st.button(_("Undo"), key=f"undo-{row.id}", on_click=_undo, args=(scope, row.id))


def _undo(scope: Scope, repair: int) -> None:
    with steps.taking(LOG):
        restored = decisions.undo(cache.writer(scope), repair)
        steps.done(_("{n} petitions are as they were", n=number(restored)))


def _names(dataset: Dataset) -> dict[str, str]:
    """Village or township -> its name, a village with its township."""
    geography = cache.geography(dataset)
    above = geography.township_names
    villages = zip(
        geography.villages["code"], geography.villages["name"], geography.villages["parent_code"], strict=True
    )
    return dict(above) | {code: f"{above.get(parent, '')} {name}".strip() for code, name, parent in villages}
