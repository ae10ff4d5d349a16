"""The peer of `scripts.bench.map`: the same figures on the same outlines through plain streamlit-folium."""
