"""Change the plan by hand: another order, a stop less, a stop more, a stop that stays."""

import streamlit as st

from dashboard.language import _, clock, in_context
from dashboard.markdown import plain
from dashboard.pages.visits.controls import MUST, ORDER
from data.text.printable import printable
from data.visits.plans import TownshipDay
from geo.visits import VisitPlan


def show(day: TownshipDay, plan: VisitPlan, best: VisitPlan, must: list[str]) -> None:
    """Buttons beside each stop. What is changed stands in the address until it is taken back or saved."""
    codes = [day.problem.villages[stop.village] for stop in plan.stops]
    names = dict(zip(day.problem.villages, day.problem.names, strict=True))
    with st.expander(_("Change by hand")):
        for at, (code, stop) in enumerate(zip(codes, plan.stops, strict=True)):
            with st.container(key=f"stop-{at}", horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(plain(f"{at + 1}."), width=26)
                st.text(
                    f"{printable(names[code])}  {clock(stop.arrives)}–{clock(stop.departs)}", width="stretch"
                )
                _button("↑", in_context("a stop", "Earlier"), f"up-{at}", _moved(codes, at, at - 1))
                _button("↓", in_context("a stop", "Later"), f"down-{at}", _moved(codes, at, at + 1))
                st.button(
                    _("Unlock") if code in must else _("Lock"),
                    key=f"lock-{at}",
                    on_click=MUST.turn,
                    args=(code,),
                )
                _button(
                    in_context("a stop", "Take out"),
                    "",
                    f"out-{at}",
                    codes[:at] + codes[at + 1 :],
                )
        with st.container(key="more", horizontal=True, vertical_alignment="bottom"):
            others = [code for code in names if code not in codes]
            new = st.selectbox(
                _("One more village"),
                others,
                index=None,
                format_func=names.__getitem__,
                placeholder=_("not chosen"),
            )
            _button(_("Add as the last stop"), "", "add", [*codes, new] if new else None)
            st.button(_("Back to the best plan"), disabled=plan is best, on_click=ORDER.forget)


def _moved(codes: list[str], at: int, to: int) -> list[str] | None:
    if not 0 <= to < len(codes):
        return None
    moved = list(codes)
    moved[at], moved[to] = moved[to], moved[at]
    return moved


def _button(label: str, words: str, key: str, codes: list[str] | None) -> None:
    """A button that takes an order; disabled without one."""
    st.button(
        plain(label),
        key=key,
        help=plain(words) or None,
        disabled=not codes,
        on_click=ORDER.put,
        args=(codes,),
    )
