"""Rules that keep one reader's rows from another, and the documents true."""

import ast
import re
from pathlib import Path

from dashboard.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = ROOT / "dashboard"


def _cached(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                words = ast.unparse(decorator)
                if "cache_resource" in words or "cache_data" in words or words.startswith("kept("):
                    yield node


OF_THE_LAND = ("geography_of", "_reach", "_more_hubs")
"""What reads no petition: outlines, roads, places of reception."""


def test_what_is_cached_for_all_readers_is_keyed_by_scope_and_version():
    found = []
    for path in DASHBOARD.rglob("*.py"):
        functions = list(_cached(ast.parse(path.read_text(encoding="utf-8"))))
        assert not functions or path.parent.name == "cache", path
        found += functions
    assert len(found) >= 3
    for function in found:
        names = [argument.arg for argument in function.args.args]
        assert "key" in names, function.name
        assert "scope" in names or function.name in OF_THE_LAND, function.name
        assert not any(name.startswith("_") for name in names), function.name


def test_only_the_map_is_a_component_of_its_own():
    for path in DASHBOARD.rglob("*.py"):
        assert path.name == "maps.py" or "components.v" not in path.read_text(encoding="utf-8"), path


TOUCHES_THE_SESSION = {"address.py", "steps.py", "language.py"}
"""Controls, refusals that stand, and the language that every sentence asks for."""


def test_only_controls_and_steps_touch_the_session_and_the_address():
    for path in DASHBOARD.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.relative_to(DASHBOARD).as_posix() not in TOUCHES_THE_SESSION:
            assert "session_state" not in text and not re.search(r"\bst\.query_params", text), path


def test_a_form_is_that_of_a_step_and_never_empties_itself():
    for path in DASHBOARD.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "clear_on_submit" not in text, path
        assert path.name == "steps.py" or "st.form(" not in text, path


def test_what_is_refused_of_a_step_is_said_by_steps_alone():
    """A page may show why something cannot be read; what it writes goes through `dashboard.steps`."""
    for path in (DASHBOARD / "pages").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "except Refused" not in text and "st.toast" not in text, path


def _is_alias(node):
    return [each for each in node.names if each.asname and each.asname not in ("np", "pd", "gpd", "st", "dt")]


def test_a_module_of_ours_is_known_by_its_own_name_on_the_pages():
    for path in DASHBOARD.rglob("*.py"):
        if path.parent.name == "cache":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                assert not _is_alias(node), (path, ast.unparse(node))


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"PETITION_MAP_{name.upper()}" in text
        assert field.description


NAMES_NOBODY_FETCHES = (
    "opengis.net/def/crs",
    "www.w3.org/2000/svg",
    "wiki.open311.org/georeport_v2",
    "//localhost",
)


def test_the_program_names_no_address_of_another_host():
    for floor in ("geo", "data", "dashboard"):
        for path in (ROOT / floor).rglob("*"):
            if path.suffix in {".py", ".js", ".css", ".toml"}:
                text = path.read_text(encoding="utf-8").lower()
                for line in text.splitlines():
                    if "http://" in line or "https://" in line:
                        assert any(name in line for name in NAMES_NOBODY_FETCHES), (path, line)
