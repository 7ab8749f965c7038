"""The dashboard: the frame around the pages and the parts they are drawn from.

The only room that knows Streamlit.
"""
