"""The papers of a day in one file: of each township its own, and none that is written elsewhere."""

import datetime as dt
import io
import zipfile
from types import SimpleNamespace

import pytest

from data.reports import papers
from tests.hostile import WORD

CLIMBING = "../../../../etc/passwd\\..\\x:y\0<|>"


@pytest.fixture
def packed(monkeypatch):
    """Function that packs the papers of townships of some names; what is in each."""
    monkeypatch.setattr(papers, "paper", lambda kind, _reader, records, _: f"{kind}{len(records)}".encode())

    def pack(*names):
        on = dt.date(2026, 12, 15)
        days = [SimpleNamespace(on=on, name=name, township=f"{n:03}") for n, name in enumerate(names)]
        records = [SimpleNamespace(day=day, public=True) for day in days]
        content = papers.bundle(None, records, "zh_CN")
        return zipfile.ZipFile(io.BytesIO(content)).namelist(), papers.bundle_name(records[:1], "zh_CN")

    return pack


def test_no_name_of_a_township_leads_out_of_the_folder_into_which_papers_are_unpacked(packed):
    inside, own = packed(CLIMBING, WORD, "第1镇")
    assert len(inside) == 7
    for each in (*inside, own):
        assert not set(each) & set('/\\:*?"<>|\0\n') and each.isprintable() and len(each) < 120
        assert each.startswith("2026-12-15") and each.endswith((".pdf", ".ics", ".xlsx", ".zip"))


def test_townships_of_one_name_have_an_itinerary_each(packed):
    inside, _ = packed("第1镇", "第1镇", "第1/镇", "第1:镇", "第2镇")
    assert len(set(inside)) == len(inside) == 9
