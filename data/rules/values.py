"""A value of a rule: as it is typed, as it is kept, and what is none."""

import datetime as dt
import math
from typing import Any

from data.errors import RuleRefused
from data.rules.book import DEFAULTS, SETTINGS, Setting, Unit
from data.terms import WallPage
from data.text import Phrase
from geo.terms import Term


def parse(name: str, text: str) -> Any:
    """Value of a rule as it is typed: ``13:30``, a figure, a word; ``default``: None.

    Raises
    ------
    RuleRefused
        There is no such rule, or the text is no value of it.
    """
    setting, default, text = setting_of(name), DEFAULTS.value(name), text.strip()
    if text == "default":
        return None
    if isinstance(default, str):
        return text
    try:
        if setting.unit is Unit.CLOCK:
            at = dt.datetime.strptime(text, "%H:%M")
            return at.hour * 60.0 + at.minute
        return float(text)
    except ValueError:
        raise _no_value(name, text) from None


def written(name: str, value: Any) -> str:
    """A value as it is typed, the same in every language."""
    if isinstance(value, str):
        return str(value)
    if SETTINGS[name].unit is Unit.CLOCK:
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    return f"{value:g}"


def setting_of(name: str) -> Setting:
    if name not in SETTINGS:
        raise RuleRefused("There is no rule {name}", name=name[:100])
    return SETTINGS[name]


def _no_value(name: str, value: object) -> RuleRefused:
    return RuleRefused(
        "{rule}: {value} is no value of this rule", rule=Phrase(SETTINGS[name].words), value=str(value)[:100]
    )


def checked(name: str, value: Any, setting: Setting) -> Any:
    """A value as the record keeps it."""
    default = DEFAULTS.value(name)
    if isinstance(default, Term):
        if value not in list(type(default)):
            raise _no_value(name, value)
        return type(default)(value).value
    if isinstance(default, str):
        if not isinstance(value, str) or not value.strip().isprintable():
            raise _no_value(name, value)
        size: float = len(value := value.strip())
        if setting.unit is Unit.PAGES:
            size, value = len(pages := value.split()), " ".join(pages)
            if len(set(pages)) < size or not set(pages) <= set(WallPage):
                raise _no_value(name, value)
    else:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _no_value(name, value)
        if (isinstance(default, int) or setting.unit is Unit.CLOCK) and value != int(value):
            raise _no_value(name, value)
        size = value = int(value) if isinstance(default, int) else float(value)
    if not setting.low <= size <= setting.high:
        raise RuleRefused(
            "{rule}: {value} is outside of what is allowed, from {low} to {high} ({unit})",
            rule=Phrase(setting.words),
            value=written(name, value),
            low=_end(name, setting.low),
            high=_end(name, setting.high),
            unit=Phrase(setting.unit.value),
        )
    return value


def _end(name: str, value: float) -> str:
    return f"{value:g}" if isinstance(DEFAULTS.value(name), str) else written(name, value)
