"""A record of every landed version opens, and keeps all rows."""

import pytest

from data.backup.check import check_record
from data.store import Store, revisions
from tests.data.old_records import ALONE, ROWS, record_of_revision, rows

NEWEST_FIRST = revisions()

DERIVED = {"counts_as"}
"""Written anew whenever divisions change, and when a record is brought up to date."""
BLANKED = {"petitions": {"digest"}}
"""Fingerprints without a key went when addresses were sealed: the next file is compared field by field."""
GONE = {"users", "user_roles"}
"""Tables that no program let anybody fill: accounts came in their place."""


@pytest.mark.parametrize("revision", NEWEST_FIRST[1:])
def test_a_record_of_an_earlier_version_opens_with_every_row_and_value(revision, tmp_path):
    path = tmp_path / "county.gpkg"
    record_of_revision(path, revision)
    before = rows(path)
    assert all(len(held) == (1 if table in ALONE else ROWS) for table, held in before.items())
    store = Store(str(path))
    store.close()
    after = rows(path)
    assert set(before) - set(after) <= GONE
    for table in set(before) - DERIVED - GONE:
        assert len(after[table]) == len(before[table]), table
        for old, new in zip(before[table], after[table], strict=True):
            shared = [name for name in old if name in new and name not in BLANKED.get(table, ())]
            assert {name: new[name] for name in shared} == {name: old[name] for name in shared}, table
    assert rows(store.copied, before) == before
    check = check_record(path)
    assert check.contents.revision == NEWEST_FIRST[0]
    assert not [fault for fault in check.faults if "log" not in fault.message]
