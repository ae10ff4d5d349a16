"""The file of the visit, what everybody may be told, and desks for receptions without a line."""

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import downloads, elements
from dashboard.drawing.downloads import Download
from dashboard.language import _, language
from dashboard.markdown import plain
from data.desk import handing_out, papers
from data.desk.figures import public_sentence, told
from data.desk.file import LARGEST, parse
from data.desk.reception import Reception
from data.desk.taking_over import TakenOver, take_over
from data.desk.words import came_of
from data.errors import DeskRefused
from data.scope import Scope
from data.tables import Dataset

ABOUT = "desk-papers"
CAME = "desk-taken-over"


def show(scope: Scope, dataset: Dataset, at: Reception) -> None:
    """Buttons below the list."""
    with st.container(key="desk-papers", horizontal=True, vertical_alignment="center", gap="small"):
        makers = {_("File of the visit (PDF)"): lambda: _archive(scope, at)}
        downloads.buttons(f"desk-{at.township}-{at.on}", makers)
    public = told(cache.reader(scope), at.on)
    if public is not None:
        elements.quiet(
            _("For the wall and the bulletin, the whole county: {told}", told=public_sentence(_, public))
        )
    report = steps.kept(CAME)
    if isinstance(report, TakenOver):
        first, *refused = came_of(_, report)
        st.success(plain(first))
        for line in refused:
            st.warning(plain(line))
    steps.show(CAME)
    with st.expander(_("A reception without a line to the county"), expanded=report is not None):
        _without_a_line(scope, dataset, at)


def _archive(scope: Scope, at: Reception) -> Download:
    content = papers.archive(cache.reader(scope), at.township, at.on, language())
    return Download(content, papers.archive_name(at, language()), "application/pdf")


def _without_a_line(scope: Scope, dataset: Dataset, at: Reception) -> None:
    st.write(
        _(
            "Take the page of a desk along on a stick: any browser opens it, no network is needed. What is"
            " said there is sealed for this record at once. Bring the file back that it saves; handed in"
            " twice it changes nothing."
        )
    )
    if not at.closed and at.on >= cache.today(dataset):
        with st.container(horizontal=True):
            makers = {_("Hand out a desk (one page)"): lambda: _hand_out(scope, at)}
            downloads.buttons(f"desk-out-{at.township}-{at.on}", makers)
    if at.closed:
        return
    upload = st.file_uploader(_("File that a desk has saved"), ["json"], key="desk-file")
    as_new = st.text_input(
        _("Slips to be taken over as matters of their own, such as B003, B007"), key="desk-as-new"
    )
    if st.button(_("Take over"), disabled=upload is None, key="desk-take-over") and upload is not None:
        with steps.taking(CAME):
            if upload.size > LARGEST:
                raise DeskRefused("This file is too large for one of a desk")
            slips = as_new.upper().replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
            report = take_over(cache.writer(scope), parse(upload.getvalue()), as_new=set(filter(None, slips)))
            steps.keep(CAME, report)
        st.rerun()


def _hand_out(scope: Scope, at: Reception) -> Download:
    name, page = handing_out.hand_out(cache.writer(scope), at.township, at.on, language())
    return Download(page, name, "text/html")
