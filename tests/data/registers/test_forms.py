"""The empty form of a register is read by its own import as it comes back."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from data.importing.registers.importer import REGISTERS, import_register
from data.registers.forms import HINTS, form, heading
from data.text import LANGUAGES
from geo.errors import Refused
from tests.county import TODAY, petition, policy

FILLED = {
    "leader": "测试领导1",
    "post": "副县长",
    "portfolio": "农业",
    "township": "第1镇",
    "village": "990001001001",
    "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
    "first": "2026-12-01",
    "last": "2026-12-20",
    "substitute": "测试领导2",
    "substitute_post": "副县长",
    "name": "第1镇综治中心",
    "longitude": "119.92",
    "latitude": "29.42",
    "services": "调解室",
    "service": "法官工作室",
    "presence": "轮驻",
    "days": "周一至周三、5",
    "opens": "8:30",
    "closes": "17:00",
    "team": "测试服务团",
    "member": "测试甲",
    "duty": "调解员",
    "phone": "0579-1",
    "on": "2026-11-01",
    "residents": "1200",
    "working": "放假",
    "unit": "县民政局",
    "categories": "民政与应急",
    "deputies": "2",
    "grade": "县级领导",
    "takes_township": "是",
    "year": "2002",
    "counted_in": "件（人）次",
    "total": "10307",
    "source": "县信访局年报",
    "month": "2026-10",
    "cases": "12",
    "title": "农村建房",
    "category": "城乡建设",
    "problem": "审批慢",
    "proposal": "并联审批",
    "proposed": "2026-01-05",
    "replied": "2026-10-20",
    "reply": "同意",
    "measure": "并联审批",
    "taken": "2026-03-01",
    "finding_id": "",
    "households": "120",
    "instruction": "批示1",
    "proposal_number": "建议1",
    "proposal_kind": "完善政策建议",
    "subject": "某村污水",
    "text": "请县水务局办理",
    "owner": "县水务局",
    "case": "A",
    "led_case": "A",
    "issued": "2026-10-01",
    "due": "2026-10-31",
    "done": "2026-10-20",
    "proof": "办结报告1号",
    "handler": "县水务局",
    "helpers": "县住建局",
    "plan": "先勘查，再整改",
    "since": "2026-10-01",
    "led_until": "2026-12-31",
    "ended": "2026-11-01",
    "agenda": "议题一；议题二",
    "aliases": "县水利局",
    "agent": "测试乙",
    "agent_point": "代办点1",
    "first_day": "2026-01-01",
}


def rows_of(kind, language):
    return CalamineWorkbook.from_filelike(io.BytesIO(form(kind, language))).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REGISTERS)
def test_a_form_that_was_filled_in_is_taken_whole(store, tmp_path, kind, language):
    fields = REGISTERS[kind].fields
    hints, header = rows_of(kind, language)
    assert header == [heading(field, language) for field in fields.values()] and all(hints)
    path = tmp_path / "form.csv"
    with store.write("test", "add", "A") as session:
        session.add(petition("A", "990001001001"))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([hints, header, [FILLED[name] for name in fields]])
    if kind == "households":
        with store.write("test", "add", "policy") as session:
            session.add(policy())
    report = import_register(store, kind, path, frame="EPSG:4490", actor="test", today=TODAY)
    assert (report.rows, report.rejected) == (1, 0), report.faults


def test_every_column_of_every_form_has_its_hint():
    assert {name for register in REGISTERS.values() for name in register.fields} == set(HINTS)


def test_a_form_that_was_not_filled_in_is_told(store, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(form("leaders", "zh_CN"))
    with pytest.raises(Refused, match="has a header but no rows"):
        import_register(store, "leaders", path, actor="test", today=TODAY)
