"""Fill a new database with the synthetic demo county."""

import datetime as dt
from typing import Annotated

import typer

from data import clock
from data.errors import StoreRefused
from data.store import Store
from data.tables import Dataset
from data.text import in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    OwnerDatabase,
    answer,
    answering,
    opened,
)


def demo(
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=in_both("last day of the record; default: today")),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    owner: OwnerDatabase = None,
    as_json: AsJson = False,
) -> None:
    """Make the demo county (synthetic data)."""
    with answering(as_json), opened(database, create=True, owner=owner) as store:
        day = as_of.date() if as_of else clock.today()
        dataset = _present(store)
        if dataset is None:
            from data.demo import build

            build(store, day)
        elif not dataset.synthetic or (as_of is not None and dataset.as_of != day):
            raise StoreRefused(
                "The database already holds {name}, complete to {day}: choose another database for the demo",
                name=dataset.county_name,
                day=dataset.as_of or clock.today(),
            )
        whole = store.dataset()
        result = {"county": whole.county_code, "as_of": whole.as_of, "made": dataset is None}
        line = in_both("Demo county made") if dataset is None else in_both("Demo county already there")
        answer(result, [f"{line}: {whole.county_name}, {whole.as_of}"], as_json)


def _present(store: Store) -> Dataset | None:
    try:
        return store.dataset()
    except StoreRefused:
        return None
