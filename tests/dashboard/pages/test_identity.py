"""A record in earnest: nothing without a login, aggregates on a screen, cases for the office."""

from sqlalchemy import update

from data.tables import Dataset
from tests.county import petition
from tests.dashboard.pages.conftest import everything, open_view, title, words


def test_a_record_that_is_not_the_demos_shows_nothing_without_a_login(store, record):
    with store.write("test", "make real", "county") as session:
        session.execute(update(Dataset).values(synthetic=False))
        session.add(petition("SECRET-1", "990001001001"))
    record(store.url)
    for view in ("", "plan", "coverage", "briefing", "import", "?role=office"):
        page = open_view(view)
        assert title(page) == "尚未登录"
        assert "SECRET-1" not in everything(page)
    assert title(open_view("?screen=1")) == "尚未登录"
    record(store.url, PETITION_MAP_ROLE="screen")
    for view in ("", "coverage", "?village=990001001001&span=1"):
        page = open_view(view)
        assert title(page) == "暂无可显示的内容", "a single petition is not told, as if there were none"
        assert len(page.button) == 0
        assert not any('class="pm-table' in each.value for each in page.html)
    record(store.url, PETITION_MAP_ROLE="office")
    page = open_view("?village=990001001001")
    assert "SECRET-1" in words(page) and "SECRET-1" in everything(page)
    assert not any('class="pm-demo"' in each.value for each in page.html)
