"""The dashboard: start it with `streamlit run app.py`."""

import streamlit as st

from retention.web import shell

app = st.App(__file__)

if __name__ == "__main__":
    shell.run()
