"""The queue: who waits and who is heard, and the steps of the one that is chosen."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Code, to
from dashboard.drawing import downloads, elements, tables
from dashboard.drawing.downloads import Download
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, category, clock, iso, language, number, term
from dashboard.markdown import plain
from dashboard.pages import offered
from dashboard.pages.desk import outcome
from data.desk import entering, outcomes, papers, queue, trace
from data.desk.entering import DISCIPLINE, NewEntry
from data.desk.persons import persons
from data.desk.queue import Listed, proposed_table
from data.desk.reception import Reception
from data.desk.terms import LEADER, Act, Place
from data.desk.words import came, heads, heard_by
from data.scope import Scope
from data.tables import Dataset

SLIP = Code("slip")
ABOUT = "desk-step"
OTHER = "…"
_STATES = {Place.WAITING: "warning", Place.BEING_HEARD: "good"}


def chosen(entries: list[Listed]) -> Listed | None:
    """The entry that the address names, else who is heard, else who waits longest."""
    named = next((each for each in entries if each.slip == SLIP.asked), None)
    if named is not None:
        return named
    order = (Place.BEING_HEARD, Place.WAITING)
    return next((each for place in order for each in entries if each.place is place), None)


def show(dataset: Dataset, at: Reception, entries: list[Listed], marked: Listed | None) -> None:
    """The list, in the order of the slips."""
    if not entries:
        elements.quiet(_("Whoever is written down stands here, in the order of their slips."))
        return
    names = cache.geography(dataset).village_names
    columns = heads(_)[:-1]
    kinds = ("t", "t w", "", "", "n", "t w", "t", "w", "")
    rows = [
        Row(
            [
                Cell(each.slip, "t"),
                Cell(clock(each.minutes), "t w"),
                Cell(names.get(each.village or "", "—")),
                Cell(category(each.category)),
                Cell(number(each.people), "n", value=each.people),
                Cell(each.number or "—", "t w"),
                Cell(term(each.place), "t", _STATES.get(each.place, "")),  # type: ignore[arg-type]
                Cell(heard_by(_, each.heard_by, at.leader), "w"),
                Cell(came(_, each)),
            ],
            code=each.slip,
        )
        for each in entries
    ]
    header = [Cell(words, kind) for words, kind in zip(columns, kinds, strict=True)]  # type: ignore[arg-type]
    file = File(f"{iso(at.on)} {at.name} {_('The desk of the visits')}")
    tables.listing(
        "desk",
        header,
        rows,
        file=file,
        opens=SLIP,
        chosen=marked.slip if marked else "",
        sort=False,
    )


def step(scope: Scope, dataset: Dataset, at: Reception, entries: list[Listed], entry: Listed | None) -> None:
    """What can be done with the entry chosen."""
    steps.show(ABOUT)
    if entry is None:
        return
    names = cache.geography(dataset).village_names
    with st.container(key="desk-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(f"{entry.slip} · {term(entry.place)}"))
        about = [
            names.get(entry.village or ""),
            category(entry.category),
            _("{n} people", n=number(entry.people)),
        ]
        elements.quiet(" · ".join(filter(None, about)))
        if entry.number:
            elements.link(entry.number, to("case", case=entry.number))
    with st.container(key="desk-tools", horizontal=True, vertical_alignment="bottom", gap="small"):
        if not at.closed and entry.place is Place.AHEAD and at.on <= cache.today(dataset):
            st.button(_("Has come"), type="primary", key="desk-arrive", on_click=_arrive, args=(scope, entry))
        if not at.closed and entry.place is Place.WAITING:
            _calling(scope, at, entries, entry)
        downloads.buttons(f"slip-{entry.id}", {_("Slip (PDF)"): lambda: _slip(scope, at, entry)}, beside=True)
        last = None if at.closed else _last(scope, at, entry)
        if last is not None:
            steps.ask(*_undoing(entry, last), f"undo-{entry.id}-{entry.version}", _undo, (scope, entry))
        if not at.closed and entry.outcome is None:
            _correcting(scope, dataset, at, entry)
        _looking(scope, entry)
        _history(scope, at, entry)
    if not at.closed:
        outcome.show(scope, dataset, at, entry)


# --- inside -------------------------------------------------------------------------------------------------


def _calling(scope: Scope, at: Reception, entries: list[Listed], entry: Listed) -> None:
    """To which table: the leader's while there are places, else the deputy's of the unit in charge."""
    proposed = proposed_table(cache.reader(scope), at, entry, entries)
    names = {LEADER: heard_by(_, LEADER, at.leader)} | {unit: unit for unit in at.tables}
    if proposed:
        names.setdefault(proposed, proposed)
    table = st.selectbox(
        _("Table"),
        list(names),
        index=list(names).index(proposed) if proposed in names else 0,
        format_func=lambda code: names.get(code, code),
        key=f"desk-table-{entry.id}-{entry.version}",
        accept_new_options=True,
    )
    st.button(
        _("Call"), type="primary", key="desk-call", on_click=_call, args=(scope, entry, str(table or ""))
    )


def _arrive(scope: Scope, entry: Listed) -> None:
    with steps.taking(ABOUT):
        entering.arrive(cache.writer(scope), entry.id)


def _call(scope: Scope, entry: Listed, table: str) -> None:
    with steps.taking(ABOUT):
        queue.call(cache.writer(scope), entry.id, table, seen=entry.version)
        SLIP.put(entry.slip)


def _slip(scope: Scope, at: Reception, entry: Listed) -> Download:
    content = papers.slip(cache.reader(scope), at.township, at.on, entry.slip, language())
    return Download(content, papers.slip_name(at, entry.slip), "application/pdf")


def _last(scope: Scope, at: Reception, entry: Listed) -> Act | None:
    """What was done last with the entry, and stands."""
    listed = trace.history(cache.reader(scope), at.on, at.township, entry.slip)
    return next((each.act for each in listed if not each.undone), None)


def _undoing(entry: Listed, last: Act) -> tuple[str, str]:
    """What undoing the last step is called, and what follows from it."""
    if last in (Act.ENTERED, Act.TAKEN_OVER):
        return _("Take the entry back"), _(
            "{slip} counts nowhere any more, and its number is not given again.", slip=entry.slip
        )
    consequence = _("{slip} is as it was before; the history keeps both.", slip=entry.slip)
    if last in (Act.OUTCOME, Act.CHANGED) and entry.number:
        consequence = _(
            "{slip} is as it was before, and so is the case {number}; the history keeps both.",
            slip=entry.slip,
            number=entry.number,
        )
    return _("Undo: {step}", step=term(last)), consequence


def _undo(scope: Scope, entry: Listed) -> None:
    with steps.taking(ABOUT):
        act = outcomes.undo(cache.writer(scope), entry.id, seen=entry.version)
        SLIP.put(None if act in (Act.ENTERED, Act.TAKEN_OVER) else entry.slip)
        steps.done(_("Undone: {step}", step=term(act)))


def _correcting(scope: Scope, dataset: Dataset, at: Reception, entry: Listed) -> None:
    """What was written down, to be put right; what may not be read here can be written anew."""
    about = f"desk-correct-{entry.id}"
    issues = {code: words for code, words in offered.issues().items() if code != DISCIPLINE}
    known = cache.geography(dataset).villages
    own = set(known.loc[known["parent_code"] == at.township, "code"])
    villages = {"": _("not known")} | {
        code: words for code, words in offered.villages(dataset).items() if code in own
    }
    with st.popover(_("Correct the entry")), steps.form(about):
        first, second = st.columns(2, gap="small")
        issue = first.selectbox(
            _("Category"), list(issues), index=_at(issues, entry.category), format_func=issues.__getitem__
        )
        village = second.selectbox(
            _("Village"),
            list(villages),
            index=_at(villages, entry.village or ""),
            format_func=villages.__getitem__,
        )
        first, second = st.columns([1, 2], gap="small")
        people = first.number_input(_("People"), min_value=1, value=entry.people, step=1)
        case = second.text_input(_("Number of the case, if known"), value=entry.case)
        words = st.text_area(_("What the petition says, if it is to be written anew"), max_chars=2000)
        asked = st.form_submit_button(_("Correct"))
        if asked:
            with steps.taking(about):
                new = NewEntry(str(issue), village or None, int(people), case, words=words)
                entering.correct(cache.writer(scope), entry.id, new, seen=entry.version)
                steps.done(_("Corrected: {slip}", slip=entry.slip))
            st.rerun()
        steps.show(about)


def _at(names: dict[str, str], code: str) -> int | None:
    return list(names).index(code) if code in names else None


def _looking(scope: Scope, entry: Listed) -> None:
    """Who it is and what they said, for who may see persons, once they ask for it: the look is logged."""
    if not scope.personal:
        return
    with st.popover(_("Who it is, and what they said")):
        if not st.button(_("Show (the look is logged)"), key=f"desk-look-{entry.id}"):
            return
        held = persons(cache.writer(scope), entry.id)
        labels = {
            "name": _("Name of the petitioner"),
            "phone": _("Telephone number"),
            "address": _("Address of the problem"),
            "words": _("What the petition says"),
            "note": _("Note"),
        }
        if not held:
            elements.quiet(_("Nothing was written down."))
        for field, text in held.items():
            elements.quiet(labels[field])
            st.text(text)


def _history(scope: Scope, at: Reception, entry: Listed) -> None:
    """What was done with the entry, by whom, and what was taken back."""
    with st.popover(_("History")):
        for each in trace.history(cache.reader(scope), at.on, at.township, entry.slip):
            words = _("{at} {actor}: {act}", at=_.moment(each.at), actor=each.actor, act=term(each.act))
            elements.quiet(_("{what} · undone", what=words) if each.undone else words)
