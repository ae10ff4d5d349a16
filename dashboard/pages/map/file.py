"""The map to take away: one page as PDF or picture, or a web page that opens without any network."""

import json
from functools import partial

from dashboard.drawing import downloads, maps
from dashboard.drawing.downloads import Download
from dashboard.drawing.notes import counted
from dashboard.drawing.question import Question
from dashboard.language import _, language
from dashboard.loading import load
from data.cartography.circles import CIRCLE_MAP
from data.divisions import relief
from data.text import DEMO_MARK

ABOUT = "map-file"


def take_away(question: Question, shown: maps.Payload, title: str) -> None:
    """What the map shows to this reader, made when asked for; the download begins at once, and is logged."""
    made = {
        _("Export the map as a picture"): partial(_page, question, shown, title, as_png=True),
        _("Export the map as PDF"): partial(_page, question, shown, title, as_png=False),
        _("Export the map as a web page"): partial(_file, question, shown, title),
    }
    downloads.buttons(ABOUT, made)


def _page(question: Question, shown: maps.Payload, title: str, *, as_png: bool) -> Download:
    mark, drawn = _(DEMO_MARK) if question.dataset.synthetic else None, shown.as_data()
    if any(line["villages"] is not None for line in drawn["legend"]["classes"]):
        drawn["legend"]["notes"].append(_("numbers at the right: villages"))
    lines = json.loads(question.geography.outlines)
    if lines["sources"]:
        drawn["legend"]["notes"].append(_("Map data: {sources}", sources=" · ".join(lines["sources"])))
    shaded = question.geography.relief
    page = load("data.reports.county").page(
        lines,
        drawn,
        CIRCLE_MAP,
        title,
        language(),
        mark,
        relief=relief.as_png(shaded.picture) if shaded else None,
        as_png=as_png,
    )
    kind, media_type = ("png", "image/png") if as_png else ("pdf", "application/pdf")
    return Download(page, _name(question, kind), media_type)


def _file(question: Question, shown: maps.Payload, title: str) -> Download:
    synthetic = question.dataset.synthetic
    make = load("dashboard.drawing.standalone").as_page
    shaded = question.geography.relief
    picture = shaded.picture if shaded else None
    page = make(shown, question.geography.outlines, title, synthetic=synthetic, relief=picture)
    return Download(page, _name(question, "html"), "text/html")


def _name(question: Question, kind: str) -> str:
    period = _.months(question.chosen.first, question.chosen.last)
    return f"{period} {counted(question.wanted)}.{kind}"
