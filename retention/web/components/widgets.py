"""The parts that pages are made of.

A figure's tile, a chart that opens its people, a list of people, a table.
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
TEXT_COLOUR = {False: "#0E1216", True: "#EEF1F4"}
"""The text colour of the light and the dark theme, as in `.streamlit/config.toml`."""
_LISTS = {PART: "Counted", REST: "Not counted", LEFT_OUT: "Left out"}


def heading(words: tuple[str, str]) -> None:
    """A page's title, which is its question, and a sentence of introduction."""
    title, introduction = words
    st.title(title)
    st.caption(introduction)


def views(
    context: PageContext, screens: Mapping[str, Callable[[PageContext], None]], key: str
) -> None:
    """Several views of one page, each under its name; only the open one is drawn."""
    names = list(screens)
    address.stands_at(key, {name: name for name in names})
    tabs = st.tabs(names, key=key, on_change=address.keeper(key, names[0]))
    for tab, draw in zip(tabs, screens.values(), strict=True):
        if tab.open:
            with tab:
                draw(context)


def tiles(
    context: PageContext,
    keys: Sequence[str],
    key: str,
    columns: int = 4,
    *,
    lines: bool = True,
) -> None:
    """A card for each figure, as many in a row as there is room for.

    Args:
        context: The page's context.
        keys: The figures.
        key: Of the grid.
        columns: At most so many in a row.
        lines: Whether each shows its last 13 months.
    """
    with st.grid(columns, min_column_width=200, border=True, key=key) as grid:
        for figure in keys:
            with grid.cell():
                tile(context, figure, lines=lines)


def tile(
    context: PageContext, key: str, sentence: str = "", *, lines: bool = True
) -> None:
    """A figure on a card: value, change, counts, its people and its definition.

    Args:
        context: The page's context.
        key: The figure.
        sentence: A sentence of its own, below the value.
        lines: Whether it shows its last 13 months.
    """
    figure = BY_KEY[key]
    now = context.reading(key)
    st.metric(
        figure.title,
        wording.value(figure, now),
        chart_data=_line(context, figure) if lines else None,
        delta_color="gray",
    )
    if sentence:
        st.markdown(sentence)
    if now.value is not None:
        st.markdown(_change(context, figure, now))
    if counts := wording.counts(figure, now):
        st.caption(counts)
    notes(now)
    _waited(now)
    if guess := context.guessed(key):
        st.caption(wording.guessed(guess))
    for line in published(figure, wanted=context.wants_published):
        st.caption(titles.PUBLISHED.format(**vars(line)))
    with st.container(gap=None):
        if now.is_known and st.button(
            frame.SHOW, key=f"people.{key}", icon=":material/group:", type="tertiary"
        ):
            show_people(context, figure.title, now)
        how_counted(figure, context)


def _waited(reading: Reading) -> None:
    """How long was waited, in minutes, where the figure measures it."""
    numbers = reading.numbers
    if not {"median", "p90"} <= numbers.keys():
        return
    median = f"{numbers['median']:.0f}"
    p90 = f"{numbers['p90']:.0f}"
    st.caption(titles.WAITED.format(median=median, p90=p90))


def _change(context: PageContext, figure: Figure, now: Reading) -> str:
    """The change against a year before, with an arrow; or why none is shown."""
    if not reports.has_earlier_days(figure):
        why_none = frame.NOT_KNOWN_EARLIER
        if figure.is_open_ended:
            why_none = frame.HAD_MORE_TIME
        return f":small[:gray[{why_none}]]"
    year_before = reports.year_before(figure, context.period)
    before, why = context.value(figure.key, year_before)
    if now.value is None or before is None:
        why_none = frame.NOTHING_TO_COMPARE.format(why=wording.because(why))
        return f":small[:gray[{why_none}]]"
    tone = wording.tone(figure, now.value, before)
    arrow = _arrow(now.value, before)
    words = wording.plain(wording.change(figure, now.value, before))
    return f":small[:{tone}[:material/{arrow}: {words}]]"


def _arrow(now: float, before: float) -> str:
    """The icon of a change."""
    if now == before:
        return "remove"
    return "arrow_upward" if now > before else "arrow_downward"


def _line(context: PageContext, figure: Figure) -> list[float] | None:
    """The figure's last 13 months, without those that cannot be counted.

    Returns: None below two months.
    """
    if not reports.has_earlier_days(figure):
        return None
    values = []
    for month in reports.last_13_months(figure, context.period):
        value, _ = context.value(figure.key, month)
        if value is not None:
            values.append(float(value))
    return values if len(values) > 1 else None


def how_counted(figure: Figure, context: PageContext) -> None:
    """A small opening that says how a figure is counted, for which days."""
    days = wording.days_of(figure, context.period)
    with st.popover(frame.HOW, icon=":material/help:", type="tertiary"):
        st.markdown(figure.definition)
        st.caption(days)


def notes(answer: Reading | FigureTable) -> None:
    """What is to be known beside a figure, a small line each."""
    for note in answer.notes:
        st.caption(wording.note(note))


def cannot(why: str) -> None:
    """Say why there is nothing to draw, and what to do."""
    sentence = frame.CANNOT.format(why=wording.because(why))
    st.info(sentence, icon=":material/info:")


def show_people(context: PageContext, title: str, reading: Reading) -> None:
    """Open the list of the people behind a reading, over the page."""
    window = st.dialog(title, width="large")
    content = partial(_people, context, reading)
    window(partial(guarded, content))()


def show_list(context: PageContext, title: str, people: PeopleTable) -> None:
    """Open a list of people over the page."""
    window = st.dialog(title, width="large")
    content = partial(people_table, context, people, "people.list")
    window(partial(guarded, content))()


def _people(context: PageContext, reading: Reading) -> None:
    """The people counted; others of the whole, and those left out, are a click away."""
    lists = groups(context.practice, reading)
    chosen = PART
    if len(lists) > 1:
        chosen = _which_list(lists)
    notes(reading)
    if apart := wording.apart(reading):
        st.caption(titles.APART.format(groups=apart))
    nobody = PeopleTable(reading.person[:0])
    people_table(context, lists.get(chosen, nobody), f"people.{chosen}")


def _which_list(lists: Mapping[str, PeopleTable]) -> str:
    """The key of the list to show, the people counted where nothing is chosen."""
    names = {
        name: f"{_LISTS[name]} ({len(people):,})" for name, people in lists.items()
    }
    chosen = st.segmented_control(
        frame.WHICH,
        list(lists),
        format_func=names.__getitem__,
        default=PART,
        required=True,
        key="people.which",
        label_visibility="collapsed",
    )
    return chosen or PART


def people_table(context: PageContext, people: PeopleTable, key: str) -> None:
    """People as a table, some per page, and as a file to take along."""
    if not len(people):
        st.write(frame.NOBODY)
        return
    first = _first_row(len(people), key)
    shown = people.person[first : first + PER_PAGE]
    rows = listed(context.practice, people, context.stopped, first, PER_PAGE)
    linked = links.addresses(context, shown)
    table(rows, wording.people(len(people)), {"Name": linked})

    def content() -> bytes:
        # A new context, so that it knows who asked to stop meanwhile
        stopped = replace(context).stopped
        return documents.spreadsheet_csv(listed(context.practice, people, stopped))

    st.download_button(
        frame.TAKE_LIST,
        content,
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
    """A table that can be read aloud and printed.

    Cells show what stood in the file, never as markup.

    Args:
        frame: The rows.
        about: What the table shows, for who cannot see it.
        linked: By column, the address that each of its cells leads to.
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
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"{key}.page.{pages}")
    first = (page - 1) * PER_PAGE
    shown = frame.iloc[first : first + PER_PAGE]
    table(shown, about)


def choice(
    options: Mapping[str, str], about: str, key: str, *, shown: bool = False
) -> str:
    """One of a few, side by side, the first where nothing is chosen.

    The choice stands in the address.
    """
    first = next(iter(options))
    address.stands_at(key, options)
    chosen = st.segmented_control(
        about,
        list(options),
        format_func=options.__getitem__,
        required=True,
        key=key,
        label_visibility="visible" if shown else "collapsed",
        on_change=address.keeper(key, first),
    )
    return chosen or first


def drawing(
    draw: Callable[..., Chart], *shown: object, **options: object
) -> partial[Chart]:
    """A chart to be drawn: the function that draws it, with all that it shows."""
    return partial(draw, *shown, **options)


def chart(
    context: PageContext, key: str, draw: partial[Chart], behind: Mapping[str, Reading]
) -> None:
    """A chart whose bars open the people behind them.

    A menu below it does the same without a mouse.

    Args:
        context: The page's context.
        key: Of the chart.
        draw: Draws it.
        behind: The reading of each bar, named as the chart does: "category", or
            "category/series".
    """
    drawn = cache.chart(draw, TEXT_COLOUR[session.is_dark()])
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
        format_func=bar_title,
    )
    clicked = _clicked(event, behind)
    if picked is None and session.is_new_click(key, clicked):
        picked = clicked
    if picked:
        show_people(context, bar_title(picked), behind[picked])


def bar_title(name: str) -> str:
    """What a bar named "category/series" is called: "series · category"."""
    parts = name.split("/")
    return " · ".join(reversed(parts))


def plain_chart(draw: partial[Chart], key: str) -> None:
    """A chart of shares and intervals, behind whose dots stand no lists."""
    text_colour = TEXT_COLOUR[session.is_dark()]
    drawn = cache.chart(draw, text_colour)
    st.plotly_chart(drawn.figure, key=key, config=CONFIG, alt=drawn.alt)


def _clicked(event: object, behind: Mapping[str, Reading]) -> str | None:
    """The name of the bar that is selected in a chart; None where none is."""
    points = event["selection"]["points"] if event else []  # type: ignore[index]
    for point in points:
        series = point.get("customdata")
        for category in (point.get("x"), point.get("y")):
            for name in (category, f"{category}/{series}", series):
                if name in behind:
                    return str(name)
    return None
