"""A name is shown letter for letter wherever Streamlit reads Markdown."""

import ast
from pathlib import Path

import streamlit as st

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard"

READERS = {name for name in dir(st) if "Markdown" in (getattr(getattr(st, name), "__doc__", "") or "")}
COLUMNS = {name for name in dir(st.column_config) if name.endswith("Column")}
READERS = READERS - {"text", "Page", "navigation"} | {"update"} | COLUMNS
"""Functions of Streamlit that read Markdown, as their documentation says; `update` is a status's."""
WITH_OPTIONS = {"segmented_control", "pills", "radio", "select_slider"}
"""Those that read it in their options too."""
OURS = {"elements", "tables", "ranking", "coverage"}
"""Rooms whose functions draw HTML of ours, make words, or read the record."""
LABELS = ("label", "body", "help", "text", "value", "delta", "caption", "captions", "summary")


def _calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="elements" | "tables" | "ranking" | "coverage"))
            ):
                pass  # HTML of ours, words, and a read of the record
            case ast.Call(func=ast.Attribute(attr=name)) if name in READERS:
                yield node


def _read(call):
    """Expressions of a call that Streamlit reads as Markdown."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    name = call.func.attr
    if name not in COLUMNS:  # their headings are drawn as they are
        yield from call.args[: 3 if name == "metric" else 1]
    yield from (named[label] for label in LABELS if label in named and (label != "value" or name == "metric"))
    if call.func.attr in WITH_OPTIONS and "format_func" in named:
        shown = named["format_func"]
        yield shown.body if isinstance(shown, ast.Lambda) else shown


def _is_ours(expression):
    """A constant, a sentence of ours without values, or words that went through the escape."""
    match expression:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="plain")):
            return True
        case ast.Call(func=ast.Name(id="_"), args=[ast.Constant()], keywords=[]):
            return True
        case ast.List(elts=several) | ast.Tuple(elts=several):
            return all(map(_is_ours, several))
        case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
            return _is_ours(one) and _is_ours(other)
    return False


def test_the_functions_that_read_markdown_are_known():
    assert {"title", "subheader", "write", "warning", "button", "expander", "popover", "toast"} <= READERS
    assert {"selectbox", "multiselect", "tabs", "metric", "form_submit_button", "spinner"} <= READERS


def test_whatever_is_not_a_constant_goes_through_the_escape():
    found = [
        f"{path.relative_to(DASHBOARD)}:{call.lineno} {ast.unparse(expression)[:70]}"
        for path in sorted(DASHBOARD.rglob("*.py"))
        if "import streamlit as st" in path.read_text(encoding="utf-8")  # the rest are routes of plain HTML
        for call in _calls(path)
        for expression in _read(call)
        if not _is_ours(expression)
    ]
    assert found == []
