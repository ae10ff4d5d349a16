"""A liaison team's pages for a phone: made here, without a script, beside Streamlit's; the same record, gate
and sessions."""
