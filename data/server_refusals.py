"""What a PostgreSQL server refuses, as sentences. Its own words are kept out: they may quote a value."""

import psycopg
from psycopg import errors

from data.errors import StoreRefused


def refusal_of(error: psycopg.Error, connecting: bool) -> StoreRefused | None:
    """The sentence for an error of PostgreSQL (appendix A, "Error Codes"); None: a fault of our own.

    `connecting`: it came when the server was called, not from a statement.
    """
    if connecting:
        return _not_connected(error)
    match error:
        case errors.InsufficientPrivilege():
            return StoreRefused(
                "The server lets this role do no such thing: it lacks the right, or the step would touch"
                " petitions that whoever acts may not see. Nothing of this step was stored"
            )
        case errors.DiskFull():
            return StoreRefused(
                "The server's disk is full: make room, then try again. Nothing of this step was stored"
            )
        case errors.ReadOnlySqlTransaction():
            return StoreRefused(
                "The server lets the record only be read: it is a copy that follows another, or a standby."
                " Nothing of this step was stored"
            )
        case errors.LockNotAvailable() | errors.DeadlockDetected() | errors.SerializationFailure():
            return StoreRefused(
                "Others are writing the record and did not let go of it while this step waited: try again"
                " later. Nothing of this step was stored"
            )
        case errors.QueryCanceled():
            return StoreRefused("The server took too long over a question, and was told to stop")
        case errors.AdminShutdown() | errors.CrashShutdown() | errors.IdleInTransactionSessionTimeout():
            return _lost()
        case (
            errors.DataCorrupted()
            | errors.IndexCorrupted()
            | errors.UndefinedTable()
            | errors.UndefinedColumn()
        ):
            return StoreRefused(
                "The record on the server is damaged and its figures cannot be trusted: put the last backup"
                " in its place"
            )
        case psycopg.OperationalError() if error.sqlstate is None:
            return _lost()
        case psycopg.OperationalError() | psycopg.InternalError():
            return StoreRefused(
                "The database does not answer: {reason}", reason=error.sqlstate or type(error).__name__
            )
    return None


def without_values(error: psycopg.Error) -> str:
    """What may be told of a fault of our own: its kind, and the constraint or column, but no value."""
    about = error.diag
    named = (about.constraint_name, about.table_name, about.column_name)
    return " ".join([type(error).__name__, *filter(None, named)])


def _lost() -> StoreRefused:
    return StoreRefused(
        "The connection to the server was lost in the middle of a step: try again. Whether its last word was"
        " heard is not known; see whether the step is there before it is made a second time"
    )


def _not_connected(error: psycopg.Error) -> StoreRefused:
    called = error.pgconn
    if called is not None and (called.used_password or called.needs_password):
        return StoreRefused("The server does not let this role in: name and password do not fit")
    if called is not None and f'"{called.db.decode()}"' in str(error):  # in whatever language it says so
        return StoreRefused(
            "There is no such database on the server: the administrator of the machine makes it",
            command="prepare-server",
        )
    return StoreRefused(
        "The server of the record cannot be reached: see that it runs, and that the address is right"
    )
