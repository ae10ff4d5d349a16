"""What every page of the screen is made of."""

from dataclasses import dataclass

from dashboard.drawing import maps


@dataclass(frozen=True)
class Slide:
    """A page of the briefing: one sentence, at most five figures, one map."""

    sentence: str
    figures: list[tuple[str, str]]
    payload: maps.Payload
