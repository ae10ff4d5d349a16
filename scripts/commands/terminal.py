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
from data.text import LANGUAGES, say, say_both
from geo.errors import Refused

DEMO = "演示数据，村名、边界与信访件均为合成 / Synthetic demo data"
"""First line of whatever is told of the demo county."""

REFUSED = 2
"""Exit code of a command that was refused."""

Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="PETITION_MAP_DATABASE",
        help="数据库地址或文件 / database URL or file",
    ),
]
DEFAULT_DATABASE = "sqlite:///var/demo.gpkg"
AsJson = Annotated[
    bool, typer.Option("--json", help="标准输出只有一个 JSON 对象 / exactly one JSON object on stdout")
]


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
            sentences = {language[:2]: say(refusal, language) for language in LANGUAGES}
            print(json.dumps({"error": sentences}, ensure_ascii=False))
        print("\n".join(dict.fromkeys(say_both(refusal).splitlines())), file=sys.stderr)
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


def answer(result: dict[str, Any], lines: list[str], as_json: bool) -> None:
    """Print a result: one JSON object, or lines to read."""
    told = json.dumps(_known(result), ensure_ascii=False, default=str, allow_nan=False) if as_json else ""
    print(told or "\n".join(lines))


def _known(value: Any) -> Any:
    """For JSON, which knows neither NaN nor infinity: what is unknown or has no bound is null."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_known(each) for each in value]
    return None if value != value or (isinstance(value, float) and math.isinf(value)) else value


def told(value: object) -> str:
    """A count or a list, to read."""
    return str(value) if not isinstance(value, list) else ", ".join(map(str, value)) or "0"


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator[Store]:
    """The database, closed at the end."""
    store = Store(url, create=create)
    try:
        yield store
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
