"""What a process lets out without being asked: files for their owner alone, errors without values.

An error that nobody foresaw may quote a cell of a file, or a row (``could not convert string to float:
'...'``). In logs, and where a command ends, it stands by its kind and by where in the program it came up,
never with its words. Refusals that were foreseen keep theirs: they are made of values that may be told
(`geo.errors.Refused`).
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from data.text import N_, in_both

_ROOT = Path(__file__).resolve().parent.parent
_OTHERS = 0o077
_STANDARD = logging.LogRecord


def begin() -> None:
    """From now on this process makes files for their owner alone, and no log of it has an error's words."""
    os.umask(_OTHERS)
    logging.setLogRecordFactory(_DiscreetRecord)
    sys.excepthook = _tell
    threading.excepthook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)


@contextmanager
def ending() -> Iterator[None]:
    """Around a command: what nobody foresaw ends it with exit code 1, and its kind and place on stderr."""
    begin()
    try:
        yield
    except Exception as error:
        _tell(type(error), error, error.__traceback__)
        raise SystemExit(1) from None


def place_of(error: BaseException) -> str:
    """Kind of an error and the lines of the program that led to it, the latest last; and so of its cause."""
    told = "\n".join([_kind(type(error)), *_frames(error.__traceback__)])
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told if cause is None else f"{told}\n{place_of(cause)}"


# --- inside -------------------------------------------------------------------------------------------------


class _DiscreetRecord(_STANDARD):
    """A log's record whose errors stand by kind and place."""

    def __init__(self, *words: Any, **more: Any) -> None:
        super().__init__(*words, **more)
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text, self.exc_info = place_of(self.exc_info[1]), None
        if isinstance(self.msg, BaseException):
            self.msg, self.args = _kind(type(self.msg)), ()
        if isinstance(self.args, tuple):
            self.args = tuple(map(_without_words, self.args))


def _without_words(value: Any) -> Any:
    return _kind(type(value)) if isinstance(value, BaseException) else value


def _tell(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    told = _kind(kind) if error is None else place_of(error)
    sys.stderr.write("\n".join([in_both(_UNFORESEEN, "\n"), told, ""]))


_UNFORESEEN = N_(
    "Something came up that the program did not foresee. Its kind and its place follow, without its words:"
    " these may hold personal data"
)


def _kind(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {_short(each.filename)}:{each.lineno} {each.name}" for each in traceback.extract_tb(trace)]


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
