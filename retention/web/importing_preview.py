"""What an import would change, table by table with a few rows of each kind, and the button that does it."""

from collections.abc import Mapping

import streamlit as st

from retention import formats
from retention.web import parts, tables, wording
from retention.web import text_imports as text
from retention.workflows import ImportResult

MOST_SHOWN = 20


def draw(found: ImportResult) -> bool:
    """The counts, what looks wrong, and rows to look at; whether the button was pressed."""
    st.subheader(text.PREVIEW)
    if found.flags:
        flags = "\n".join(f"* {wording.plain(flag)}" for flag in found.flags)
        st.warning(f"{text.LOOK_AT_THIS}\n\n{flags}", icon=":material/flag:")
    if found.changed:
        parts.table(tables.changes(found.changes), text.PREVIEW)
        if any(change.vanished for change in found.changes):
            st.caption(text.VANISHED_MEANS)
        _rows(found)
    else:
        st.info(text.PREVIEW_NONE, icon=":material/info:")
    return st.button(text.IMPORT, key="imports.go", type="primary", icon=":material/upload_file:")


def _rows(found: ImportResult) -> None:
    """Up to 20 rows of one kind of one table, or of those set aside."""
    options = _kinds(found)
    if not options:
        return
    with st.expander(text.SHOW_ROWS, icon=":material/table_rows:", key="imports.rows", on_change="rerun") as rows:
        if not rows.open:
            return
        key = st.selectbox(text.ROWS_OF, list(options), format_func=options.__getitem__, key="imports.kind", width=420)
        table, _, kind = key.partition("/")
        if kind == "aside":
            aside = [problem for problem in found.problems if problem.set_aside]
            parts.table(tables.problems(aside[:MOST_SHOWN]), options[key])
            return
        change = next(change for change in found.changes if change.table == table)
        parts.table(tables.examples(change, kind), options[key])


def _kinds(found: ImportResult) -> Mapping[str, str]:
    """What there is to look at: "patient/new" and how it is called."""
    options = {}
    for change in found.changes:
        for kind, title in text.KINDS_OF_ROWS.items():
            if number := getattr(change, kind, 0):
                shown = text.SHOWN_ROWS.format(shown=min(number, MOST_SHOWN), all=formats.count(number))
                options[f"{change.table}/{kind}"] = f"{tables.table_title(change.table)}: {title.lower()} ({shown})"
    aside = sum(problem.set_aside for problem in found.problems)
    if aside:
        shown = text.SHOWN_ROWS.format(shown=min(aside, MOST_SHOWN), all=formats.count(aside))
        options["/aside"] = f"{text.KINDS_OF_ROWS['aside']} ({shown})"
    return options
