"""The form for a file nobody declared: its rows, and what each column is.

Also what the first rows would become.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.services import mappings
from retention.services.mappings import (
    ColumnProposal,
    Declaration,
    MappingPreview,
    MappingTarget,
    Sample,
)
from retention.web import session
from retention.web.components import tables, widgets
from retention.web.copy import imports as text
from retention.web.copy import wording
from retention.web.imports.box import UploadBox

# Of the file, of its first rows, and of a column that are shown
_ROWS = 5
_PROBLEMS = 10
_VALUES = 3
_LEADS = 4  # headings by which a list of leads is told that are shown
# Letters of a line and of a value that are shown
_LONG = 90
_VALUE = 40
_LEFT_OUT = Declaration("", {})


@dataclass
class MappingForm:
    """What the form holds now.

    The table, headers by column, words for every row, and where each header's values
    go.
    """

    table: str
    named: dict[str, list[str]] = field(default_factory=dict)
    every: dict[str, str] = field(default_factory=dict)
    places: dict[str, DeltaGenerator] = field(default_factory=dict)

    @property
    def declared(self) -> Declaration:
        """What was said, as a declaration; of two headers for one column the first."""
        return Declaration(
            self.table,
            {column: headers[0] for column, headers in self.named.items()},
            every=self.every,
        )

    def say_for_all(
        self, target: MappingTarget, key: str, before: Declaration | None
    ) -> None:
        """Ask for the word that every row has, for a needed column not there."""
        options = ["", *(word for word in target.choices if word != "unknown")]
        answer = before.every.get(target.column, "") if before else ""
        word = st.selectbox(
            text.EVERY_ROW.format(title=target.title),
            options,
            options.index(answer),
            lambda word: wording.choice(word) if word else text.CHOOSE,
            key=f"imports.every.{key}.{target.column}",
            help=text.EVERY_ROW_HELP,
        )
        if word:
            self.every[target.column] = word


def draw(box: UploadBox, name: str, waiting: Sequence[str]) -> None:
    """The form for one file; what was said counts once the button is pressed.

    `waiting` are the files after it.
    """
    st.subheader(wording.plain(text.WHAT_IS.format(file=name)))
    st.caption(text.WHAT_IS_WHY)
    sample = _sample(box, name)
    fingerprint = mappings.fingerprint(sample)
    before = session.upload().before.get(fingerprint)
    table = _table(sample, fingerprint, before)
    asked = _columns(sample, fingerprint, table, before) if table else None
    ready = asked is None or _is_ready(sample, asked)
    declared = asked.declared if asked else _LEFT_OUT
    if st.button(
        text.READ_SO,
        key=f"imports.read.{fingerprint[:12]}",
        type="primary",
        disabled=not ready,
    ):
        session.upload().declare(fingerprint, name, declared)
        st.rerun()
    if waiting:
        st.caption(wording.plain(text.THEN_FILES.format(files=", ".join(waiting))))


def offer(passed_over: Sequence[str]) -> None:
    """For each sheet that was passed over as unknown, a way to say what is in it."""
    with st.container(horizontal=True):
        for index, name in enumerate(passed_over):
            label = text.WHAT_IS.format(file=wording.plain(name))
            if st.button(
                label,
                key=f"imports.wanted.{index}",
                type="tertiary",
                icon=":material/help:",
            ):
                session.upload().wanted.append(name)
                st.rerun()


def again() -> None:
    """For each file of the box that was mapped, a way to put right what was said."""
    upload = session.upload()
    with st.container(horizontal=True):
        for fingerprint, name in upload.named.items():
            label = text.MAP_AGAIN.format(file=wording.plain(name))
            if st.button(
                label,
                key=f"imports.again.{fingerprint[:12]}",
                type="tertiary",
                icon=":material/edit:",
            ):
                upload.take_back(fingerprint)
                st.rerun()


def _sample(box: UploadBox, name: str) -> Sample:
    """The file's first rows, and the choice of another line for its headings."""
    upload = session.upload()
    sample = upload.once(f"sample {box.key} {name}", lambda: box.sample(name, None))
    with st.expander(text.FIRST_ROWS, expanded=True, icon=":material/table_rows:"):
        if len(sample.lines) > 1:
            lines = {
                line.line: f"{line.line}: {' | '.join(line.cells)}"[:_LONG]
                for line in sample.lines
            }
            line = st.selectbox(
                text.HEADER_LINE,
                list(lines),
                list(lines).index(sample.header.line),
                lines.__getitem__,
                key=f"imports.line.{mappings.fingerprint(sample)[:12]}",
                help=text.HEADER_HELP,
            )
            if line != sample.header.line:
                sample = upload.once(
                    f"sample {box.key} {name} {line}", lambda: box.sample(name, line)
                )
        widgets.table(_first_rows(sample), text.FIRST_ROWS)
    return sample


def _first_rows(sample: Sample) -> pd.DataFrame:
    first_rows = sample.rows.table.slice(0, _ROWS)
    rows = first_rows.to_pandas().fillna("").astype(str)
    titles = [wording.plain(cell) or "–" for cell in sample.header.cells]

    distinct = []
    for number, title in enumerate(titles, 1):
        is_repeated = titles.count(title) > 1
        distinct.append(f"{title} ({number})" if is_repeated else title)
    return rows.set_axis(distinct, axis=1)


def _table(sample: Sample, fingerprint: str, before: Declaration | None) -> str:
    """The table that the file fills, the likeliest first; "" to leave it out."""
    likely = session.upload().once(
        f"tables {fingerprint} {sample.name}", lambda: mappings.likely_tables(sample)
    )
    titles = {**mappings.table_titles(), "": text.LEAVE_OUT}
    leads = mappings.leads(sample)
    options = ["", *likely] if leads else [*likely, ""]
    table = st.selectbox(
        text.WHICH_TABLE,
        options,
        options.index(before.table) if before else 0,
        titles.__getitem__,
        key=f"imports.table.{fingerprint[:12]}",
        width=420,
    )
    if leads:
        st.caption(wording.plain(text.LEADS.format(headings=", ".join(leads[:_LEADS]))))
    return table


def _columns(
    sample: Sample, fingerprint: str, table: str, before: Declaration | None
) -> MappingForm:
    """What each column of the file is, as the visitor has it now."""
    targets = mappings.columns(table)
    key = f"{fingerprint[:12]}.{table}"
    st.markdown(f"**{text.COLUMNS}**")
    st.caption(text.COLUMNS_WHY)
    proposed = session.upload().once(
        f"columns {fingerprint} {table}", lambda: mappings.propose(sample, table)
    )
    suggested = {proposal.header: column for column, proposal in proposed.items()}
    if before and before.table == table:
        suggested = {header: column for column, header in before.columns.items()}
    options = ["", *targets]
    asked = MappingForm(table)
    with st.grid(3, min_column_width=260, key="imports.columns") as grid:
        for index, header in enumerate(sample.headers):
            with grid.cell(), st.container(gap="xxsmall"):
                column = st.selectbox(
                    wording.plain(header),
                    options,
                    options.index(suggested.get(header, "")),
                    lambda column: _title(targets, column),
                    key=f"imports.map.{key}.{index}",
                )
                asked.places[header] = st.empty()
                _say_if_guessed(proposed.get(column), header)
                if column:
                    asked.named.setdefault(column, []).append(header)
        for target in targets.values():
            if (
                target.is_required
                and target.choices
                and target.column not in asked.named
            ):
                with grid.cell():
                    asked.say_for_all(target, key, before)
    return asked


def _say_if_guessed(proposal: ColumnProposal | None, header: str) -> None:
    """Why a header was proposed for the column chosen, where that is not sure."""
    if proposal and proposal.header == header and proposal.score < mappings.SURE:
        because = text.GUESS.format(because=proposal.because)
        st.caption(wording.plain(because))


def _title(targets: Mapping[str, MappingTarget], column: str) -> str:
    if not column:
        return text.NOT_READ
    return (
        f"{targets[column].title} *"
        if targets[column].is_required
        else targets[column].title
    )


def _is_ready(sample: Sample, asked: MappingForm) -> bool:
    """Whether the file can be read so.

    It says what is still missing, and what the first rows would become.
    """
    targets = mappings.columns(asked.table)
    for column, headers in asked.named.items():
        if len(headers) > 1:
            twice = text.TWICE.format(
                title=targets[column].title, headers=", ".join(headers)
            )
            st.warning(wording.plain(twice), icon=":material/warning:")
            return False
    declared = asked.declared
    preview = None if declared.missing else _preview(sample, declared)
    _values(sample, declared, preview, asked.places)
    if declared.missing:
        st.info(
            text.STILL.format(titles=", ".join(declared.missing)),
            icon=":material/star:",
        )
    return preview is not None and _preview_sentence(preview)


def _preview(sample: Sample, declared: Declaration) -> MappingPreview | None:
    """What the first rows would become.

    Returns: None where they cannot be read so, which is said.
    """
    try:
        return mappings.check(sample, declared)
    except RetentionError as refusal:
        st.warning(wording.plain(refusal), icon=":material/warning:")
        return None


def _preview_sentence(preview: MappingPreview) -> bool:
    """Say how many of the first rows would load; whether any would."""
    loads = formatting.count(preview.loads)
    aside = formatting.count(preview.set_aside)
    st.markdown(
        text.WOULD_LOAD.format(
            rows=formatting.plural(preview.rows, "row"), loads=loads, aside=aside
        )
    )
    if preview.problems:
        problems = formatting.plural(len(preview.problems), "problem")
        with st.expander(
            text.CHECK_PROBLEMS.format(problems=problems), icon=":material/rule:"
        ):
            widgets.table(
                tables.problems(preview.problems[:_PROBLEMS]),
                text.CHECK_PROBLEMS.format(problems=problems),
            )
    return preview.loads > 0


def _before_and_now(before: str, now: str | None) -> str:
    """A value, and how it is read where that differs."""
    if not now or now == before:
        return before
    return f"{before} → {now}"


def _values(
    sample: Sample,
    declared: Declaration,
    preview: MappingPreview | None,
    places: Mapping[str, DeltaGenerator],
) -> None:
    """Below each column a few of its values, with how they are read if that differs."""
    column_of = {header: column for column, header in declared.columns.items()}
    for header, cell in places.items():
        pairs: Sequence[tuple[str, str | None]] = ()
        if preview:
            pairs = preview.values.get(column_of.get(header, ""), ())
        texts = [_before_and_now(before, now) for before, now in pairs]

        shown = texts or mappings.values(sample, header)
        short = [text[:_VALUE] for text in shown[:_VALUES]]
        caption = wording.plain(" · ".join(short))
        cell.caption(caption or text.EMPTY_COLUMN)
