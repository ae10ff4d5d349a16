"""What the commands share: options, answers, refusals, progress."""

import errno
import getpass
import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data.store import Store
from data.terms import Counted
from data.text import DEMO_MARK, LANGUAGES, N_, Sentence, Words, in_both
from data.text.printable import printable, printable_json
from geo.errors import Refused

DEMO = in_both(DEMO_MARK)
"""First line of whatever is told of the demo county."""

REFUSED = 2
"""Exit code of a command that was refused."""

Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="PETITION_MAP_DATABASE",
        help=in_both("database URL or file"),
    ),
]
OwnerDatabase = Annotated[
    str | None,
    typer.Option(
        "--owner-database",
        metavar="URL",
        envvar="PETITION_MAP_OWNER_DATABASE",
        help=in_both("database URL of the role that owns the tables on a server"),
    ),
]
DEFAULT_DATABASE = "sqlite:///var/demo.gpkg"
CountedOption = Annotated[
    Counted, typer.Option("--count", help=in_both("what is counted: petitions, online requests, or both"))
]
AsJson = Annotated[bool, typer.Option("--json", help=in_both("exactly one JSON object on stdout"))]


@contextmanager
def answering(as_json: bool) -> Iterator[None]:
    """Turn a refusal into its sentence in both languages on stderr, and exit code 2."""
    try:
        yield
    except BrokenPipeError:  # whoever reads the answer has seen enough
        raise
    except (Refused, OSError) as error:
        refusal = error if isinstance(error, Refused) else _refusal_of(error)
        if as_json:
            sentences = in_each(refusal)
            print(printable_json(json.dumps({"error": sentences}, ensure_ascii=False)))
        print(printable(both(refusal)), file=sys.stderr)
        raise typer.Exit(REFUSED) from None


def _refusal_of(error: OSError) -> Refused:
    """A disk that is full, a folder that may not be written to, and the like."""
    return Refused(
        "The file {file} cannot be read or written ({reason}): see that the disk has room, that no other"
        " program has the file open, and that the folder may be written to. What was stored before that"
        " stays stored",
        file=Path(str(error.filename)).name if error.filename else "",
        reason=errno.errorcode.get(error.errno or 0, type(error).__name__),
    )


def labelled(label: str, value: object) -> str:
    """What a figure or a list is, and the figure or the list."""
    return f"{in_both(label)}: {told(value)}"


def category_in_both(code: str) -> str:
    """A category by its name, the county's language first."""
    return " / ".join(dict.fromkeys(Words(language).category(code) for language in LANGUAGES))


def both(sentence: Sentence) -> str:
    """A refusal, a fault or a notice in both languages, a line each."""
    return "\n".join(dict.fromkeys(in_each(sentence).values()))


def in_each(sentence: Sentence) -> dict[str, str]:
    """The same for a machine: ``zh`` and ``en``."""
    return {language[:2]: _told(Words(language), sentence) for language in LANGUAGES}


def _told(words: Words, sentence: Sentence) -> str:
    """With the command that helps, which a page does not name."""
    command = sentence.values.get("command")
    return words.say(sentence) + ("" if command is None else words(N_(" ({command})"), command=command))


def answer(result: dict[str, Any], lines: list[str], as_json: bool) -> None:
    """Print a result: one JSON object, or lines to read."""
    if as_json:
        print(printable_json(json.dumps(_known(result), ensure_ascii=False, default=str, allow_nan=False)))
    else:
        print("\n".join(map(printable, lines)))


def _known(value: Any) -> Any:
    """For JSON, which knows neither NaN nor infinity: what is unknown or has no bound is null."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_known(each) for each in value]
    return None if value != value or (isinstance(value, float) and math.isinf(value)) else value


def told(value: object) -> str:
    """A count or a list, to read."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value) if not isinstance(value, list) else ", ".join(map(str, value)) or "0"


@contextmanager
def opened(url: str, *, create: bool = False, owner: str | None = None) -> Iterator[Store]:
    """The database, closed at the end; a command sees it whole, as the petition office does."""
    store = Store(url, create=create, owner=owner)
    if store.copied is not None:
        sentence = N_("The record was brought up to date; as it was before, it is kept as {file}")
        print(in_both(sentence, "\n", file=store.copied.name), file=sys.stderr)
    try:
        yield store.entire()
    finally:
        store.close()


@contextmanager
def counting(label: str) -> Iterator[Callable[[int], None]]:
    """A line on stderr that counts rows, if somebody looks at it."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done: bar.update(task, completed=done)


def actor() -> str:
    """Who runs the command, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "command line"
