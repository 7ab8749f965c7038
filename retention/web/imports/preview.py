"""What an import would change, and the button that does it.

It is shown table by table, with a few rows of each kind.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from retention.core import formatting
from retention.services import Change, ImportResult
from retention.web.components import tables, widgets
from retention.web.copy import imports as text
from retention.web.copy import wording

MOST_SHOWN = 20


def draw(result: ImportResult) -> bool:
    """The counts, what looks wrong, and rows to look at.

    Returns: whether the button was pressed.
    """
    st.subheader(text.PREVIEW)
    if result.flags:
        flags = "\n".join(f"* {wording.plain(flag)}" for flag in result.flags)
        st.warning(f"{text.LOOK_AT_THIS}\n\n{flags}", icon=":material/flag:")
    if result.changed:
        widgets.table(tables.changes(result.changes), text.PREVIEW)
        if any(change.vanished for change in result.changes):
            st.caption(text.VANISHED_MEANS)
    else:
        st.info(text.PREVIEW_NONE, icon=":material/info:")
    _rows(result)
    return st.button(
        text.IMPORT, key="imports.go", type="primary", icon=":material/upload_file:"
    )


def _rows(result: ImportResult) -> None:
    """Up to 20 rows of one kind: of one table, set aside, or not needed."""
    options = kinds(result.changes)
    for kind, title in text.ROWS_LEFT_OUT.items():
        if number := sum(getattr(report, kind) for report in result.files):
            options[f"/{kind}"] = f"{title} ({_shown(number)})"
    if not options:
        return
    with st.expander(
        text.SHOW_ROWS,
        icon=":material/table_rows:",
        key="imports.rows",
        on_change="rerun",
    ) as fold:
        if fold.open:
            chosen = choose(options, "imports.kind")
            if chosen.startswith("/"):
                left_out = [
                    problem
                    for problem in result.problems
                    if getattr(problem, chosen.removeprefix("/"))
                ]
                widgets.table(tables.problems(left_out[:MOST_SHOWN]), options[chosen])
            else:
                rows(result.changes, chosen, options[chosen])


def kinds(changes: Sequence[Change]) -> dict[str, str]:
    """What rows there are to look at: "patient/new", and how that is called."""
    titles = {}
    for change in changes:
        table = tables.table_title(change.table)
        for kind, title in text.KINDS_OF_ROWS.items():
            if number := getattr(change, kind, 0):
                shown = _shown(number)
                titles[f"{change.table}/{kind}"] = f"{table}: {title.lower()} ({shown})"
    return titles


def choose(options: Mapping[str, str], key: str) -> str:
    """The rows that the visitor wants to see."""
    return st.selectbox(
        text.ROWS_OF, list(options), format_func=options.__getitem__, key=key, width=420
    )


def rows(changes: Sequence[Change], chosen: str, title: str) -> None:
    """Rows of one kind of one table, named as `kinds` does."""
    table, _, kind = chosen.partition("/")
    widgets.table(
        tables.examples(
            next(change for change in changes if change.table == table), kind
        ),
        title,
    )


def _shown(number: int) -> str:
    return text.SHOWN_ROWS.format(
        shown=min(number, MOST_SHOWN), all=formatting.count(number)
    )
