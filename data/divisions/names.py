"""The county's names as the record knows them: every edition of its divisions, and what clerks taught."""

import datetime as dt

import pandas as pd
from sqlalchemy import select

from data.divisions.succession import gazetteer_frame
from data.store import Store
from data.tables import PlaceAlias
from geo.gazetteer import Gazetteer


def gazetteer(store: Store, on: dt.date) -> Gazetteer:
    """Names of the divisions valid on a day, with former names and learned ones."""
    return Gazetteer(gazetteer_frame(store, on), aliases(store), on)


def aliases(store: Store) -> pd.DataFrame:
    """Learned names in force: id, name, code, learned_at, learned_by; by name."""
    columns = {
        "id": PlaceAlias.id,
        "name": PlaceAlias.name,
        "code": PlaceAlias.village_code,
        "learned_at": PlaceAlias.learned_at,
        "learned_by": PlaceAlias.learned_by,
    }
    statement = (
        select(*columns.values())
        .where(PlaceAlias.revoked_at.is_(None))
        .order_by(PlaceAlias.name, PlaceAlias.id)
    )
    with store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=list(columns))
