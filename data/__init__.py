"""What is kept: the record of petitions, and the rules of the casework. Knows no Streamlit and no folium."""

VERSION = "0.3.0"
