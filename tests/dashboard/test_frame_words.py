"""Words of Streamlit's that are said in others are those of the Streamlit that is installed."""

import re
from pathlib import Path

import streamlit

from dashboard.drawing.frame_words import DRAWN, OURS
from data.text import Words

PUT_TOGETHER = ("Press ", "{size}MB per file")
"""Beginnings of what its scripts put together from smaller parts."""


def test_every_sentence_that_is_replaced_stands_in_streamlits_scripts():
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    scripts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    theirs = [Words("en")(each) for each in DRAWN] + [
        part for each in OURS for part in re.split(r"(?<=[a-z])\. (?=Running)", each)
    ]
    gone = [
        sentence
        for sentence in theirs
        if not sentence.startswith(PUT_TOGETHER)
        and not all(part in scripts for part in re.split(r"\{\w+\}", sentence))
    ]
    assert gone == []
