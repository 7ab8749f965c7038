"""The dashboard: start it with `streamlit run app.py`."""

import streamlit as st

from retention.web import gate, network

app = st.App(__file__, middleware=gate.middleware())

if __name__ != "__main__":
    # the server takes `app` from here, its port open and nobody answered yet
    network.refuse_unsafe_start()

from retention.web import shell  # noqa: E402 - it takes seconds, and a refusal must not

if __name__ == "__main__":
    shell.run()
