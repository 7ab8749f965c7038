"""The parts that pages are made of: a figure's tile, a chart that opens its people, a
list of people, a table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from retention import documents
from retention.charts import CONFIG, Chart
from retention.metrics import BY_KEY, Figure, FigureTable, Reading
from retention.metrics.benchmarks import published
from retention.services import reports
from retention.web import address, cache, session
from retention.web.components import links
from retention.web.components.people import (
    LEFT_OUT,
    PART,
    REST,
    PeopleTable,
    groups,
    listed,
)
from retention.web.context import PageContext
from retention.web.copy import frame, titles, wording
from retention.web.error_boundary import guarded

PER_PAGE = 25
INK = {False: "#0E1216", True: "#EEF1F4"}
"""The text colour of the light and the dark theme, as in `.streamlit/config.toml`."""
_LISTS = {PART: "Counted", REST: "Not counted", LEFT_OUT: "Left out"}


def heading(words: tuple[str, str]) -> None:
    """A page's title, which is its question, and a sentence of introduction."""
    title, introduction = words
    st.title(title)
    st.caption(introduction)


def views(
    desk: PageContext, screens: Mapping[str, Callable[[PageContext], None]], key: str
) -> None:
    """Several views of one page, each under its name; only the open one is drawn."""
    names = {name: name for name in screens}
    address.stands_at(key, names)
    opened = st.tabs(
        list(names), key=key, on_change=address.keeper(key, next(iter(names)))
    )
    for view, draw in zip(opened, screens.values(), strict=True):
        if view.open:
            with view:
                draw(desk)


def tiles(
    desk: PageContext,
    keys: Sequence[str],
    key: str,
    columns: int = 4,
    *,
    lines: bool = True,
) -> None:
    """A card for each figure, as many in a row as there is room for, at most `columns`;
    `lines`: with 13 months.
    """
    with st.grid(columns, min_column_width=200, border=True, key=key) as grid:
        for figure in keys:
            with grid.cell():
                tile(desk, figure, lines=lines)


def tile(desk: PageContext, key: str, said: str = "", *, lines: bool = True) -> None:
    """A figure on a card: value, 13 months, change in words, counts, a sentence, its
    people and its definition.
    """
    figure = BY_KEY[key]
    now = desk.reading(key)
    st.metric(
        figure.title,
        wording.value(figure, now),
        chart_data=_line(desk, figure) if lines else None,
        delta_color="gray",
    )
    if said:
        st.markdown(said)
    if now.value is not None:
        st.markdown(_change(desk, figure, now))
    if counts := wording.counts(figure, now):
        st.caption(counts)
    notes(now)
    if {"median", "p90"} <= now.numbers.keys():
        st.caption(
            titles.WAITED.format(
                **{name: f"{now.numbers[name]:.0f}" for name in ("median", "p90")}
            )
        )
    if guess := desk.guessed(key):
        st.caption(wording.guessed(guess))
    for line in published(figure, wanted=desk.wants_published):
        st.caption(titles.PUBLISHED.format(**vars(line)))
    with st.container(gap=None):
        if now.is_known and st.button(
            frame.SHOW, key=f"people.{key}", icon=":material/group:", type="tertiary"
        ):
            show_people(desk, figure.title, now)
        how_counted(figure, desk)


def _change(desk: PageContext, figure: Figure, now: Reading) -> str:
    """The change against a year before in words, with an arrow; or why none is
    shown.
    """
    if not reports.has_earlier_days(figure):
        if figure.is_open_ended:
            return f":small[:gray[{frame.HAD_MORE_TIME}]]"
        return f":small[:gray[{frame.NOT_KNOWN_EARLIER}]]"
    before, why = desk.value(figure.key, reports.year_before(figure, desk.period))
    if now.value is None or before is None:
        nothing = frame.NOTHING_TO_COMPARE.format(why=wording.because(why))
        return f":small[:gray[{nothing}]]"
    arrow = (
        "remove"
        if now.value == before
        else "arrow_upward"
        if now.value > before
        else "arrow_downward"
    )
    words = wording.plain(wording.change(figure, now.value, before))
    return (
        f":small[:{wording.tone(figure, now.value, before)}[:material/{arrow}: "
        f"{words}]]"
    )


def _line(desk: PageContext, figure: Figure) -> list[float] | None:
    """The figure's last 13 months, months that cannot be counted left out; None below
    two of them.
    """
    if not reports.has_earlier_days(figure):
        return None
    months = reports.last_13_months(figure, desk.period)
    known = [
        value
        for month in months
        if (value := desk.value(figure.key, month)[0]) is not None
    ]
    return [float(value) for value in known] if len(known) > 1 else None


def how_counted(figure: Figure, desk: PageContext) -> None:
    """A small opening that says how a figure is counted, for which days."""
    with st.popover(frame.HOW, icon=":material/help:", type="tertiary"):
        st.markdown(figure.definition)
        st.caption(wording.days_of(figure, desk.period))


def notes(found: Reading | FigureTable) -> None:
    """What is to be known beside a figure, a small line each."""
    for note in found.notes:
        st.caption(wording.note(note))


def cannot(why: str) -> None:
    """Say why there is nothing to draw, and what to do."""
    st.info(frame.CANNOT.format(why=wording.because(why)), icon=":material/info:")


def show_people(desk: PageContext, title: str, reading: Reading) -> None:
    """Open the list of the people behind a reading, over the page."""
    st.dialog(title, width="large")(partial(guarded, partial(_people, desk, reading)))()


def show_list(desk: PageContext, title: str, people: PeopleTable) -> None:
    """Open a list of people over the page."""
    st.dialog(title, width="large")(
        partial(guarded, partial(people_table, desk, people, "people.list"))
    )()


def _people(desk: PageContext, reading: Reading) -> None:
    lists = groups(desk.practice, reading)
    names = {
        name: f"{_LISTS[name]} ({len(people):,})" for name, people in lists.items()
    }
    chosen = PART
    if len(lists) > 1:
        chosen = (
            st.segmented_control(
                frame.WHICH,
                list(lists),
                format_func=names.__getitem__,
                default=PART,
                required=True,
                key="people.which",
                label_visibility="collapsed",
            )
            or PART
        )
    notes(reading)
    if apart := wording.apart(reading):
        st.caption(titles.APART.format(groups=apart))
    people_table(
        desk, lists.get(chosen, PeopleTable(reading.person[:0])), f"people.{chosen}"
    )


def people_table(desk: PageContext, people: PeopleTable, key: str) -> None:
    """People as a table, some per page, and as a file to take along."""
    if not len(people):
        st.write(frame.NOBODY)
        return
    first = _first_row(len(people), key)
    shown = people.person[first : first + PER_PAGE]
    linked = links.addresses(desk, shown)
    table(
        listed(desk.practice, people, desk.stopped, first, PER_PAGE),
        wording.people(len(people)),
        {"Name": linked},
    )
    st.download_button(
        frame.TAKE_LIST,
        lambda: documents.spreadsheet_csv(
            listed(desk.practice, people, replace(desk).stopped)
        ),
        f"people-{session.now():%Y%m%d-%H%M%S-%f}.csv",
        "text/csv",
        key=f"{key}.file",
        on_click="ignore",
        icon=":material/download:",
    )


def _first_row(number: int, key: str) -> int:
    """The first row to show; draws the choice of pages where there is more than one."""
    if number <= PER_PAGE:
        st.caption(wording.people(number))
        return 0
    pages = -(-number // PER_PAGE)
    page = st.pagination(pages, key=f"{key}.page.{pages}")
    first = (page - 1) * PER_PAGE
    st.caption(
        frame.SHOWN.format(
            first=first + 1,
            last=min(number, first + PER_PAGE),
            all=wording.people(number),
        )
    )
    return first


def table(
    frame: pd.DataFrame, about: str, linked: Mapping[str, Sequence[str]] | None = None
) -> None:
    """A table that can be read aloud and printed; cells show what stood in the file,
    never as markup.

    `linked` names columns whose cells lead to an address each.
    """
    shown = frame.map(wording.plain)
    for column, addresses in (linked or {}).items():
        shown[column] = [
            f"[{cell}]({address})"
            for cell, address in zip(shown[column], addresses, strict=True)
        ]
    st.table(shown, border="horizontal", hide_index=True, alt=about)


def paged(frame: pd.DataFrame, about: str, key: str) -> None:
    """A long table, some rows per page."""
    pages = -(-len(frame) // PER_PAGE)
    page = st.pagination(pages, key=f"{key}.page.{pages}") if pages > 1 else 1
    table(frame.iloc[(page - 1) * PER_PAGE : page * PER_PAGE], about)


def choice(
    options: Mapping[str, str], about: str, key: str, *, shown: bool = False
) -> str:
    """One of a few, side by side, the first where nothing is chosen; it stands in the
    address.
    """
    first = next(iter(options))
    address.stands_at(key, options)
    return (
        st.segmented_control(
            about,
            list(options),
            format_func=options.__getitem__,
            required=True,
            key=key,
            label_visibility="visible" if shown else "collapsed",
            on_change=address.keeper(key, first),
        )
        or first
    )


def drawing(
    draw: Callable[..., Chart], *shown: object, **options: object
) -> partial[Chart]:
    """A chart to be drawn: the function that draws it, with all that it shows."""
    return partial(draw, *shown, **options)


def chart(
    desk: PageContext, key: str, draw: partial[Chart], behind: Mapping[str, Reading]
) -> None:
    """A chart whose bars open the people behind them; a menu below it does the same
    without a mouse.

    `behind` names the reading of each bar as the chart does: "category", or
    "category/series".
    """
    drawn = cache.chart(draw, INK[session.is_dark()])
    event = st.plotly_chart(
        drawn.figure,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config=CONFIG,
        alt=drawn.alt,
    )
    picked = st.menu_button(
        frame.SHOW_OF,
        list(behind),
        key=f"{key}.people",
        icon=":material/group:",
        type="tertiary",
        format_func=lambda name: " · ".join(reversed(name.split("/"))),
    )
    clicked = _clicked(event, behind)
    if picked is None and session.is_new_click(key, clicked):
        picked = clicked
    if picked:
        show_people(desk, " · ".join(reversed(picked.split("/"))), behind[picked])


def plain_chart(draw: partial[Chart], key: str) -> None:
    """A chart of shares and intervals, behind whose dots stand no lists."""
    drawn = cache.chart(draw, INK[session.is_dark()])
    st.plotly_chart(drawn.figure, key=key, config=CONFIG, alt=drawn.alt)


def _clicked(event: object, behind: Mapping[str, Reading]) -> str | None:
    """The name of the bar that is selected in a chart; None where none is."""
    points = event["selection"]["points"] if event else []  # type: ignore[index]
    for point in points:
        for category in (point.get("x"), point.get("y")):
            for name in (
                category,
                f"{category}/{point.get('customdata')}",
                point.get("customdata"),
            ):
                if name in behind:
                    return str(name)
    return None
