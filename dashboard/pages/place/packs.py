"""A village on paper for its team, or all villages of a township, a page each."""

from functools import partial

import streamlit as st

from dashboard import cache
from dashboard.base_path import base_path
from dashboard.drawing import downloads, elements
from dashboard.drawing.downloads import Download
from dashboard.language import _, language
from data.reports import pack
from data.scope import Scope
from data.tables import Dataset
from data.text.printable import file_name


def offer(scope: Scope, dataset: Dataset, township: str | None, village: str = "") -> None:
    """The village that is chosen, else the township; where neither is, what to choose."""
    known, reader = cache.geography(dataset), cache.reader(scope)
    own = pack.entrusted(reader)
    makers = {}
    if village in own:
        name = known.village_names.get(village, village)
        makers[_("Pack of {place} on paper (PDF)", place=name)] = partial(_make, scope, [village], name)
    if township is not None and (codes := [code for code in own if own[code] == township]):
        name = known.township_names.get(township, township)
        makers[_("Packs of {place} on paper: {n} pages (PDF)", place=name, n=len(codes))] = partial(
            _make, scope, codes, name
        )
    if makers:
        downloads.buttons("packs", makers)
    elif own:
        elements.quiet(_("Choose a village or a township to print it for its team."))


def _make(scope: Scope, villages: list[str], name: str) -> Download:
    content = pack.document(cache.reader(scope), villages, language(), address=_address())
    title = _("Village pack of the liaison team")
    return Download(pack.pdf(content), file_name(f"{name} {title}.pdf"), "application/pdf")


def _address() -> str:
    """Scheme, name, port and path under which the reader's browser has the program."""
    url = st.context.url or ""
    return "/".join(url.split("/")[:3]) + base_path() if url else ""
