"""What is computed: arrays and frames in, results out. Knows no SQL, no Streamlit, no petition's text."""
