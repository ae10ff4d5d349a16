"""Every test that a document names as a proof exists: a table of threats or faults outlives none."""

import ast
import re
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROOF = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
DOCUMENTS = [ROOT / "docs" / name for name in ("security.md", "look.md", "statistics.md")]
PROVEN = ("proof", "held by")
"""What the last column of a table of proofs is called; other tables are of figures."""


@cache
def _tests(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


PROOFS = {proof for each in DOCUMENTS for proof in PROOF.findall(each.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path,name", sorted(PROOFS))
def test_a_proof_that_is_named_is_a_test(path, name):
    assert name in _tests(path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_threat_and_fault_has_a_proof_or_says_what_is_missing(document):
    lines = document.read_text(encoding="utf-8").splitlines()
    begins = [number for number, line in enumerate(lines) if line.startswith("|---")]
    rows = [
        line.split("|")[1:-1]
        for begin in begins
        if lines[begin - 1].split("|")[-2].strip() in PROVEN
        for line in takewhile(lambda line: line.startswith("|"), lines[begin + 1 :])
    ]
    assert rows
    assert [row[0] for row in rows if not PROOF.search(row[-1]) and "not" not in row[-1]] == []
