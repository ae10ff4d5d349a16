"""The form for those who walk in: five answers, by the keyboard alone, and it is empty for the next."""

import uuid

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept
from dashboard.drawing import elements, scripts
from dashboard.language import _, in_context, iso, term
from dashboard.markdown import plain
from dashboard.pages import offered
from dashboard.pages.desk.queue import SLIP
from data.casework.fields import ALL, LONGEST
from data.desk.earlier import earlier
from data.desk.entering import DISCIPLINE, NewEntry, enter
from data.desk.reception import Reception
from data.scope import Scope
from data.tables import Dataset

ABOUT = "desk-entry"
TURN: Kept[int] = Kept("desk-turn", 0)
"""Counts the forms: each has controls of its own, empty, and an entry of its own."""
UID: Kept[str] = Kept("desk-uid", "")


def show(scope: Scope, dataset: Dataset, at: Reception) -> None:
    """The form; what is refused keeps what was typed."""
    if not UID.value:
        UID.keep(uuid.uuid4().hex)
    turn = TURN.value
    ahead = at.on > cache.today(dataset)
    st.subheader(_("Register somebody ahead") if ahead else _("Write somebody down"))
    issues = {code: words for code, words in offered.issues().items() if code != DISCIPLINE}
    villages = _villages(dataset, at)
    with st.container(key="desk-first"):
        category = st.selectbox(
            _("Category: two characters or initials"),
            list(issues),
            index=None,
            format_func=issues.__getitem__,
            placeholder=_("not chosen"),
            key=f"desk-category-{turn}",
        )
    village = st.selectbox(
        _("Village: two characters or initials; empty: not known"),
        list(villages),
        index=None,
        format_func=villages.__getitem__,
        placeholder=_("not chosen"),
        key=f"desk-village-{turn}",
    )
    _offer(scope, at, turn, village, category)
    with steps.form(ABOUT):
        first, second = st.columns([1, 2], gap="small")
        people = first.number_input(
            plain(_(ALL["people"].label)), min_value=1, value=1, step=1, key=f"desk-people-{turn}"
        )
        case = second.text_input(
            _("Number of the case, if known"), max_chars=LONGEST["number"], key=f"desk-case-{turn}"
        )
        words = st.text_area(
            plain(_(ALL["statement"].label)), height=80, max_chars=2000, key=f"desk-words-{turn}"
        )
        with st.expander(_("Name, telephone, address")):
            first, second = st.columns(2, gap="small")
            name = first.text_input(
                plain(_(ALL["name"].label)), max_chars=LONGEST["name"], key=f"desk-name-{turn}"
            )
            phone = second.text_input(
                plain(_(ALL["phone"].label)), max_chars=LONGEST["phone"], key=f"desk-phone-{turn}"
            )
            address = st.text_input(plain(_(ALL["address"].label)), max_chars=200, key=f"desk-address-{turn}")
        asked = st.form_submit_button(
            plain(in_context("the desk", "Register") if ahead else _("Write down")),
            type="primary",
            shortcut="Ctrl+Enter",
        )
    elements.quiet(
        _(
            "Words, name, telephone and address are sealed, and read by the petition office alone. Reports on"
            " officers are not taken down here: lead the visitor to the petition office."
        )
    )
    if asked:
        new = NewEntry(
            str(category or ""), village, int(people), case, address, words, name, phone, uid=UID.value
        )
        with steps.taking(ABOUT):
            slip = enter(cache.writer(scope), at.township, at.on, new)
            steps.done(_("Written down: {slip}", slip=slip))
            TURN.keep(turn + 1)
            UID.forget()
            SLIP.put(slip)
        st.rerun()
    steps.show(ABOUT)
    mark = f'<i class="pm-begin" data-turn="{turn}"></i>'
    st.html(f"{mark}<script>{scripts.BEGIN}</script>", unsafe_allow_javascript=True)


def _offer(scope: Scope, at: Reception, turn: int, village: str | None, category: str | None) -> None:
    """Matters on record that they may come for; a click takes the number."""
    if not (village and category):
        return
    found = earlier(cache.reader(scope), at.township, at.on, of_village=village, category=category)
    if not found:
        return
    with st.container(key="desk-likely", horizontal=True, vertical_alignment="center", gap="small"):
        elements.quiet(_("Perhaps they come for:"))
        for each in found:
            words = _(
                "{number} · {day} · {state}", number=each.number, day=iso(each.filed), state=term(each.status)
            )
            st.button(
                plain(words),
                key=f"desk-likely-{each.number}",
                type="tertiary",
                on_click=_take,
                args=(f"desk-case-{turn}", each.number),
            )


def _take(key: str, number: str) -> None:
    Kept(key, "").keep(number)


def _villages(dataset: Dataset, at: Reception) -> dict[str, str]:
    known = cache.geography(dataset).villages
    own = set(known.loc[known["parent_code"] == at.township, "code"])
    return {code: words for code, words in offered.villages(dataset).items() if code in own}
