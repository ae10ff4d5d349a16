"""The map as one file that opens without any network."""

from functools import partial

from dashboard.drawing import downloads, maps
from dashboard.drawing.downloads import Download
from dashboard.drawing.notes import counted
from dashboard.drawing.question import Question
from dashboard.language import _
from dashboard.loading import load

ABOUT = "map-file"


def take_away(question: Question, shown: maps.Payload, title: str) -> None:
    """What the map shows to this reader, made when asked for; the download begins at once, and is logged."""
    downloads.buttons(ABOUT, {_("Export the map as a web page"): partial(_file, question, shown, title)})


def _file(question: Question, shown: maps.Payload, title: str) -> Download:
    synthetic = question.dataset.synthetic
    make = load("dashboard.drawing.standalone").as_page
    page = make(shown, question.geography.outlines, title, synthetic=synthetic)
    period = _.months(question.chosen.first, question.chosen.last)
    return Download(page, f"{period} {counted(question.wanted)}.html", "text/html")
