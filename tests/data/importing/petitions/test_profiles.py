"""Profiles kept in the record."""

from pathlib import Path

import pytest

from data.errors import ImportRefused
from data.importing.petitions.columns import FIELDS, Profile, propose
from data.importing.petitions.profile_files import save_profile
from data.importing.petitions.profiles import (
    fingerprint,
    profile_for,
    profile_named,
    profile_or_file,
    profiles,
    remove,
    save,
)
from data.tables.petitions import Petition
from tests.data.importing.conftest import stored
from tests.roles import LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP, writer

HEADER = ["甲", "乙", "丙", "丁"]
ROWS = [["1", "2026-10-01", "生态环境", "飞鸽"]]
PROFILE = Profile(
    {"number": ("甲",), "filed": ("乙",), "category": ("丙",), "channel": ("丁",)},
    frame="EPSG:4490",
    values={"channel": {"飞鸽": "letter"}},
)


@pytest.fixture
def office(store):
    return writer(OFFICE, store)


def test_a_profile_is_kept_and_found_by_its_name_and_by_the_headings_of_the_next_file(store, office):
    save(office, "外地系统", PROFILE, HEADER)
    assert profile_named(store, "外地系统").profile == PROFILE
    assert profile_for(store, ["丁", "（甲）", " 乙", "丙", ""]).name == "外地系统"
    assert profile_for(store, [*HEADER, "戊"]) is None and profile_for(store, [""]) is None


def test_the_next_file_is_read_with_it_and_that_is_told(store, office, file_of, take_in):
    save(office, "外地系统", PROFILE, HEADER)
    report = take_in(file_of([["登记表；2026", "", "", ""], HEADER, *ROWS], ["", "", "", ""]))
    assert stored(store, Petition.number, Petition.channel) == {"1": ("letter",)}
    assert report.notices[-1].say("en").startswith("Read with the profile 外地系统")


def test_an_import_takes_a_profile_by_name_or_by_path(store, office, file_of, take_in, tmp_path):
    save(office, "外地系统", PROFILE)
    assert take_in(file_of(ROWS, HEADER), profile="外地系统").stored == 1
    path = tmp_path / "p.toml"
    save_profile(PROFILE, path)
    assert profile_or_file(store, path) == PROFILE == profile_or_file(store, str(path))
    with pytest.raises(ImportRefused, match="There is no profile 别的: neither on record nor as a file"):
        take_in(file_of(ROWS, HEADER), profile="别的")
    with pytest.raises(ImportRefused, match=r"There is no file 别的\.toml"):
        take_in(file_of(ROWS, HEADER), profile="别的.toml")


def test_a_name_is_given_once_and_of_two_profiles_for_the_same_headings_the_newest_counts(store, office):
    save(office, "一", PROFILE, HEADER)
    save(office, "二", PROFILE, HEADER)
    save(office, "一", Profile(PROFILE.columns), HEADER)
    assert [kept.name for kept in profiles(store)] == ["一", "二"]
    assert profile_for(store, HEADER).profile.frame is None


def test_a_removed_profile_is_gone(store, office):
    save(office, "一", PROFILE, HEADER)
    remove(office, "一")
    assert profiles(store) == []
    for missing in (remove, lambda _, name: profile_named(store, name)):
        with pytest.raises(ImportRefused, match="There is no profile 一 on record"):
            missing(office, "一")


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a/b", "a\\b", "a\nb"])
def test_a_profile_needs_a_name(office, name):
    with pytest.raises(ImportRefused, match="needs a name of at most 100 characters"):
        save(office, name, PROFILE)


@pytest.mark.parametrize("scope", [LEADER, TOWNSHIP, TEAM, SCREEN])
def test_only_the_office_keeps_and_removes_profiles(store, office, scope):
    save(office, "一", PROFILE)
    other = writer(scope, store)
    for step in (lambda: save(other, "二", PROFILE), lambda: remove(other, "一")):
        with pytest.raises(ImportRefused, match="Only the petition office keeps profiles"):
            step()
    assert [kept.name for kept in profiles(store)] == ["一"]


# --- columns with sense ------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["number", "filed", "status", "by_proxy", "people", "longitude", "phone"])
def test_two_columns_of_one_field_are_refused_where_they_make_no_sense(office, file_of, take_in, field):
    columns = {**PROFILE.columns, field: ("甲", "乙")}
    with pytest.raises(ImportRefused, match=f"The profile puts several columns to {field}: 甲, 乙"):
        save(office, "一", Profile(columns))
    if field not in ("longitude",):
        with pytest.raises(ImportRefused, match=f"several columns to {field}"):
            take_in(file_of(ROWS, HEADER), profile=Profile(columns))


@pytest.mark.parametrize("field", ["address", "category", "statement", "home", "unit"])
def test_texts_may_be_joined_of_several_columns(office, field):
    save(office, "一", Profile({**PROFILE.columns, field: ("甲", "丙")}))


def test_one_column_of_two_fields_is_refused_unless_one_of_them_is_a_text(store, office, file_of, take_in):
    columns = {**PROFILE.columns, "closed": ("乙",)}
    with pytest.raises(ImportRefused, match="puts one column to two fields: 乙 to filed and closed"):
        take_in(file_of(ROWS, HEADER), profile=Profile(columns))
    save(office, "一", Profile({**PROFILE.columns, "address": ("丁",)}))
    assert stored(store, Petition.number) == {}


def test_what_is_proposed_from_any_header_of_an_office_makes_sense():
    propose(["编号", "受理时间", "代办员", "是否代办", "户籍地", "常住地"]).check_columns()


def test_the_fingerprint_of_headings_leaves_their_order_and_signs_aside():
    assert fingerprint(["信访件编号", "村（社区）"]) == fingerprint([" 村(社区)", "", "信访件编号"])
    assert fingerprint(["", " "]) == "" != fingerprint(["a"])


def test_the_documents_name_every_field_of_a_profile():
    document = (Path(__file__).parents[4] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"`{name}`" not in document] == []
