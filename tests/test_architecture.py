"""The document that shows the house names what stands, and leaves no room out."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = ("geo", "data", "dashboard", "scripts")


def test_every_room_that_is_named_is_there():
    named = set(re.findall(r"`((?:geo|data|dashboard|scripts|tests|docs)/[\w./-]+)`", TEXT))
    assert len(named) > 40
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_module_that_is_named_is_there():
    named = set(re.findall(r"`((?:geo|data|dashboard|scripts)(?:\.[a-z_]+)+)", TEXT))
    assert len(named) > 15
    for name in named:
        parts = name.split(".")
        here = [ROOT.joinpath(*parts[:end]) for end in range(len(parts), 1, -1)]
        assert any(path.is_dir() or path.with_suffix(".py").exists() for path in here), name
        whole = ROOT.joinpath(*parts[:2])
        assert whole.is_dir() or whole.with_suffix(".py").exists(), name


def test_no_room_of_the_house_is_left_out():
    for floor in FLOORS:
        for path in (ROOT / floor).iterdir():
            if path.name.startswith(("_", ".")) or (path.is_file() and path.suffix != ".py"):
                continue
            name = path.relative_to(ROOT).as_posix() + ("/" if path.is_dir() else "")
            assert f"`{name}`" in TEXT, name


def test_one_thing_has_one_noun_and_they_are_few():
    table = TEXT.split("## One noun for one thing")[1].split("## Where to change what")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert 20 < len(rows) <= 50


def test_twenty_likely_changes_say_which_files_to_touch():
    table = TEXT.split("## Where to change what")[1].split("\n## ")[0]
    assert sum(line.startswith("| ") for line in table.splitlines()) - 2 >= 20
