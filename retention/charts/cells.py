"""The triangle of cohorts as a map of cells: one row per beginning, one column per year
since.
"""

import pandas as pd
import plotly.graph_objects as go

from retention.charts.base import Chart, share

_LIGHT = (222, 235, 247)
_DARK = (8, 64, 112)
_GREYED = "#D0D5DA"
_DARK_TEXT = "#0E1216"
_LIGHT_TEXT = "#FFFFFF"


def cohorts(frame: pd.DataFrame, few: int) -> Chart:
    """Shares as cells from light to dark in one hue, grey below `few` people; what is
    not there is blank.

    Columns: cohort (label), year (label), place (number of the year from 0), value,
    whole (people).
    """
    shades = [
        _GREYED if whole < few else _shade(value)
        for value, whole in frame[["value", "whole"]].itertuples(index=False)
    ]
    inks = [
        _LIGHT_TEXT if shade != _GREYED and value > 0.63 else _DARK_TEXT
        for shade, value in zip(shades, frame["value"], strict=True)
    ]
    words = [
        f"<b>{share(row['value'])}</b><br>of {row['whole']}"
        for row in frame.to_dict("records")
    ]
    figure = go.Figure(
        go.Bar(
            x=[1.0] * len(frame),
            base=frame["place"],
            y=frame["cohort"],
            orientation="h",
            marker_color=shades,
            text=words,
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": inks, "size": 12},
            customdata=frame["year"],
            textangle=0,
            constraintext="none",
            hovertemplate="%{y}, %{customdata}: %{text}<extra></extra>",
        )
    )
    years = frame.drop_duplicates("place").sort_values("place")
    names = list(dict.fromkeys(frame["cohort"]))
    figure.update_layout(
        height=60 + 44 * len(names),
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        showlegend=False,
        bargap=0.06,
        dragmode=False,
        barmode="overlay",
    )
    figure.update_xaxes(
        side="top",
        tickvals=list(years["place"] + 0.5),
        ticktext=list(years["year"]),
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        range=[0, years["place"].max() + 1],
        tickangle=0,
    )
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=names[::-1],
        automargin=True,
        fixedrange=True,
        showgrid=False,
    )
    said = "; ".join(
        (
            f"{row['cohort']}, {row['year']}: {share(row['value'])} of {row['whole']} "
            "people"
        )
        for row in frame.to_dict("records")
    )
    return Chart(
        figure,
        f"Share of each cohort seen again, by years since the first visit. {said}.",
    )


def _shade(value: float) -> str:
    """One hue from light at 0 to dark at 1."""
    red, green, blue = (
        round(light + (dark - light) * value)
        for light, dark in zip(_LIGHT, _DARK, strict=True)
    )
    return f"rgb({red},{green},{blue})"
