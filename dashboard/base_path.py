"""The path under which another server has the program, as in ``portal.example/petitions/``.

Inside, addresses begin at the program's own root: `dashboard.access.under` takes the path off what is asked
for, and puts it before what an answer leads to and what its cookies are for. Pages and scripts of Streamlit's
pages name each other as their neighbours. Any other address that leaves the program is made by `outer`.
"""

import sys
from urllib.parse import urlsplit

import streamlit as st

from dashboard.settings import settings
from data.text import N_, in_both


def base_path() -> str:
    """The path, with a slash before it and none behind; '': the program has its host to itself."""
    return settings().base_path


def check() -> None:
    """End the program, with a sentence and exit code 2, where the path is set as Streamlit's own alone."""
    if st.get_option("server.baseUrlPath"):
        told = N_("Set PETITION_MAP_BASE_PATH instead of Streamlit's server.baseUrlPath")
        sys.stderr.writelines([in_both(told, "\n"), "\n"])
        sys.exit(2)


def outer(address: str) -> str:
    """Address on the host, of one that begins at the root of the program."""
    return base_path() + address


def inner(address: str) -> str:
    """Address from the root of the program, with its query, of one that a browser has."""
    parts, base = urlsplit(address), base_path()
    path = parts.path.removeprefix(base) if f"{parts.path}/".startswith(f"{base}/") else parts.path
    return (path or "/") + (f"?{parts.query}" if parts.query else "")


def script() -> str:
    """Tells Streamlit's page where its server is, which it would look for from the page's address upwards."""
    return f'window.__streamlit={{BACKEND_BASE_URL:location.origin+"{base_path()}/"}}'
