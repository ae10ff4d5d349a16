"""Serves the plain map, with Leaflet from this machine, for there may be no other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import streamlit as st
import xstatic.pkg.leaflet
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

app = st.App(
    "page.py", routes=[Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR))]
)
