"""Registers on the command line, from an empty record to a county with leaders, hubs, teams and residents."""

import csv

import pytest
from typer.testing import CliRunner

from data.importing.files.readers import read_table
from data.importing.registers.importer import REGISTERS
from data.store import Store
from scripts.__main__ import app
from tests.county import petition

FILES = {
    "contracts": [
        ["姓名", "职务", "包干乡镇", "开始日期"],
        ["王芳", "县长", "浦南街道", "2026-01-01"],
        ["李强", "书记", "330726101", "2026-01-01"],
    ],
    "absences": [["姓名", "首日", "末日", "代接领导"], ["王芳", "2026-12-10", "2026-12-20", "李强"]],
    "recusals": [["姓名", "回避村"], ["王芳", "前于村"]],
    "hubs": [["名称", "乡镇", "经度", "纬度"], ["浦南接访中心", "浦南街道", "119.93", "29.40"]],
    "windows": [["乡镇", "窗口", "入驻方式", "服务日"], ["浦南街道", "法官工作室", "轮驻", "周三"]],
    "visit-points": [["村", "经度", "纬度", "开门时间"], ["前于村", "119.93", "29.40", "8:30"]],
    "teams": [["服务团", "村", "开始日期"], ["前于服务团", "前于", "2026-01-01"]],
    "contacts": [["服务团", "村", "日期"], ["前于服务团", "前于村", "2026-01-02"]],
    "residents": [["村", "人口"], ["前于村", "1200"]],
    "leaders": [["姓名", "职务", "分管工作"], ["钱七", "副县长", "农业"], ["赵六", "副县长", ""]],
    "members": [["服务团", "姓名", "职责"], ["前于服务团", "测试甲", "调解员"]],
    "calendar": [["日期", "安排", "名称"], ["2027-01-01", "放假", "元旦"]],
    "rota": [
        ["日期", "领导", "值守地点", "开始时间", "结束时间"],
        ["2026-12-05", "王芳", "330726", "8:30", "11:30"],
    ],
    "units": [["单位", "分管类别", "可派领导数"], ["县自然资源局", "自然资源、城乡建设", "3"]],
    "totals": [["年份", "计量单位", "信访总量"], ["2002年", "件（人）次", "10307"], ["2019", "批", "1,024"]],
    "court-cases": [["乡镇", "月份", "收案数"], ["浦南街道", "2026年1月", "31"], ["330726", "2026-01", "0"]],
    "policies": [
        ["政策事项", "适用范围", "类别", "反映问题", "建议", "责任单位", "提出日期", "答复日期"],
        ["农村建房", "330726", "城乡建设", "审批慢", "并联审批", "县自然资源局", "2026-01-05", ""],
    ],
    "households": [["政策事项", "乡镇", "日期", "受益户数"], ["农村建房", "浦南", "2026-01-20", "120户"]],
    "instructions": [
        ["批示编号", "批示领导", "批示事项", "承办单位", "批示日期", "办理期限", "办结日期", "办理结果"],
        ["批1", "王芳", "前于村污水", "县水务局", "2026-10-01", "2026-10-31", "2026-10-20", "已整改"],
    ],
    "led-cases": [
        ["信访件编号", "包案领导", "承办单位", "包案日期", "化解期限"],
        ["A1", "王芳", "县水务局", "2026-10-01", "2026-12-31"],
    ],
    "proposals": [
        ["建议编号", "建议类型", "建议事项", "被建议单位", "建议日期", "反馈期限"],
        ["建1", "完善政策建议", "完善建房审批", "县自然资源局", "2026-10-01", "2026-11-01"],
    ],
    "meetings": [
        ["会议日期", "召开单位", "主持人", "议题"],
        ["2026-10-09", "330726", "王芳", "议题一；议题二"],
    ],
    "agent-points": [["代办点", "村"], ["前于代办点", "前于村"]],
    "agents": [["代办员", "代办点", "村", "电话"], ["测试乙", "前于代办点", "前于村", "0579-1"]],
}


@pytest.fixture
def file_of(tmp_path):
    def write(rows, name="register.csv"):
        path = tmp_path / name
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def county(run, file_of, tmp_path):
    """Pujiang with its real townships, one made-up list of villages, and a case."""
    villages = [["code", "name"], ["330726001001", "前于村村民委员会"], ["330726101001", "后于村村民委员会"]]
    path = file_of(villages, "villages.csv")
    assert run("import-divisions", path, "--county", "330726", "--name", "浦江县")[0] == 0
    store = Store(str(tmp_path / "county.gpkg"))
    with store.write("test", "add", "A1") as session:
        session.add(petition("A1", "330726001001", county_code="330726"))
    store.close()


def test_every_register_is_taken_in_and_again_changes_nothing(run, county, file_of):
    assert list(FILES) == list(REGISTERS)
    for again in (False, True):
        for kind, rows in FILES.items():
            code, told, err = run("import-register", kind, file_of(rows), "--crs", "EPSG:4490")
            assert (code, err, told["faults"], told["kind"]) == (0, "", [], kind)
            done = {"rows": len(rows) - 1, "duplicates" if again else "stored": len(rows) - 1}
            counts = ("rows", "stored", "replaced", "rejected", "duplicates", "ended")
            assert {name: told[name] for name in counts} == dict.fromkeys(counts, 0) | done, kind


def test_what_ended_and_what_was_rejected_is_for_reading(run, county, file_of, tmp_path):
    run("import-register", "contracts", file_of(FILES["contracts"]))
    rows = [
        FILES["contracts"][0],
        ["赵六", "副县长", "浦南", "2026-07-01"],
        ["钱七", "副县长", "浦东", "2026-07-01"],
    ]
    rejected = tmp_path / "rejected.xlsx"
    code, out, _ = run(
        "import-register", "contracts", file_of(rows), "--rejected", rejected, "--dry-run", as_json=False
    )
    assert code == 0 and "Checked only, nothing kept" in out
    assert "浦南街道 王芳 → 2026-07-01" in out
    assert "row 3: No township on record is called 浦东" in out
    with read_table(rejected) as table:
        (chunk,) = table.chunks
    assert chunk.rows[0][:4] == rows[2]
    _, told, _ = run("import-register", "contracts", file_of(rows))
    assert told["ended_here"] == [
        {"code": "330726001", "place": "浦南街道", "holder": "王芳", "on": "2026-07-01"}
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hubs",), "reference frame is not declared"),
        (("people",), "There is no register people"),
        (("residents",), "needs columns that were not found"),
        (("hubs", "--rejected", "rejected.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_both_languages(run, county, file_of, arguments, told):
    kind, *options = arguments
    code, answer, err = run("import-register", kind, file_of(FILES["hubs"]), *options)
    assert code == 2 and told in err and set(answer["error"]) == {"zh", "en"}


def test_the_command_explains_itself_in_both_languages():
    shown = CliRunner().invoke(app, ["import-register", "--help"], env={"COLUMNS": "250"}).stdout
    assert "导入台账" in shown and all(kind in shown for kind in REGISTERS)
