"""Pages run as Streamlit runs them, without a browser, on a small record."""

import json
import re
from functools import cache as keep

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, element_tree, local_script_runner

from dashboard import cache, settings, visitors
from dashboard.cache import heavy
from dashboard.record import forget_record
from data.scope import Role
from tests.data.conftest import store as _store

store = _store

PAGE = """
from dashboard import cache
from dashboard.loading import load
from data.scope import Role, Scope
dataset = cache.store().dataset()
scope = Scope.of(Role({role!r}), [{division!r} or dataset.county_code], dataset.county_code, {units!r})
load("dashboard.pages.{view}.page").show(scope, dataset)
"""


@pytest.fixture(scope="session", autouse=True)
def _packages_looked_through_once():
    """Streamlit looks for components in every installed package, for each page that a test opens."""
    with pytest.MonkeyPatch.context() as patch:
        scan = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, "scan_component_manifests", keep(scan))
        yield


@pytest.fixture(scope="session", autouse=True)
def _runs_are_waited_for():
    """Streamlit looks each millisecond through all that a run has told, whether it has ended."""
    looked = local_script_runner.require_widgets_deltas

    def waited(runner, timeout):
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        looked(runner, 1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", waited)
        yield


@pytest.fixture(scope="session", autouse=True)
def _long_lists_as_the_browser_has_them():
    """The rows of a long list come as a text, which a script puts into it (`dashboard.drawing.tables`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(element_tree.Html, "value", property(lambda html: _with_rows(html.proto.body)))
        yield


def _with_rows(body):
    sent = re.search(r'<script type="application/json" class="pm-rows">(.*?)</script>', body)
    if not sent:
        return body
    return body.replace("<tbody></tbody>", f"<tbody>{json.loads(sent[1])}</tbody>").replace(sent[0], "")


@pytest.fixture
def opened_record(store, monkeypatch):
    """The small county, as the record that this process has opened."""
    monkeypatch.setenv("PETITION_MAP_DATABASE", store.url)
    settings.settings.cache_clear()
    forget_record()
    yield store
    cache.store().close()
    settings.settings.cache_clear()
    forget_record()


@pytest.fixture
def open_view(opened_record, monkeypatch):
    """Function that opens a view of the small record: its name, what the address asks, and as whom.

    That nobody opens it who is not signed in is tested in tests/dashboard/access.
    """
    monkeypatch.setattr(visitors, "check", lambda *_, **__: visitors.Look(visitors.Entrance.DEMO, None))
    st.cache_resource.clear()

    def opened(view, role=Role.OFFICE, division=None, units=(), **address):
        script = PAGE.format(view=view, role=role.value, division=division, units=units)
        page = AppTest.from_string(script, default_timeout=60)
        page.query_params.update(address)
        return page.run()

    yield opened
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _answers_are_awaited(monkeypatch):
    """A page waits for what takes long, so that its first run has it; what is shown meanwhile is asked in
    test_heavy.py."""
    monkeypatch.setattr(heavy, "PATIENCE", 60.0)
