"""Every command that the documents show is one that the program has, with the options it is shown with."""

import argparse
import re
import shlex
import sys
from pathlib import Path

import pytest
import typer

from scripts import run
from scripts.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
COMMANDS = typer.main.get_command(app).commands
OF_OTHERS = {"--universal", "--python-version", "--extra"}
OF_OTHERS |= {"--address", "--port", "--setup-only", "--host", "--certificate", "--key"}
OF_OTHERS |= {"--install-service", "--service-user", "--base-path"}


def _lines(document):
    """Lines of commands, those that go on joined, and what stands in the text between backticks."""
    text = document.read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        yield from re.sub(r"\\\n\s*", " ", block).splitlines()
    yield from (words for words in INLINE.findall(BLOCK.sub("", text)) if words.startswith("python"))


def _documented(program):
    """Arguments after `program` wherever the documents show it."""
    found = []
    for document in DOCUMENTS:
        for line in _lines(document):
            if program in line:
                words = shlex.split(line.partition(program)[2].partition("&")[0], comments=True)
                found.append(pytest.param(words, id=f"{document.name}: {' '.join(words)[:60]}"))
    return found


RUN = _documented("scripts/run.py") + _documented("scripts\\run.py")
HANDED_OVER = [each for each in RUN if each.values[0] and each.values[0][0] in COMMANDS]


@pytest.mark.parametrize("words", _documented("-m scripts ") + HANDED_OVER)
def test_a_documented_command_exists_with_its_options(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for word in words:
        if re.search(r"\.\w+$", word):  # the files that it names are there
            (tmp_path / word).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / word).touch()
    name, *arguments = words
    assert COMMANDS[name].make_context(name, arguments).args == []


@pytest.mark.parametrize("words", [each for each in RUN if each not in HANDED_OVER])
def test_the_program_is_started_with_options_that_it_has(words, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    assert isinstance(run._options(), argparse.Namespace)


def test_every_option_named_in_the_text_is_one_of_a_command():
    known = {
        option
        for command in COMMANDS.values()
        for each in command.params
        for option in [*each.opts, *each.secondary_opts]
    }
    for document in DOCUMENTS[:2] + [ROOT / "docs" / name for name in ("operations.md", "guide.md")]:
        for words in INLINE.findall(BLOCK.sub("", document.read_text(encoding="utf-8"))):
            for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", words):
                assert option in known | OF_OTHERS | {"--help"}, (document.name, words)
