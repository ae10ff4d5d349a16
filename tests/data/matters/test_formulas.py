"""Statements made with one formula: proposed, but clear only where both say the same."""

import pytest

from data.matters import decisions
from data.matters.proposals import propose
from data.matters.rules import WITH_OTHER_WORDS
from tests.data.conftest import TODAY
from tests.data.matters.test_matters import OFFICE, reports  # noqa: F401
from tests.roles import reader

LAMP = (
    "来电人反映文溪社区{}的路灯不亮已有多日，夜间出行不便，存在安全隐患，请求相关部门尽快核实并处理，"
    "将结果反馈来电人。"
)
WAGES = (
    "来电人称其在{}务工，对方拖欠工资至今未付，多次讨要无果，现请求劳动部门尽快介入调查核实并督促对方支付，"
    "保障来电人的合法权益，将处理结果及时回复来电人。"
)


def proposals(reports, one, other):  # noqa: F811
    store = reports(("A", {"days": 20, "statement": one}), ("B", {"statement": other}))
    return propose(reader(OFFICE, store), on=TODAY)


@pytest.mark.parametrize(
    ("formula", "one", "other"),
    [
        (LAMP, "解放路", "人民路"),
        (LAMP, "解放路", "解放东路"),
        (LAMP, "解放路", "解放路东段和人民路"),
        (LAMP, "12幢", "21幢"),
        (LAMP, "南门", "北门"),
        (WAGES, "甲工地", "乙工地"),
        (WAGES, "光明水晶厂", "红星水晶厂"),
        (WAGES, "张三处", "李四处"),
        (WAGES, "某公司", "某公司"),
        (WAGES, "**公司", "**公司"),
        (WAGES, "XX公司", "XX公司"),
    ],
)
def test_another_road_employer_or_person_in_one_formula_is_never_clear(reports, formula, one, other):  # noqa: F811
    proposed = proposals(reports, formula.format(one), formula.format(other))
    assert all(each.score <= WITH_OTHER_WORDS for each in proposed)
    assert decisions.clear(proposed) == []


@pytest.mark.parametrize("tail", ["", "。", "请尽快处理", "谢谢！"])
def test_the_same_words_with_something_behind_them_are_clear(reports, tail):  # noqa: F811
    (proposal,) = proposals(reports, LAMP.format("解放路"), LAMP.format("解放路") + tail)
    assert decisions.clear([proposal]) == [proposal]
