"""The briefing as slides that can be edited: native charts and tables, the map as a picture.

A county's own template gives its pages, colours and fonts; the title of a slide stands where the template has
it. Without one the slides are 16:9.
"""

import datetime as dt
import io
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from data.briefing import words
from data.briefing.snapshot import Snapshot
from data.cartography.colours import TOKENS
from data.errors import BriefingRefused
from data.reports.lists import AS_TEXT
from data.reports.month_map import Pictures
from data.text import DEMO_MARK, N_, Words
from data.text.printable import harmless, printable

FONT = "Microsoft YaHei"
"""Has the county's characters on every Windows; where it is missing the reader's program takes another."""

_WIDE, _HIGH = 12_192_000, 6_858_000  # 16:9, in EMU
_TOKENS = TOKENS["light"]
_LONG_TITLE = 30  # characters, from which on the title of a template is written as small as ours
_MOST_BARS = 15


class _Deck:
    """The slides so far; boxes are given as shares of a slide's width and height."""

    def __init__(self, template: Path | None, foot: str) -> None:
        self.own = template is not None
        self.file = _opened(template)
        if not self.own:
            self.file.slide_width, self.file.slide_height = Emu(_WIDE), Emu(_HIGH)
        self.foot = foot
        layouts = list(self.file.slide_layouts)
        if not layouts:
            raise BriefingRefused(
                "The template {name} has no layout of a slide", name=Path(str(template)).name
            )
        self.layout = min(layouts, key=_fitting)

    def slide(self, title: str) -> Any:
        made = self.file.slides.add_slide(self.layout)
        heading = made.shapes.title
        for empty in list(made.placeholders):
            if heading is None or empty.shape_id != heading.shape_id:
                empty.element.getparent().remove(empty.element)
        if heading is None or not self.own:
            heading = heading or made.shapes.add_textbox(0, 0, 0, 0)
            heading.left, heading.top, heading.width, heading.height = self.box(0.04, 0.03, 0.92, 0.13)
            self.write(heading, [title], 24, bold=True)
        else:
            heading.text_frame.text = printable(title)
            if len(title) > _LONG_TITLE:
                heading.text_frame.paragraphs[0].runs[0].font.size = Pt(24)
        number = f"{len(self.file.slides)}"
        self.write(made.shapes.add_textbox(*self.box(0.04, 0.93, 0.88, 0.05)), [self.foot], 10, quiet=True)
        self.write(made.shapes.add_textbox(*self.box(0.92, 0.93, 0.05, 0.05)), [number], 10, quiet=True)
        return made

    def box(self, left: float, top: float, width: float, height: float) -> tuple[Emu, Emu, Emu, Emu]:
        wide, high = int(self.file.slide_width or _WIDE), int(self.file.slide_height or _HIGH)
        return Emu(int(left * wide)), Emu(int(top * high)), Emu(int(width * wide)), Emu(int(height * high))

    def write(
        self, shape: Any, lines: Sequence[str], size: int, *, bold: bool = False, quiet: bool = False
    ) -> None:
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = printable(line)
            _set(run.font, size, bold=bold, colour=_TOKENS.quiet if quiet else _TOKENS.text)

    def picture(self, slide: Any, box: tuple[float, float, float, float], picture: bytes) -> None:
        """As large as it may be in its box."""
        left, top, width, height = self.box(*box)
        placed = slide.shapes.add_picture(io.BytesIO(picture), left, top, width=width)
        if placed.height > height:
            placed.width, placed.height = Emu(int(placed.width * height / placed.height)), height
            placed.left = Emu(left + (width - placed.width) // 2)

    def table(
        self,
        slide: Any,
        box: tuple[float, float, float, float],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:
        """The first row holds the heads."""
        size = 14 if len(rows) <= 9 else 12
        made = slide.shapes.add_table(len(rows), len(widths), *self.box(*box)).table
        whole = sum(widths)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Emu(int(box[2] * int(self.file.slide_width or _WIDE) * width / whole))
        for line, row in enumerate(rows):
            for place, words_ in enumerate(row):
                cell = made.cell(line, place)
                cell.margin_top = cell.margin_bottom = Emu(20_000)
                run = cell.text_frame.paragraphs[0].add_run()
                run.text = printable(words_)
                head = line == 0
                _set(run.font, size, bold=head, colour=_TOKENS.on_accent if head else _TOKENS.text)
                cell.fill.solid()
                cell.fill.fore_color.rgb = _colour(_TOKENS.accent if head else _TOKENS.ground)

    def chart(self, slide: Any, kind: XL_CHART_TYPE, data: CategoryChartData, *, legend: bool) -> None:
        made = slide.shapes.add_chart(kind, *self.box(0.04, 0.18, 0.92, 0.73), data).chart
        made.part.chart_workbook.update_from_xlsx_blob(_behind(data))
        _set(made.font, 12, colour=_TOKENS.text)
        made.has_legend = legend
        made.has_title = False
        if legend:
            made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        made.value_axis.major_gridlines.format.line.color.rgb = _colour(_TOKENS.line)
        colours = (_TOKENS.accent, _TOKENS.unknown)
        for series, colour in zip(made.plots[0].series, colours, strict=False):
            if kind == XL_CHART_TYPE.BAR_CLUSTERED:
                series.format.fill.solid()
                series.format.fill.fore_color.rgb = _colour(colour)
            else:
                series.format.line.color.rgb, series.smooth = _colour(colour), False
                series.format.line.width = Pt(2.5)
        if kind == XL_CHART_TYPE.BAR_CLUSTERED:
            made.plots[0].has_data_labels, made.plots[0].gap_width = True, 40
            made.category_axis.reverse_order = True  # the first stands at the top
            made.value_axis.visible = False


def slides(told: Snapshot, language: str, drawn: Pictures, template: Path | None = None) -> bytes:
    """A .pptx of a snapshot.

    Parameters
    ----------
    drawn
        The maps.
    template
        A county's own .pptx, .potx saved as .pptx; its slides are kept in front.

    Raises
    ------
    BriefingRefused
        The template cannot be read, or has no layout.
    """
    say = Words(language)
    deck = _Deck(
        template, " · ".join([*([say(DEMO_MARK)] if told.synthetic else []), *words.notes(say, told)[:2]])
    )
    parts: tuple[Callable[[_Deck, Snapshot, Words], None], ...] = (
        _months,
        _categories,
        _townships,
        _figures,
        _standing,
    )
    _cover(deck, told, say)
    _month(deck, told, say, drawn.counts)
    span = words.period(say, told)
    title = say(N_("Petitions per 1,000 residents by village, {period}"), period=span)
    _picture(deck, title, drawn.rates)
    _picture(deck, say(N_("Heat of petitions, {period}"), period=span), drawn.heat)
    for part in parts:
        part(deck, told, say)
    if told.standing.visits.day is not None:
        _receptions(deck, told, say, drawn.receptions)
    _agenda(deck, told, say)
    _notes(deck, told, say)
    _sign(deck.file.core_properties, told, say)
    made = io.BytesIO()
    deck.file.save(made)
    return made.getvalue()


def _sign(properties: Any, told: Snapshot, say: Words) -> None:
    """What the file says of itself: the county made it, not whoever made the template."""
    properties.title, properties.author = printable(words.heading(say, told)), printable(told.county)
    properties.last_modified_by = properties.author
    properties.created = properties.modified = told.made.astimezone(dt.UTC).replace(tzinfo=None)


def _cover(deck: _Deck, told: Snapshot, say: Words) -> None:
    slide = deck.slide(words.heading(say, told))
    deck.write(slide.shapes.add_textbox(*deck.box(0.04, 0.3, 0.92, 0.3)), [words.headline(say, told)], 28)


def _month(deck: _Deck, told: Snapshot, say: Words, picture: bytes) -> None:
    slide = deck.slide(words.headline(say, told))
    deck.picture(slide, (0.04, 0.17, 0.6, 0.75), picture)
    heads = [say(N_("Figure")), say(N_("Count"))]
    rows = [[each.label, each.shown] for each in words.figures(say, told)[:4]]
    rows += [[say.term(against), words.signed_share(say, each)] for against, each in told.trends.items()]
    deck.table(slide, (0.66, 0.2, 0.3, 0.4), [heads, *rows], (3, 2))


def _picture(deck: _Deck, title: str, picture: bytes) -> None:
    deck.picture(deck.slide(title), (0.04, 0.17, 0.92, 0.75), picture)


def _receptions(deck: _Deck, told: Snapshot, say: Words, picture: bytes | None) -> None:
    """Who receives people on the next day of visits, as its notice says, or that none is published."""
    visits = told.standing.visits
    title = words.receptions_heading(say, visits)
    if picture is None:
        sentence = words.visits_sentence(say, visits)
        box = deck.slide(title).shapes.add_textbox(*deck.box(0.04, 0.3, 0.9, 0.2))
        deck.write(box, [sentence], 20)
        return
    _picture(deck, title, picture)
    deck.table(deck.slide(title), (0.04, 0.17, 0.92, 0.6), words.receptions(say, visits), (1, 3, 3, 3, 5))


def _months(deck: _Deck, told: Snapshot, say: Words) -> None:
    cases = [None if math.isnan(n) else int(n) for n in told.monthly["cases"]]
    half = len(cases) // 2
    data = CategoryChartData()
    data.categories = [f"{month:%y-%m}" for month in told.monthly["month"][half:]]
    data.add_series(say(N_("petitions of the month")), cases[half:])
    data.add_series(say(N_("a year before")), cases[:half])
    slide = deck.slide(say(N_("Petitions by month, the last twelve months beside the year before")))
    deck.chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, legend=True)


def _categories(deck: _Deck, told: Snapshot, say: Words) -> None:
    named = [(say.category(code), n) for code, n in told.categories.items()]
    _ranked(deck, say(N_("Petitions by category, {period}"), period=words.period(say, told)), named, say)


def _townships(deck: _Deck, told: Snapshot, say: Words) -> None:
    named = [(told.names.get(code, code), n) for code, n in told.townships.items()]
    _ranked(deck, say(N_("Petitions by township, {period}"), period=words.period(say, told)), named, say)


def _ranked(deck: _Deck, title: str, named: Sequence[tuple[str, int]], say: Words) -> None:
    slide = deck.slide(title)
    if not named:
        deck.write(slide.shapes.add_textbox(*deck.box(0.04, 0.3, 0.9, 0.2)), [say.number(None)], 20)
        return
    data = CategoryChartData()
    data.categories = [printable(name) for name, _ in named[:_MOST_BARS]]
    data.add_series(say(N_("petitions")), [n for _, n in named[:_MOST_BARS]])
    deck.chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, legend=False)


def _figures(deck: _Deck, told: Snapshot, say: Words) -> None:
    slide = deck.slide(say(N_("How petitions are handled")))
    _defined(deck, slide, words.month_figures(say, told)[4:], say)


def _standing(deck: _Deck, told: Snapshot, say: Words) -> None:
    slide = deck.slide(say(N_("Alerts, visits and teams on {day}"), day=say.iso(told.standing.on)))
    _defined(deck, slide, words.standing_figures(say, told.standing), say)


def _defined(deck: _Deck, slide: Any, figures: Iterable[words.Figure], say: Words) -> None:
    rows = [[each.label, each.shown, each.definition] for each in figures]
    deck.table(slide, (0.04, 0.18, 0.92, 0.6), [words.figure_heads(say), *rows], (3, 2, 6))


def _agenda(deck: _Deck, told: Snapshot, say: Words) -> None:
    slide = deck.slide(say(N_("What the meeting is to decide")))
    items = [words.item(say, each) for each in told.agenda]
    if not items:
        deck.write(
            slide.shapes.add_textbox(*deck.box(0.04, 0.3, 0.9, 0.2)),
            [say(N_("Nothing waits by the record."))],
            20,
        )
        return
    heads = words.agenda_heads(say)
    deck.table(slide, (0.04, 0.2, 0.92, 0.5), [heads, *map(list, items)], (3, 3, 5))


def _notes(deck: _Deck, told: Snapshot, say: Words) -> None:
    slide = deck.slide(say(N_("What is counted")))
    lines = [*words.notes(say, told), *_definitions(words.figures(say, told)[:4])]
    deck.write(slide.shapes.add_textbox(*deck.box(0.04, 0.2, 0.92, 0.6)), lines, 16)


def _definitions(figures: Iterable[words.Figure]) -> Iterable[str]:
    for each in figures:
        yield f"{each.label}：{each.definition}"


def _fitting(layout: Any) -> tuple[int, int]:
    """The less the better: a title above, in the middle or none, and how many empty places it would leave."""
    kinds = [place.placeholder_format.type for place in layout.iter_cloneable_placeholders()]
    order = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return next((at for at, kind in enumerate(order) if kind in kinds), len(order)), len(kinds)


def _behind(data: CategoryChartData) -> bytes:
    """The workbook behind a chart, in which no name is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet()
        for row, each in enumerate(data.categories, 1):
            sheet.write_string(row, 0, harmless(str(each.label)))
        for column, series in enumerate(data, 1):
            sheet.write_string(0, column, harmless(series.name))
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value)
    return file.getvalue()


def _opened(template: Path | None) -> Any:
    try:
        return Presentation(None if template is None else str(template))
    except Exception as error:  # whatever a file that is none makes the library say
        raise BriefingRefused(
            "The template {name} is no PowerPoint file (.pptx)", name=Path(str(template)).name
        ) from error


def _set(font: Any, size: int, *, bold: bool = False, colour: str) -> None:
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = _colour(colour)
    properties = font._rPr
    for tag in ("a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    east = properties.makeelement(qn("a:ea"), {"typeface": FONT})
    latin = properties.find(qn("a:latin"))
    latin.addnext(east)


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#").upper())
