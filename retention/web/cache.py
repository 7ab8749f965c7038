"""What is computed once and shared.

Opened practices, by snapshot and policy; charts, by what they show.
"""

import gc
import pickle
from functools import partial

import streamlit as st

from retention import services
from retention.charts import Chart, in_theme
from retention.metrics import FIGURES
from retention.practice import Period, Practice
from retention.services import Home, State
from retention.web.copy import wording


@st.cache_resource(max_entries=4, show_spinner="Opening the records …")
def practice(home: Home, state: State) -> Practice:
    """The practice of that home as of that snapshot and policy.

    Its frames are read-only and shared by all sessions. A new import or policy value
    has a new state, so nothing is ever cleared.
    """
    return services.open_practice(home, state)


@st.cache_data(max_entries=4, show_spinner=False)
def examples(home: Home, state: State) -> dict[str, str]:
    """What every figure counts in that practice, in words, by key.

    It is counted for the default period of the export.
    """
    book = practice(home, state)
    period = Period.default(book.exported)
    return {
        figure.key: wording.example(figure, figure(book, period)) for figure in FIGURES
    }


@st.cache_resource(
    max_entries=500, show_spinner=False, hash_funcs={partial: pickle.dumps}
)
def chart(draw: partial[Chart], text_colour: str) -> Chart:
    """The chart that a function draws of its arguments, its words in that colour.

    It is read-only. Drawing takes 25 ms and a page has five; equal arguments, a few
    dozen numbers, give the chart drawn before.
    """
    return in_theme(draw(), text_colour)


@st.cache_resource(show_spinner=False)
def freeze_startup() -> bool:
    """Take all that start-up made out of the garbage collector's sight, once.

    Each rerun collects.
    """
    gc.collect()
    gc.freeze()
    return True
