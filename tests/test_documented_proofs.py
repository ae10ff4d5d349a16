"""Every test that docs/security.md names as a proof exists: a table of threats must not outlive its tests."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROOF = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
SECURITY = ROOT / "docs" / "security.md"


@cache
def _tests(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path,name", sorted(set(PROOF.findall(SECURITY.read_text(encoding="utf-8")))))
def test_a_proof_that_is_named_is_a_test(path, name):
    assert name in _tests(path)


def test_every_threat_has_a_proof_or_says_what_is_missing():
    lines = SECURITY.read_text(encoding="utf-8").splitlines()
    headings = {number - 1 for number, line in enumerate(lines) if line.startswith("|---")}
    rows = [
        line.split("|")[1:-1]
        for number, line in enumerate(lines)
        if line.startswith("|") and not line.startswith("|---") and number not in headings
    ]
    assert rows
    assert [row[0] for row in rows if not PROOF.search(row[-1]) and "not" not in row[-1]] == []
