"""The words: every sentence of the program is there in Chinese, with the same fields."""

import ast
import datetime as dt
import importlib
import pkgutil
import re
import string
from enum import Enum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import data
import geo
from data.terms import categories, category_names
from data.text import LANGUAGES, Words, in_both
from geo.errors import FrameError
from geo.terms import C_, CONTEXT, Term

ROOT = Path(__file__).resolve().parents[2]
MARKS = (
    "_ N_ Fault Notice Refused FrameError BoundaryError StoreRefused ImportRefused PlanRefused RepairRefused"
    " CaseRefused MatterRefused RoadError VisitError FindingRefused RuleRefused AccountRefused KeyRefused"
    " SignInRefused BackupRefused UploadRefused ClockRefused LogRefused DeskRefused ServiceRefused in_both"
    " FollowupRefused BriefingRefused AlreadyDone ProvinceRefused AnswerRefused UnitRefused labelled"
)
IN_CONTEXT = ("C_", "in_context")
SEEN_BY_NOBODY = {
    "data.casework.fields.Kind",
    "data.clocks.Stand",
    "data.scope.Role",
    "geo.gazetteer.names.Kind",
    "geo.gazetteer.answers.Reason",
}
"""Role and stand have sentences of their own (`dashboard.identity`, `pages.case`); the others stay inside."""


def _trees(*folders):
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _constants(call):
    return [each.value if isinstance(each, ast.Constant) else None for each in call.args[:2]]


def _sentences(*folders):
    """Context (or None) and sentence of whatever is marked; f-strings are looked into as well."""
    found = {(None, name) for name in category_names().values()}
    for _, tree in _trees(*(folders or ("geo", "data", "dashboard", "scripts"))):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            match _constants(call):
                case [str(context), str(sentence)] if name in IN_CONTEXT:
                    found.add((context, sentence))
                case [str(sentence), *_] if name in MARKS.split():
                    found.add((None, sentence))
    return found


@pytest.fixture(scope="module")
def catalog():
    path = ROOT / "data" / "text" / "zh_CN" / "LC_MESSAGES" / "messages.po"
    with path.open(encoding="utf-8") as file:
        return {(each.context, each.id): each.string for each in read_po(file, locale="zh_CN") if each.id}


@pytest.mark.parametrize(
    ("sentence", "n", "told"),
    [
        ("half of those placed in {n} villages", "1", "half of those placed in 1 village"),
        ("half of those placed in {n} villages", "11", "half of those placed in 11 villages"),
        ("{n} more villages are in the exported list", 1, "1 more village is in the exported list"),
        ("Log: {n} entries", "1", "Log: 1 entry"),
    ],
)
def test_english_tells_of_one_where_there_is_one(sentence, n, told):
    assert Words("en")(sentence, n=n) == told


def test_words_from_outside_are_told_as_they_are_whatever_they_count():
    told = Words("en")("The file {file} holds no areas", file="1 villages")
    assert told == "The file 1 villages holds no areas"


def test_every_sentence_is_there_in_chinese(catalog):
    assert [sentence for sentence in _sentences() if not catalog.get(sentence)] == []


def test_no_translation_is_left_of_a_sentence_that_is_gone(catalog):
    assert set(catalog) - _sentences() == set()


def test_a_translation_has_the_fields_of_its_sentence(catalog):
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    wrong = [key for key, words in catalog.items() if not fields(words) <= fields(key[1])]
    assert wrong == []


NOT_FOR_A_PAGE = re.compile(r"(?<!\w)--\w|python|PETITION_MAP|\.md\b|`|\bscripts\b")
BEFORE_ANY_PAGE = {
    "The value of {names} cannot be used: docs/operations.md says what it may be. Correct it, or take it"
    " out of the environment",
    "Set PETITION_MAP_BASE_PATH instead of Streamlit's server.baseUrlPath",
}


def test_no_sentence_of_a_page_names_a_command_a_setting_or_a_file_of_ours(catalog):
    shown = _sentences("geo", "data", "dashboard")
    assert len(shown) > 1500
    told = {key: f"{key[1]}\n{catalog[key]}" for key in shown if key[1] not in BEFORE_ANY_PAGE}
    assert {key for key, both in told.items() if NOT_FOR_A_PAGE.search(both)} == set()


def test_chinese_comes_first(catalog):
    assert LANGUAGES[0] == "zh_CN"
    assert Words("zh_CN")("Hard") == "疑难"
    assert Words("en")("Hard") == "Hard"


def test_a_refusal_is_told_in_both_languages():
    error = FrameError("The reference frame is not declared: say which one, for example EPSG:4490")
    assert Words("en").say(error) == str(error)
    chinese, english = in_both(error.message, "\n", **error.values).splitlines()
    assert english == str(error)
    assert "坐标" in chinese


def test_both_generations_of_categories_have_their_names():
    assert len(categories("old17")) == 17
    assert categories("old17")["environment"] == "环境保护"
    assert categories("2022")["ecology"] == "生态环境"
    assert categories("unheard-of") == {}


def _enumerations():
    for package in (geo, data):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name == "data.migrations.env":  # alembic runs it
                continue
            for kind in vars(importlib.import_module(module.name)).values():
                if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.name:
                    yield f"{module.name}.{kind.__name__}", kind


def test_whatever_is_enumerated_and_seen_has_its_name_beside_it_in_both_languages(catalog):
    kinds = dict(_enumerations())
    assert len(kinds) > 20
    assert kinds.keys() >= SEEN_BY_NOBODY
    for name, kind in kinds.items():
        if name not in SEEN_BY_NOBODY | {"geo.terms.Term"}:
            assert issubclass(kind, Term), name
            for term in kind:
                *context, english = term.label.split(CONTEXT)
                assert english
                assert re.search("[\u4e00-\u9fff]", catalog[context[0] if context else None, english]), term


def test_one_english_word_with_two_meanings_has_two_chinese_ones():
    words = Words("zh_CN")
    assert words.in_context("a stop", "Later") != words.in_context("a page", "Later") == "下一页"
    assert "取消" not in words.in_context("a stop", "Take out")
    assert words(C_("a page", "Later")) == "下一页"
    assert Words("en").in_context("a page", "Later") == "Later"


def test_every_context_gives_another_meaning_than_the_word_alone_or_in_another_context(catalog):
    for context, english in catalog:
        if context == "pattern":
            continue
        same = {where: chinese for (where, each), chinese in catalog.items() if each == english}
        assert context is None or len(same) == 1 or len(set(same.values())) > 1, same


def test_no_sentence_stands_in_both_languages_in_the_code():
    both = re.compile(r"(?:^|[\s（(])[A-Za-z][a-z]+(?:[\s,.:;)）]|$)")
    wrong = []
    for path, tree in _trees("data", "dashboard", "scripts/commands"):
        remarks = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if node not in remarks:
                    pass
                case ast.JoinedStr():
                    text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
                case _:
                    continue
            if re.search("[\u4e00-\u9fff]", text) and both.search(text):
                wrong.append((path.name, text))
    assert wrong == []


def test_days_and_figures_are_told_as_each_language_has_them():
    chinese, english = map(Words, LANGUAGES)
    day = dt.date(2026, 12, 5)
    assert (chinese.date(day), english.date(day)) == ("12月5日", "5 December")
    assert (chinese.date(day, year=True), english.date(day, year=True)) == (
        "2026年12月5日",
        "5 December 2026",
    )
    assert chinese.iso(day) == english.iso(day) == "2026-12-05"
    assert chinese.months(dt.date(2025, 11, 1), day) == "2025年11月—2026年12月"
    assert english.months(dt.date(2026, 11, 1), day).split() == ["Nov", "–", "Dec", "2026"]
    assert chinese.months(day, day) == "2026年12月"
    assert (english.number(1234.56, 1), english.signed(0), english.signed(-2)) == ("1,234.6", "+0", "-2")
    assert (english.percent(1, 3), english.percent(1, 0)) == ("33.3%", "—")
    assert (english.clock(8 * 60 + 30), english.span(540, float("nan"))) == ("08:30", "09:00–—")
    assert Words("en") == english and len({Words("en"), english}) == 1
