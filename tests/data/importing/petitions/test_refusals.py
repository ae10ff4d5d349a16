"""Files that are refused as a whole: the reason is clear, and the record is as it was."""

import signal
import subprocess
import sys
import textwrap

import pytest

from data.importing.petitions.importer import import_petitions
from data.store import Store
from data.tables.petitions import Petition
from data.text import Words
from geo.errors import Refused
from tests.data.importing.conftest import HEADER, TODAY, contents, row, stored

MANY = 40


@pytest.fixture
def refused(store, take_in):
    """Function that imports, and returns the sentence of the refusal."""

    def run(path, **options):
        before = contents(store)
        with pytest.raises(Refused) as caught:
            take_in(path, **options)
        assert contents(store) == before
        assert Words("zh_CN").say(caught.value)
        return str(caught.value)

    return run


def points(x, y):
    return [row(number, 经度=x, 纬度=y) for number in range(MANY)]


def test_swapped_longitude_and_latitude(refused, file_of):
    path = file_of([*points("29.42", "119.92"), row("a")])
    assert refused(path, frame="EPSG:4490").startswith(
        "Longitude and latitude are swapped: 100 % of the points lie in the county only the other way round."
    )


def test_points_far_from_the_county(refused, file_of):
    told = refused(file_of(points("116.4", "39.9")), frame="EPSG:4490")
    assert "100 % of the points lie far outside the county, about 12" in told
    assert "the declared reference frame EPSG:4490 is probably wrong" in told


def test_points_in_metres_declared_as_degrees(refused, file_of):
    assert "are no places in EPSG:4490" in refused(file_of(points("492000", "3254000")), frame="EPSG:4490")


def test_a_minority_of_bad_points_does_not_stop_the_file(file_of, take_in):
    rows = [
        *points("119.92", "29.42"),
        row("a", 经度="29.42", 纬度="119.92"),
        row("b", 经度="116", 纬度="39"),
    ]
    report = take_in(file_of(rows), frame="EPSG:4490")
    assert (report.stored, report.rejected) == (MANY + 1, 1)
    assert [fault.say("en") for fault in report.faults] == ["经度 and 纬度 are no place in EPSG:4490"]


def test_points_without_a_declared_frame(refused, file_of):
    assert "their reference frame is not declared: say which one" in refused(
        file_of(points("119.92", "29.42"))
    )


def test_an_unknown_frame(refused, file_of):
    assert "unknown" in refused(file_of([row("1")]), frame="EPSG:99999")


def test_empty_coordinates_need_no_frame(file_of, take_in):
    assert take_in(file_of([row("1")])).stored == 1


def test_missing_columns(refused, file_of):
    assert refused(file_of([["1", "x"]], ["编号", "备注"])).startswith(
        "No column was found for: 登记时间 filed, 内容分类 category."
    )


def test_an_empty_file(refused, tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    assert refused(path) == "The file empty.csv is empty"


def test_a_file_in_the_wrong_encoding(refused, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(HEADER).encode("utf-16"))
    assert "wrong encoding" in refused(path)


def test_a_file_that_breaks_off_after_good_rows(refused, file_of):
    path = file_of([row(number) for number in range(MANY)])
    with path.open("a", encoding="utf-8") as file:
        file.write('"浦信99,2026-10-01\n')
    assert "quotation marks do not match" in refused(path)


@pytest.mark.parametrize("number", ["3.30726E+17", "330726198001010000"])
def test_identity_numbers_that_a_spreadsheet_damaged(refused, file_of, number):
    path = file_of([[*row(n), number] for n in range(3)], [*HEADER, "身份证号"])
    told = refused(path)
    assert "The numbers in column 身份证号 are damaged (row 2)" in told and number not in told


def test_a_record_without_a_county(empty_store, file_of):
    with pytest.raises(Refused, match="holds no county yet"):
        import_petitions(empty_store, file_of([row("1")]), actor="test")


KILLED = """
    import datetime as dt, sys
    from data.importing.petitions.importer import import_petitions
    from data.store import Store

    def progress(rows):
        print(rows, flush=True)

    store, today = Store(sys.argv[1]), dt.date(2026, 11, 24)
    import_petitions(store, sys.argv[2], actor="test", today=today, progress=progress)
"""


def test_a_killed_import_leaves_the_record_as_it_was(store, file_of, take_in):
    take_in(file_of([row("前")], name="before.csv"))
    before = contents(store)
    path = file_of([row(number) for number in range(40_000)], name="large.csv")
    command = [sys.executable, "-c", textwrap.dedent(KILLED), store.url, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "10000"  # the rest is on its way in
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    reopened = Store(store.url).entire()
    assert contents(reopened) == before
    assert list(stored(reopened, Petition.number)) == ["前"]
    assert import_petitions(reopened, path, actor="test", today=TODAY).stored == 40_000
    reopened.close()
