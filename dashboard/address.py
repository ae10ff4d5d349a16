"""What the address of a page holds: controls bound to one parameter each, and clicks on its map.

A page declares its controls once, as in ``MEASURE = Segmented("show")``, and draws them with words in the
reader's language. The code chosen stands in the address, so that a view can be sent as a link in either
language, and stays from view to view. What the address asks for and the control does not offer is refused:
the default stands in its place. (Streamlit's own binding puts translated words into the address.)
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.language import _
from dashboard.markdown import plain
from data.text.printable import printable

ALL = "all"
OF_ALL = ("lang", "role")
"""Parameters that every page knows."""

T = TypeVar("T")


@dataclass(frozen=True)
class Parameter:
    """A parameter of the address, and the session's value under the same key."""

    key: str

    @property
    def asked(self) -> str:
        """What the address holds, but for what no record can hold; empty where it holds nothing."""
        return printable(st.query_params.get(self.key, ""))

    def publish(self, value: str | None, default: str = "") -> None:
        """Write a value into the address; the default is left out."""
        if value is None or value == default:
            st.query_params.pop(self.key, None)
        elif st.query_params.get(self.key) != value:
            st.query_params[self.key] = value

    def forget(self) -> None:
        """As if nobody had ever chosen."""
        st.query_params.pop(self.key, None)
        st.session_state.pop(self.key, None)


@dataclass(frozen=True)
class Flag(Parameter):
    """Yes or no, without a control."""

    @property
    def raised(self) -> bool:
        """Whether the address says yes."""
        return self.asked == "1"

    def put(self, raised: bool) -> None:
        """Write it into the address."""
        self.publish("1" if raised else "")


@dataclass(frozen=True)
class Code(Parameter):
    """One code, without a control."""

    def among(self, known: Collection[str]) -> str | None:
        """The code; None where there is none, or none that is known."""
        return self.asked if self.asked in known else None

    def put(self, code: str | None) -> None:
        """Write it into the address; None: take it out."""
        self.publish(code)


@dataclass(frozen=True)
class Codes(Parameter):
    """Codes in an order, without a control."""

    def among(self, known: Collection[str]) -> list[str] | None:
        """The codes; None where there are none, or one that is not known."""
        codes = self.asked.split(",") if self.asked else []
        return codes if codes and set(codes) <= set(known) else None

    def put(self, codes: Sequence[str] | None) -> None:
        """Write them into the address; None: take them out."""
        self.publish(",".join(codes or ()))


@dataclass(frozen=True)
class _OneOf(Parameter):
    """One of several codes.

    Parameters
    ----------
    former
        Codes that older links hold -> what they are called now.
    """

    former: Mapping[str, str] = field(default_factory=dict)

    @property
    def wished(self) -> str:
        """What it holds, or the address asks for, whether it is offered or not."""
        held = st.session_state.get(self.key)
        return self.asked if held is None or _was_led() else str(held)

    def put(self, code: str) -> None:
        """Choose it before it is drawn."""
        st.session_state[self.key] = code

    def _recall(self, allowed: Collection[str], default: str) -> None:
        """Give the control its value before it is drawn: its own, else the address's, else the default.

        After a link, or a step back or forth, the address goes before what the control holds.
        """
        asked = self.former.get(self.asked, self.asked)
        led = _was_led() and asked in allowed
        if led or st.session_state.get(self.key) not in allowed:
            st.session_state[self.key] = asked if asked in allowed else default


@dataclass(frozen=True)
class Segmented(_OneOf):
    """One of a few, side by side."""

    def choose(self, label: str, names: Mapping[str, str], default: str | None = None, **look: Any) -> str:
        """Draw it. `names`: code -> words, the first being the default unless another is named."""
        first = next(iter(names)) if default is None else default
        self._recall(names, first)
        value = st.segmented_control(
            plain(label),
            list(names),
            key=self.key,
            format_func=lambda code: plain(names.get(code, code)),
            required=True,
            persist_state="session",
            **({"label_visibility": "collapsed"} | look),
        )
        self.publish(value, first)
        return value or first


@dataclass(frozen=True)
class Listed(_OneOf):
    """One of many, from a list that opens."""

    def choose(self, label: str, names: Mapping[str, str], default: str | None = None, **look: Any) -> str:
        """Draw it. `names`: code -> words, the first being the default unless another is named."""
        first = next(iter(names)) if default is None else default
        names = told_apart(names)
        self._recall(names, first)
        value: str = st.selectbox(
            plain(label),
            list(names),
            key=self.key,
            format_func=lambda code: names.get(code, code),
            persist_state="session",
            **look,
        )
        self.publish(value, first)
        return value

    def choose_or_all(self, label: str, names: Mapping[str, str]) -> str | None:
        """Draw it with an entry for everything before the others, which is None."""
        value = self.choose(label, {ALL: _("All")} | dict(names))
        return None if value == ALL else value


def _was_led() -> bool:
    """Whether the browser came here by a link of ours, or by a step back or forth."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Code -> words, the code behind words that several share: a list knows its entries by their words."""
    shared = Counter(names.values())
    return {code: words if shared[words] == 1 else f"{words} ({code})" for code, words in names.items()}


@dataclass(frozen=True)
class Scale(_OneOf):
    """One of an ordered row of codes, on a slider."""

    def choose(self, label: str, names: Mapping[str, str], default: str) -> str:
        """Draw it. `names`: code -> words, in their order."""
        self._recall(names, default)
        value = st.select_slider(
            plain(label),
            list(names),
            key=self.key,
            format_func=lambda code: plain(names.get(code, code)),
            persist_state="session",
        )
        self.publish(value, default)
        return value


@dataclass(frozen=True)
class Slider(Parameter):
    """A figure from `low` to `high` in steps."""

    low: float
    high: float
    step: float

    def choose(self, label: str, default: float) -> float:
        """Draw it."""
        if self.key not in st.session_state:
            try:
                asked = float(self.asked or default)
            except ValueError:
                asked = default
            st.session_state[self.key] = asked if self.low <= asked <= self.high else default
        value = st.slider(plain(label), self.low, self.high, step=self.step, key=self.key)
        self.publish(f"{value:g}", f"{default:g}")
        return value

    def put(self, value: float) -> None:
        """Move it before it is drawn."""
        st.session_state[self.key] = value


@dataclass(frozen=True)
class Toggle(Parameter):
    """On or off."""

    def choose(self, label: str) -> bool:
        """Draw it."""
        if self.key not in st.session_state:
            st.session_state[self.key] = self.asked == "1"
        on = st.toggle(plain(label), key=self.key, persist_state="session")
        self.publish("1" if on else "")
        return on


@dataclass(frozen=True)
class Several(Parameter):
    """Some of many."""

    def choose(self, label: str, names: Mapping[str, str], **look: Any) -> list[str]:
        """Draw it. `names`: code -> words."""
        held = st.session_state.get(self.key)
        if held is None or not set(held) <= names.keys():
            st.session_state[self.key] = [code for code in self.asked.split(",") if code in names]
        chosen = st.multiselect(
            plain(label), list(names), key=self.key, format_func=lambda code: names.get(code, code), **look
        )
        self.publish(",".join(chosen))
        return chosen

    def put(self, codes: Collection[str]) -> None:
        """Choose them before it is drawn."""
        st.session_state[self.key] = list(codes)

    def turn(self, code: str) -> None:
        """Choose a code before it is drawn, or no longer."""
        held = st.session_state.get(self.key, ())
        self.put([each for each in held if each != code] if code in held else [*held, code])


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What a session keeps from one look to the next and no address shows."""

    key: str
    default: T

    @property
    def value(self) -> T:
        """What is kept, else the default."""
        return cast(T, st.session_state.get(self.key, self.default))

    def keep(self, value: T) -> None:
        """Keep it."""
        st.session_state[self.key] = value

    def forget(self) -> None:
        """Back to the default."""
        st.session_state.pop(self.key, None)


def forget_everything() -> None:
    """Whatever was typed and chosen goes, as if the page were opened for the first time."""
    for key in list(st.session_state):
        del st.session_state[key]


def done(map_key: str, name: str) -> Any:
    """The same as `fresh`, whether it was looked at before or not."""
    return (st.session_state.get(map_key) or {}).get(name)


def fresh(map_key: str, name: str) -> Any:
    """What a reader just did on a map, as the browser tells it; None for what was looked at before.

    Parameters
    ----------
    map_key
        Key under which `dashboard.drawing.maps.draw` drew it.
    name
        ``selected``, the village clicked, or ``window``, the months marked.
    """
    told = done(map_key, name)
    seen: Kept[Any] = Kept(f"seen-{map_key}-{name}", None)
    if not told or told == seen.value:
        return None
    seen.keep(told)
    return told


def fresh_click(map_key: str) -> str | None:
    """Code of the village that was just clicked; empty beside all villages, None for a click seen before."""
    click = fresh(map_key, "selected")
    return None if click is None else str(click["code"])


def go(page: Any, parameters: Mapping[str, str]) -> None:
    """Open another page of the session under parameters; their controls forget what they held.

    An empty parameter is taken out.
    """
    for name in parameters:
        Parameter(name).forget()
    st.switch_page(page, query_params={name: value for name, value in parameters.items() if value})


def beyond(known: Collection[str]) -> dict[str, str]:
    """Parameters of the address besides those of all pages, where one is none of those known; else none."""
    asked = {name: value for name, value in st.query_params.items() if name not in OF_ALL}
    return asked if asked.keys() - set(known) else {}


def to(page: str, **parameters: str) -> str:
    """Address of another page, in the same language and, in the demo, the same role."""
    kept = {key: st.query_params[key] for key in OF_ALL if key in st.query_params}
    return f"{page}{link(**(kept | parameters))}" if kept | parameters else page


def here(**parameters: str) -> str:
    """Address of this page as it is, but for some parameters; an empty one is left out."""
    kept = st.query_params.to_dict() | parameters
    return link(**{name: value for name, value in kept.items() if value})


def leads(parameter: str, codes: Iterable[str]) -> list[str]:
    """Addresses of this page as it is but for one parameter, a code each; empty where there is none."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if value}
    return [link(**(kept | {parameter: code})) if code else "" for code in codes]


def same(page: str, **parameters: str) -> str:
    """Address of another page under the parameters of this one, but for some."""
    return page + here(**parameters)


def link(**parameters: str) -> str:
    """Address of the same program under parameters."""
    return f"?{urlencode(parameters)}"
