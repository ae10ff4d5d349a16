"""What the address of a day of visits holds: the township, and what is asked of a plan that is made."""

from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from dashboard.address import Codes, Flag, Listed, Several, Slider
from dashboard.language import _
from data.rules import SETTINGS, ScoreSettings

TOWNSHIP = Listed("visit")
"""One township, for a view that shows one at a time."""
ANEW = Flag("anew")
"""Whether a new plan is made beside one that is saved."""
ORDER = Codes("order")
"""Order of stops that a person gave."""
MUST, MUST_NOT = Several("must"), Several("must_not")
_WEIGHT_STEPS = {"simple": 0.5, "general": 0.5, "hard": 0.5, "late_month": 0.1, "repeat": 0.1}
_WEIGHT_STEPS |= {"month": 0.1, "silence": 0.5}
WEIGHTS = {
    name: Slider(f"w_{name}", float(rule.low), float(rule.high), step)
    for name, step in _WEIGHT_STEPS.items()
    for rule in [SETTINGS[f"score.{name}"]]
}


def choose_locks(villages: dict[str, str]) -> tuple[list[str], list[str]]:
    """Villages of a township that must, and that must not, be visited, from a panel that opens."""
    with st.popover(_("Choose villages")):
        return (
            MUST.choose(_("Must be visited"), villages, placeholder=_("no village")),
            MUST_NOT.choose(_("Must not be visited"), villages, placeholder=_("no village")),
        )


def choose_weights(usual: ScoreSettings) -> ScoreSettings:
    """Weights of the score, from a panel that opens; `usual` are those that hold where nothing is moved."""
    with st.popover(_("Weights")):
        moved = {
            name: slider.choose(_(SETTINGS[f"score.{name}"].words), getattr(usual, name))
            for name, slider in WEIGHTS.items()
        }
        st.button(_("Back to the usual weights"), on_click=_forget_weights)
    return replace(usual, **moved)


def plan_anew(must: Collection[str], must_not: Collection[str], weights: ScoreSettings) -> None:
    """Make a new plan, under what the saved one was made under."""
    forget_plan()
    ANEW.put(True)
    MUST.put(must)
    MUST_NOT.put(must_not)
    for name, slider in WEIGHTS.items():
        slider.put(getattr(weights, name))


def forget_plan() -> None:
    """Back to the plan that is saved: no locks, no order, the usual weights."""
    _forget_weights()
    for parameter in (ANEW, ORDER, MUST, MUST_NOT):
        parameter.forget()


def _forget_weights() -> None:
    for slider in WEIGHTS.values():
        slider.forget()
