"""What is shown: Streamlit pages, maps, reports. No arithmetic: every figure comes from `data` or `geo`."""
