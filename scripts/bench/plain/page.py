"""A choropleth as tutorials make it: a GeoJSON layer in the map, drawn anew at each choice."""

import datetime as dt
import json
import os

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from data.divisions import reads
from data.periods import period
from data.petitions.counts import count_by_village
from data.petitions.facts import Filter, facts, select_facts
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from data.terms import Level
from geo.boundaries import simplify, to_geojson
from geo.statistics.rates import breaks, classify

COLOURS = ("#eceff2", "#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603")
folium.Map.default_js = [("leaflet", "../../assets/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "../../assets/leaflet/leaflet.css")]


@st.cache_resource
def load() -> tuple[pd.DataFrame, gpd.GeoDataFrame, dt.date]:
    store = Store(os.environ["PETITION_MAP_DATABASE"])
    dataset = store.dataset()
    scope = Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)
    as_of = dataset.as_of or dt.date.today()
    villages = reads.boundaries(store, Level.VILLAGE, as_of)
    villages["geometry"] = simplify(villages.geometry, 25.0)
    return facts(Reader(scope, store, as_of)), villages, as_of


petitions, villages, as_of = load()
span = st.segmented_control("span", ["1", "3", "12", "36"], default="12", key="span")
chosen = period(f"{as_of:%Y-%m}", int(span or 12), as_of)
counts = count_by_village(
    select_facts(petitions, Filter(chosen.first, chosen.last)), pd.Index(villages["code"])
)
classes = dict(zip(villages["code"], classify(counts.cases, breaks(counts.cases, smallest=2)), strict=True))
layer = villages.assign(cases=counts.cases)
west, south, east, north = villages.total_bounds
board = folium.Map([(south + north) / 2, (west + east) / 2], tiles=None, zoom_start=11)
folium.GeoJson(
    json.loads(to_geojson(layer, ("code", "name", "cases"))),
    style_function=lambda feature: {
        "fillColor": COLOURS[classes[feature["properties"]["code"]]],
        "color": "#ffffff",
        "weight": 0.7,
        "fillOpacity": 1,
    },
    tooltip=folium.GeoJsonTooltip(["name", "cases"]),
).add_to(board)
st_folium(board, height=560, use_container_width=True, returned_objects=["last_object_clicked"])
