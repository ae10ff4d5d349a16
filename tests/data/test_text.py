"""The words: every sentence of the program is there in Chinese, with the same fields."""

import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from data.terms import NAMES, categories, category_names
from data.text import LANGUAGES, say, say_both, translator
from geo.errors import FrameError

ROOT = Path(__file__).resolve().parents[2]
MARKS = (
    "_ N_ Fault Notice Refused FrameError BoundaryError StoreRefused ImportRefused PlanRefused RepairRefused"
    " MatterRefused RoadError VisitError FindingRefused RuleRefused"
)
KEYWORDS = dict.fromkeys(MARKS.split())


def _sentences():
    found = {*NAMES.values(), *category_names().values()}
    for floor in ("geo", "data", "dashboard", "scripts"):
        for _, _, message, _, _ in extract_from_dir(ROOT / floor, [("**.py", "python")], keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.fixture(scope="module")
def catalog():
    path = ROOT / "data" / "text" / "zh_CN" / "LC_MESSAGES" / "messages.po"
    with path.open(encoding="utf-8") as file:
        return {message.id: message.string for message in read_po(file, locale="zh_CN") if message.id}


def test_every_sentence_is_there_in_chinese(catalog):
    assert sorted(sentence for sentence in _sentences() if not catalog.get(sentence)) == []


def test_no_translation_is_left_of_a_sentence_that_is_gone(catalog):
    assert sorted(set(catalog) - _sentences()) == []


def test_a_translation_has_the_fields_of_its_sentence(catalog):
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    wrong = [key for key, words in catalog.items() if not fields(words) <= fields(key)]
    assert wrong == []


def test_chinese_comes_first(catalog):
    assert LANGUAGES[0] == "zh_CN"
    assert translator("zh_CN")("Hard") == "疑难"
    assert translator("en")("Hard") == "Hard"


def test_a_refusal_is_told_in_both_languages():
    error = FrameError("The reference frame is not declared: say which one, for example EPSG:4490")
    assert say(error, "en") == str(error)
    chinese, english = say_both(error).splitlines()
    assert english == str(error)
    assert "坐标" in chinese


def test_both_generations_of_categories_have_their_names():
    assert len(categories("old17")) == 17
    assert categories("old17")["environment"] == "环境保护"
    assert categories("2022")["ecology"] == "生态环境"
    assert categories("unheard-of") == {}
