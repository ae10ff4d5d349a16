"""The only place that touches ``st.session_state`` and the address: what all views share.

Each control's code stands in the address under its short key, so that a view can be sent as a link, in either
language, and the filters stay from view to view. (Streamlit's own binding puts translated words there.)
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.language import KEY, _, category, in_context, say, term
from dashboard.markdown import plain
from data.periods import Period, months, period
from data.petitions.facts import Filter
from data.rules import SETTINGS, ScoreSettings
from data.terms import Mode, Status, Tier
from data.text import LANGUAGES
from geo.errors import Refused

ALL = "all"


def on_screen() -> bool:
    """Whether this is the screen of a meeting (``?screen=1``)."""
    return st.query_params.get("screen") == "1"


def choose_language() -> None:
    _segments(_("Language"), KEY, {"zh_CN": "中文", "en": "English"}, LANGUAGES[0])


def choose_role(names: dict[str, str]) -> str:
    """Demo only: as whom to look. `names`: code -> words."""
    return _list(_("Demo role"), "role", names, next(iter(names)), label_visibility="collapsed")


def choose_period(first: dt.date, last: dt.date) -> Period:
    """Length of the period, and the slider for the month with which it ends."""
    names = {"1": _("1 month"), "3": _("3 months"), "12": _("12 months"), "36": _("3 years")}
    span = _segments(_("Period"), "span", names, "12", label_visibility="visible")
    return period(_month(first, last), int(span), last)


def choose_last_day(first: dt.date, last: dt.date) -> dt.date:
    """The day up to which is looked, by the slider for the month alone."""
    return period(_month(first, last), 1, last).last


def choose_filter(chosen: Period, categories: list[str], townships: dict[str, str]) -> Filter:
    """Category, township, status and tier, the same in every view."""
    issue = _or_all(_("Issue category"), "category", {code: category(code) for code in categories})
    township = _or_all(_("Township"), "township", townships)
    status = _or_all(_("Status"), "status", {s.value: term(s) for s in Status})
    tier = _or_all(_("Tier"), "tier", {t.value: term(t) for t in Tier})
    return Filter(chosen.first, chosen.last, issue, status, tier, township)


def choose_township(townships: dict[str, str]) -> str:
    """One township, for a view that shows one at a time."""
    return _list(_("Township"), "visit", townships, next(iter(townships)))


def choose_plan(names: dict[str, str]) -> str:
    """Which question about the visits."""
    return _segments(_("Question"), "plan", names, next(iter(names)))


def choose_visit_day(days: dict[str, str], default: str) -> str:
    """A day of visits. `days`: ISO date -> words."""
    return _list(_("Day of the visits"), "day", days, default)


def plans_anew() -> bool:
    """Whether a new plan is made beside one that is saved."""
    return st.query_params.get("anew") == "1"


def plan_anew(must: Collection[str], must_not: Collection[str], weights: ScoreSettings) -> None:
    """Make a new plan, under what the saved one was made under."""
    forget_plan()
    st.query_params["anew"] = "1"
    st.session_state["must"], st.session_state["must_not"] = list(must), list(must_not)
    for name, value in asdict(weights).items():
        st.session_state[f"w_{name}"] = value


def forget_plan() -> None:
    """Back to the plan that is saved: no locks, no order, the weights that were given."""
    forget_weights()
    reorder(None)
    for name in ("anew", "must", "must_not"):
        st.query_params.pop(name, None)
        st.session_state.pop(name, None)


def choose_locks(villages: dict[str, str]) -> tuple[list[str], list[str]]:
    """Villages of a township that must, and that must not, be visited."""
    return (
        _several(_("Must be visited"), "must", villages, placeholder=_("no village")),
        _several(_("Must not be visited"), "must_not", villages, placeholder=_("no village")),
    )


def choose_mode(township: str, names: dict[Mode, str], saved: Mode) -> Mode:
    """How the leader goes down; the saved plan's until another is chosen."""
    modes = list(names)
    return st.selectbox(
        _("Form"), modes, index=modes.index(saved), key=f"mode-{township}", format_func=names.__getitem__
    )


def propose_from(day: dt.date | None) -> None:
    """Ask for a proposal of contracts from a day on; None: no longer."""
    st.session_state["proposed_from"] = day


def proposed_from() -> dt.date | None:
    """Day of the proposal of contracts that is asked for."""
    day: dt.date | None = st.session_state.get("proposed_from")
    return day


def lock(village: str) -> None:
    """Make a village one that must be visited, or no longer."""
    held = list(st.session_state.get("must", ()))
    st.session_state["must"] = [v for v in held if v != village] if village in held else [*held, village]


def choose_weights(given: ScoreSettings) -> ScoreSettings:
    """Weights of the score; `given` are those that hold where nothing is moved."""
    steps = {"simple": 0.5, "general": 0.5, "hard": 0.5, "late_month": 0.1, "repeat": 0.1, "month": 0.1}
    chosen = {}
    for name, step in steps.items():
        rule = SETTINGS[f"score.{name}"]
        low, high = float(rule.low), float(rule.high)
        chosen[name] = _slider(_(rule.words), f"w_{name}", low, high, step, getattr(given, name))
    return replace(given, **chosen)


def forget_weights() -> None:
    """Back to the weights that were given."""
    for name in [name for name in st.session_state if str(name).startswith("w_")]:
        del st.session_state[name]
    for name in [name for name in st.query_params if name.startswith("w_")]:
        del st.query_params[name]


def order(villages: Collection[str]) -> list[str] | None:
    """Order of stops that a person gave; None: nobody did. One of another township does not count."""
    asked = st.query_params.get("order")
    codes = asked.split(",") if asked else []
    return codes if codes and set(codes) <= set(villages) else None


def reorder(codes: list[str] | None) -> None:
    """Take an order of stops; None: none."""
    if codes:
        st.query_params["order"] = ",".join(codes)
    else:
        st.query_params.pop("order", None)


def choose_group(groups: dict[str, str], townships: dict[str, str]) -> tuple[str | None, str | None]:
    """Group of villages and township; None: all."""
    return _or_all(in_context("coverage", "State"), "group", groups), _or_all(
        _("Township"), "township", townships
    )


def choose_measure(names: dict[str, str]) -> str:
    """What the map colours."""
    return _segments(_("The map shows"), "show", names, next(iter(names)))


def choose_spots(names: dict[str, str]) -> str:
    """Which question about hot spots."""
    return _segments(_("Question"), "spots", names, next(iter(names)))


def choose_bandwidth(values: Collection[float], automatic: float) -> float:
    """Bandwidth of the heat in metres; by itself the one that fits the places best."""
    words = {f"{value:g}": _("{m} m", m=_.figure(value)) for value in values}
    words = {"auto": _("automatic ({m} m)", m=_.figure(automatic))} | words
    _recall("bandwidth", words, "auto")
    chosen = st.select_slider(
        _("Bandwidth"), list(words), key="bandwidth", format_func=words.__getitem__, persist_state="session"
    )
    _publish("bandwidth", chosen, "auto")
    return automatic if chosen == "auto" else float(chosen)


def choose_neighbours(names: dict[str, str]) -> tuple[str, bool]:
    """Who is a neighbour, and whether the map shows it."""
    kind = _segments(_("Neighbours"), "near", names, next(iter(names)), label_visibility="visible")
    if "links" not in st.session_state:
        st.session_state["links"] = st.query_params.get("links") == "1"
    drawn = st.toggle(_("Show neighbours on the map"), key="links", persist_state="session")
    _publish("links", "1" if drawn else "", "")
    return kind, drawn


def choose_test(names: dict[str, str]) -> str:
    """With what a village is compared."""
    return _segments(_("A village is compared"), "test", names, next(iter(names)), label_visibility="visible")


def choose_comparison(names: dict[str, str], categories: dict[str, str]) -> tuple[str, str | None]:
    """What is put beside the map, and of another category which."""
    kind = _list(_("Compare"), "beside", names, next(iter(names)), label_visibility="collapsed")
    if kind != "category":
        return kind, None
    first = next(iter(categories))
    other = _list(_("Other category"), "beside_category", categories, first, label_visibility="collapsed")
    return kind, other


def choose_finding(labels: dict[str, str]) -> str:
    """The finding whose evidence is shown. `labels`: number -> words."""
    return _list(_("Finding"), "finding", labels, next(iter(labels)))


def choose_page(pages: dict[str, str]) -> str:
    """Page of the briefing."""
    return _segments(_("Page"), "page", pages, next(iter(pages)))


def choose_queue(kinds: dict[str, str]) -> str:
    """Part of the repair queue; another part begins with its first page."""
    before = st.session_state.get("queue")
    kind = _segments(_("Queue"), "queue", kinds, next(iter(kinds)))
    if before != kind:
        st.session_state["queue_page"] = 0
    return kind


def queue_page() -> int:
    """Page of the repair queue, from 0."""
    return int(st.session_state.get("queue_page", 0))


def turn_queue(pages: int) -> None:
    """Turn pages of the repair queue."""
    st.session_state["queue_page"] = max(queue_page() + pages, 0)
    st.session_state.pop("entry", None)


def choose_entry(label: str, labels: list[str]) -> int:
    """Entry of the repair queue, as its place on the page; after a decision the next one moves up."""
    if st.session_state.get("entry", 0) not in range(len(labels)):
        st.session_state["entry"] = len(labels) - 1
    chosen = st.selectbox(plain(label), range(len(labels)), format_func=labels.__getitem__, key="entry")
    return int(chosen or 0)


def choose_village(
    label: str, codes: list[str], words: Callable[[str], str], entry: str, clicked: str | None
) -> str | None:
    """Village for an entry of the queue: a fresh click on the map goes before the list."""
    key = f"village-{entry}"
    if clicked in codes:
        st.session_state[key] = clicked
    return st.selectbox(
        plain(label), codes, index=None, format_func=words, key=key, placeholder=_("not chosen")
    )


def clicked_village(map_key: str, at: Callable[[float, float], str | None]) -> str | None:
    """The village just clicked on a map; None if the last click was seen before, or met none."""
    click = (st.session_state.get(map_key) or {}).get("last_clicked")
    if not click or st.session_state.get("seen_click") == click:
        return None
    st.session_state["seen_click"] = click
    return at(click["lng"], click["lat"])


def next_page() -> int:
    """Counts up each time the screen turns its page."""
    st.session_state["turn"] = st.session_state.get("turn", -1) + 1
    return int(st.session_state["turn"])


def tell(about: str, sentence: str | None) -> None:
    """Keep a refusal on the page until the next step is taken; None: all is well."""
    st.session_state[f"told-{about}"] = sentence


def attempt(about: str, act: Callable[..., Any], *what: Any, **how: Any) -> Any:
    """Take a step of the record; what it returns, or None if it is refused, which is then `told`."""
    try:
        done = act(*what, **how)
    except Refused as error:
        tell(about, say(error))
        return None
    tell(about, None)
    return done


def form(about: str) -> DeltaGenerator:
    """A form that keeps what was filled in until `submit` has taken its step; then a fresh one is drawn."""
    return st.form(f"{about}-{st.session_state.get(f'taken-{about}', 0)}", border=False)


def submit(about: str, act: Callable[..., Any], *what: Any, **how: Any) -> bool:
    """Take the step of a `form`; whether it was taken. A refusal is `told`, and the form stays as it is."""
    attempt(about, act, *what, **how)
    if told(about) is not None:
        return False
    st.session_state[f"taken-{about}"] = st.session_state.get(f"taken-{about}", 0) + 1
    return True


def told(about: str) -> str | None:
    """The refusal that stands."""
    sentence: str | None = st.session_state.get(f"told-{about}")
    return sentence


def screen_address() -> str:
    """Address of the screen, in the reader's language."""
    chosen = st.session_state.get(KEY) or LANGUAGES[0]
    return f"?screen=1&{KEY}={chosen}"


def selected_village(map_key: str, known: set[str], at: Callable[[float, float], str | None]) -> str | None:
    """The village whose panel is open: the one just clicked on the map, else the one the address names.

    Parameters
    ----------
    map_key
        Key of the map, under which its last click is kept.
    at
        Function from longitude and latitude to a village's code.
    """
    click = (st.session_state.get(map_key) or {}).get("last_clicked")
    if click and st.session_state.get("seen_click") != click:
        st.session_state["seen_click"] = click
        clicked = at(click["lng"], click["lat"])
        if clicked is None:
            forget_village()
        else:
            st.query_params["village"] = clicked
    asked = st.query_params.get("village")
    return asked if asked in known else None


def forget_village() -> None:
    st.query_params.pop("village", None)


def _month(first: dt.date, last: dt.date) -> str:
    every = months(first, last)
    _recall("month", every, every[-1])
    month = st.select_slider(_("Up to month"), every, key="month", persist_state="session")
    _publish("month", month, every[-1])
    return str(month)


def _segments(label: str, key: str, names: dict[str, str], default: str, **look: Any) -> str:
    """One of a few, side by side. `names`: code -> words; the address holds the code."""
    _recall(key, names, default)
    value = st.segmented_control(
        plain(label),
        list(names),
        key=key,
        format_func=lambda code: plain(names.get(code, code)),
        required=True,
        persist_state="session",
        **({"label_visibility": "collapsed"} | look),
    )
    _publish(key, value, default)
    return value or default


def _list(label: str, key: str, names: dict[str, str], default: str, **look: Any) -> str:
    """One of many, from a list that opens."""
    _recall(key, names, default)
    value = st.selectbox(
        plain(label),
        list(names),
        key=key,
        format_func=lambda code: names.get(code, code),
        persist_state="session",
        **look,
    )
    _publish(key, value, default)
    return value


def _or_all(label: str, key: str, names: dict[str, str]) -> str | None:
    """A list that begins with everything, which is None."""
    value = _list(label, key, {ALL: _("All")} | names, ALL)
    return None if value == ALL else value


def _several(label: str, key: str, names: dict[str, str], **look: Any) -> list[str]:
    """Some of many. `names`: code -> words; the address holds the codes."""
    held = st.session_state.get(key)
    if held is None or not set(held) <= names.keys():
        st.session_state[key] = [code for code in st.query_params.get(key, "").split(",") if code in names]
    chosen = st.multiselect(plain(label), list(names), key=key, format_func=lambda c: names.get(c, c), **look)
    _publish(key, ",".join(chosen), "")
    return chosen


def _slider(label: str, key: str, low: float, high: float, step: float, default: float) -> float:
    """A figure. What the address names beside the scale does not count."""
    if key not in st.session_state:
        try:
            asked = float(st.query_params.get(key, default))
        except ValueError:
            asked = default
        st.session_state[key] = asked if low <= asked <= high else default
    value = st.slider(plain(label), low, high, step=step, key=key)
    _publish(key, f"{value:g}", f"{default:g}")
    return value


def _recall(key: str, allowed: Collection[str], default: str) -> None:
    """Give a control its value before it is drawn: its own, else the address's, else the default."""
    if st.session_state.get(key, None) not in allowed:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in allowed else default


def _publish(key: str, value: str | None, default: str) -> None:
    """Write a control's value into the address; the default is left out."""
    if value is None or value == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value
