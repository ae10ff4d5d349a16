"""A command runs on a machine that has nothing but Python."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine(tmp_path):
    """Function that runs a command on a Python without any package: exit code, stdout, stderr."""
    root = tmp_path / "program"
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("geo", "data", "pyproject.toml", "requirements.txt"):
        (root / name).symlink_to(ROOT / name)

    def command(*arguments):
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP"))}
        asked = [sys.executable, "-S", "-m", "scripts", *arguments]  # -S: no packages are seen
        own["PIP_NO_INDEX"] = "1"
        done = subprocess.run(asked, cwd=root, env=own, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    command.root = root
    return command


@pytest.fixture
def with_environment(machine):
    """The same with the project's environment made, as a first start leaves it."""
    folder = machine.root / ".venv"
    venv.EnvBuilder(with_pip=False, symlinks=True).create(folder)
    site = sysconfig.get_path("purelib", vars={"base": folder, "platbase": folder})
    Path(site, "packages.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    digest = hashlib.sha256((machine.root / "requirements.txt").read_bytes()).hexdigest()
    (folder / "requirements.txt.sha256").write_text(digest, encoding="utf-8")
    return machine


def test_a_command_finds_the_environment_by_itself_and_says_nothing_of_it(with_environment):
    asked = ("init", "--county", "330726", "--name", "浦江县", "--database", "county.gpkg", "--json")
    code, told, aside = with_environment(*asked)
    assert (code, aside) == (0, "")
    assert json.loads(told) == {"county": "330726", "name": "浦江县", "made": True}


def test_what_a_command_refuses_there_is_refused_here(with_environment):
    code, told, aside = with_environment("figures", "--database", "none.gpkg", "--json")
    assert code == 2
    assert set(json.loads(told)["error"]) == {"zh", "en"}
    assert aside


def test_without_packages_to_be_had_it_says_so_and_keeps_stdout_clean(machine):
    code, told, aside = machine("figures", "--json")
    assert (code, told) == (1, "")
    assert "正在建立运行环境" in aside and "docs/operations.md" in aside
