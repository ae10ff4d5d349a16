"""What a database refuses, as sentences: it is locked, read-only, damaged, or its disk is full.

The driver's own words are kept out of every error and log: they may quote a cell, or the parameters of a
statement.
"""

import shutil
import sqlite3
from pathlib import Path

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

from data import server_refusals
from data.errors import StoreRefused

_NO_ROOM = 1 << 20  # bytes left on a disk, below which any trouble with it is that it is full
_OWN_FAULTS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
_GONE = ("no such table", "no such column")


def tell_refusals(engine: Engine, path: Path | None) -> None:
    """Have an engine raise `StoreRefused` wherever its database does not do as it is asked.

    Faults of our own statements stay what they are. `path`: the file; None for a server or memory.
    """

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, StoreRefused):  # of a column type: a value that cannot be sealed, or read
            raise error
        if isinstance(error, sqlite3.Error) and path is not None:
            refusal = refusal_of(error, path)
            if refusal is not None:
                error.args = (getattr(error, "sqlite_errorname", ""),)
                raise refusal
        elif isinstance(error, psycopg.Error):
            refusal = server_refusals.refusal_of(error, connecting=context.connection is None)
            told = server_refusals.without_values(error)
            for fault in (error, context.sqlalchemy_exception):
                if fault is not None:
                    fault.args = (told,)
            if refusal is not None:
                raise refusal
        elif isinstance(context.sqlalchemy_exception, OperationalError):
            raise StoreRefused("The database does not answer: {reason}", reason=type(error).__name__)


def refusal_of(error: sqlite3.Error, path: Path) -> StoreRefused | None:
    """The sentence for an error of SQLite ("Result and Error Codes"); None for our own faults."""
    if isinstance(error, _OWN_FAULTS):
        return None
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # none: text that is no UTF-8
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreRefused(
                "Another program is writing the record {file} and did not let go of it while this one waited:"
                " close it there, or try again later. Nothing of this step was stored",
                file=path.name,
            )
        case sqlite3.SQLITE_READONLY:
            return StoreRefused(
                "The record {file} can only be read here: the file, its folder or the medium may not be"
                " written. Nothing of this step was stored",
                file=path.name,
            )
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_IOERR:
            return _trouble(path, getattr(error, "sqlite_errorname", ""))
        case sqlite3.SQLITE_CORRUPT:
            return damaged(path)
        case sqlite3.SQLITE_NOTADB:
            return StoreRefused(
                "The database {file} cannot be opened: it is no record of this program, or it is damaged",
                file=path.name,
            )
        case sqlite3.SQLITE_ERROR if str(error).startswith(_GONE):
            return damaged(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return cannot_open(path)
    return None


def damaged(path: Path) -> StoreRefused:
    return StoreRefused(
        "The record {file} is damaged and its figures cannot be trusted: put the last backup in its place",
        file=path.name,
    )


def cannot_open(path: Path) -> StoreRefused:
    log = Path(f"{path}-wal")
    if log.exists():
        return StoreRefused(
            "The database {file} cannot be opened where it is: its latest changes wait in {log}, and nothing"
            " may be written there. Copy both files together to a disk that may be written",
            file=path.name,
            log=log.name,
        )
    return StoreRefused(
        "The database {file} cannot be opened: the file or its folder may not be read or written here",
        file=path.name,
    )


def _trouble(path: Path, reason: str) -> StoreRefused:
    if shutil.disk_usage(path.absolute().parent).free < _NO_ROOM:
        return _full(path)
    return StoreRefused(
        "The disk with the record {file} does not do as it is asked ({reason})."
        " Nothing of this step was stored",
        file=path.name,
        reason=reason,
    )


def _full(path: Path) -> StoreRefused:
    return StoreRefused(
        "The disk with the record {file} is full: make room, then try again. Nothing of this step was stored",
        file=path.name,
    )
