"""What is kept: the record of petitions, and the rules of the casework. Knows no Streamlit and no folium."""
