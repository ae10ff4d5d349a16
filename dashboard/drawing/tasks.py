"""A list of work: each line a figure, what it counts, since when it waits, and one link to exactly that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.drawing.elements import anchor, escaped
from dashboard.language import _

State = Literal["due", "late", "done", ""]


@dataclass(frozen=True)
class Task:
    """A line of work.

    Parameters
    ----------
    figure
        How much of it there is, in words.
    words
        What it is.
    since
        The oldest of it, or what is known of it; empty: nothing.
    link
        Address that lists it; empty: none that the reader may open.
    act
        What is to be done about it, for the sentence in which it comes first.
    state
        ``due``: to be done, ``late``: past its day, ``done``: nothing waits; empty: told alone.
    """

    figure: str
    words: str
    since: str = ""
    link: str = ""
    act: str = ""
    state: State = ""


def sentence(tasks: Sequence[Task]) -> str:
    """How much of some work waits, and what is to be done first."""
    left = [task for task in tasks if task.state in ("due", "late")]
    if not left:
        return _("Nothing waits today")
    words = _("{n} kinds of work wait; first {act}", n=len(left), act=left[0].act)
    return _("{words} ({since})", words=words, since=left[0].since) if left[0].since else words


def draw(tasks: Iterable[Task]) -> None:
    """A line a task, in the order given; the whole line is the link."""
    st.html(f'<ul class="pm-tasks">{"".join(_line(task) for task in tasks)}</ul>')


def _line(task: Task) -> str:
    markup = (
        f'<b>{escaped(task.figure)}</b><span><i class="pm-task">{escaped(task.words)}</i>'
        f"<small>{escaped(task.since)}</small></span>"
    )
    line = anchor(markup, task.link) if task.link else f"<div>{markup}</div>"
    return f'<li class="pm-task-{task.state}">{line}</li>'
