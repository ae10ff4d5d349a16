"""Who came, and what they said: for who may see persons, and each look is logged."""

from sqlalchemy import select

from data.desk import gate
from data.journal import looks
from data.reader import Reader
from data.tables import DeskEntry

FIELDS = ("name", "phone", "address", "words", "note")


def persons(reader: Reader, entry: int) -> dict[str, str]:
    """Field -> what it holds, of an entry; empty for who may not, and where the look cannot be logged."""
    if not reader.scope.personal:
        return {}
    columns = [getattr(DeskEntry, name) for name in FIELDS]
    with reader.store.read() as connection:
        row = connection.execute(
            select(DeskEntry.on, DeskEntry.township_code, DeskEntry.desk, DeskEntry.number, *columns).where(
                DeskEntry.id == entry, DeskEntry.withdrawn_at.is_(None)
            )
        ).first()
        if row is None:
            return {}
        seen = gate.entries(reader, row.on, row.township_code)
        if connection.execute(select(seen.c.id).where(seen.c.id == entry)).first() is None:
            return {}
    held = {name: text for name in FIELDS if (text := getattr(row, name))}
    subject = f"{row.on}/{row.township_code}/{row.desk}{row.number:03d}"
    return held if looks.recorded(reader, subject, held) else {}
