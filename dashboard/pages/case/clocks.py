"""Until when something is to be done about a case, and by which rule."""

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, in_context, iso, number, term
from data.clocks import Stand
from data.petitions import deadlines
from data.petitions.deadlines import CaseClock
from data.reader import Reader


def show(reader: Reader, case_number: str) -> None:
    """A table of its clocks, the first due on top; a word where there is none."""
    listed = deadlines.case_clocks(reader, case_number)
    if not listed:
        elements.quiet(_("No clock of the law or of the county is known for this case."))
        return
    heads = [
        Cell(_("Clock")),
        Cell(_("Due"), "t"),
        Cell(in_context("a clock", "How it stands")),
        Cell(_("By which rule"), "w"),
    ]
    tables.table(heads, [_row(reader, one) for one in listed])


def _row(reader: Reader, one: CaseClock) -> list[Cell]:
    return [
        Cell(term(one.clock), "t"),
        Cell(iso(one.due) if one.due else _("not known"), "t"),
        Cell(stand(one, reader), "", "bad" if one.stand is Stand.OVER else ""),
        Cell(_(one.clock.basis), "w"),
    ]


def stand(one: CaseClock, reader: Reader) -> str:
    """How a clock stands, in words."""
    if one.stand is Stand.UNKNOWN:
        return _("no day of it is on record")
    if one.stand is Stand.LAPSED:
        return _("the time for it is over")
    if one.stand is Stand.MET:
        return _("in time, on {day}", day=iso(one.stop)) if one.stop else _("in time")
    if one.stop is not None:
        return _("late, on {day}", day=iso(one.stop))
    days = (one.due - reader.today).days if one.due else 0
    if one.stand is Stand.OVER:
        return _("over for {n} days", n=number(-days))
    pressing = one.stand is Stand.URGENT
    return _("pressing: {n} days left", n=number(days)) if pressing else _("{n} days left", n=number(days))
