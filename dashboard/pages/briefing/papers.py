"""Slides, report and numbers of a month, made when they are asked for: what the screen is told, no more.

Those of the night are kept as they were made (`data.reports.nightly`).
"""

import datetime as dt
from functools import partial
from pathlib import Path

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import cache
from dashboard.address import Listed
from dashboard.drawing import downloads, elements
from dashboard.drawing.downloads import Download
from dashboard.language import _, language
from dashboard.loading import load
from data.errors import BriefingRefused
from data.reports.lists import XLSX
from data.scope import Scope
from data.tables import Dataset
from data.text.printable import file_name

ABOUT = "briefing-papers"
MONTH = Listed("month")
MONTHS = 12
"""As many are offered, up to that of the record's last day."""
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def offer(scope: Scope, dataset: Dataset) -> None:
    """A month, and a button a file."""
    last = cache.as_of(dataset).replace(day=1)
    months = [last - relativedelta(months=back) for back in range(MONTHS)]
    with st.container(key="briefing-papers", horizontal=True, vertical_alignment="bottom", gap="small"):
        month = MONTH.choose(_("Month"), {f"{day:%Y-%m}": _.month(day) for day in months}, width=160)
        made = {
            _("Slides (PPTX)"): partial(_make, scope, dataset, month, "pptx", PPTX),
            _("Report (PDF)"): partial(_make, scope, dataset, month, "pdf", "application/pdf"),
            _("Numbers (Excel)"): partial(_make, scope, dataset, month, "xlsx", XLSX),
        }
        downloads.buttons(ABOUT, made)
    _of_the_night()


def _of_the_night() -> None:
    """The briefing that the program made by itself, as it was then."""
    kept = load("data.reports.nightly").newest(cache.store())
    if kept is None:
        return
    words = {
        "month": _.month(dt.date.fromisoformat(f"{kept.month}-01")),
        "moment": f"{kept.made:%Y-%m-%d %H:%M}",
    }
    elements.quiet(_("Made by the program at {moment}, of {month}:", **words))
    with st.container(key="briefing-nightly", horizontal=True, gap="small"):
        names = (_("Slides (PPTX)"), _("Report (PDF)"), _("Numbers (Excel)"))
        kinds = (PPTX, "application/pdf", XLSX)
        made = {
            name: partial(_kept, path, kind)
            for name, path, kind in zip(names, kept.files, kinds, strict=True)
        }
        downloads.buttons(f"{ABOUT}-nightly", made, beside=True)


def _kept(path: Path, media_type: str) -> Download:
    try:
        content = path.read_bytes()
    except OSError as error:  # the next night has taken its place
        raise BriefingRefused("This briefing is kept no more: open the page again") from error
    return Download(content, path.name, media_type)


def _make(scope: Scope, dataset: Dataset, month: str, kind: str, media_type: str) -> Download:
    told = cache.snapshot(scope, dataset, month)
    name = file_name(f"{load('data.briefing.words').heading(_, told)}.{kind}")
    if kind == "xlsx":
        return Download(load("data.reports.month_report").workbook(told, language()), name, media_type)
    drawn = load("data.reports.month_map").pictures(cache.store(), told, _)
    if kind == "pptx":
        return Download(load("data.reports.slides").slides(told, language(), drawn), name, media_type)
    return Download(load("data.reports.month_report").report(told, language(), drawn), name, media_type)
