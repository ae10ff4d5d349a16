"""Teams on the page of coverage, and their packs."""

from tests.dashboard.pages.conftest import open_view, tables, title, words


def test_teams_stand_by_name_with_members_vacancies_and_a_proposal(look):
    page = look("coverage?of=teams&township=330726200")
    loads, *others = tables(page)
    assert title(page).startswith(f"大畈乡 · {len(loads)} 个联心服务团中")
    names = [cells[0] for cells in loads]
    assert names == sorted(names)
    members = others[-1]
    assert len(members) >= 4 * len(loads) and {cells[1] for cells in members} == {
        "联系员",
        "代办员",
        "调解员",
        "服务员",
    }


def test_a_team_sees_its_own_and_prints_its_village(look):
    page = look("coverage?of=teams&role=team")
    assert len(tables(page)[0]) == 1 and "执行调整" not in words(page)
    labels = [each.label for each in look("home?role=team").button]
    assert any("入村工作单" in label for label in labels)


def test_a_county_without_teams_says_what_to_import(record, empty_record, tmp_path):
    from data.store import Store
    from data.tables import Dataset

    path = tmp_path / "empty.gpkg"
    path.write_bytes(empty_record.read_bytes())
    store = Store(str(path))
    with store.write("test", "make", "990001") as session:
        session.add(Dataset(county_code="990001", county_name="测试县", synthetic=False))
    store.close()
    record(path, PETITION_MAP_ROLE="office")
    assert "请由信访局导入服务团" in words(open_view("coverage?of=teams"))
