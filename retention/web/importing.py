"""The way of dropped files into the records: look, ask, import; and the ledger with the way back."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from retention import formats, workflows
from retention.problems import RetentionError
from retention.web import parts, state, tables, text, wording
from retention.web.desk import Desk
from retention.workflows import ImportResult, Question, Source, Wish


def drop(desk: Desk) -> None:
    """The box for files; once some lie in it, what was recognised, and the questions before they are imported."""
    is_own = desk.has_records and desk.state.name != workflows.DEMO
    name = desk.state.name if is_own else _ask_name()
    files = st.file_uploader(
        text.DROP, ["csv", "txt", "tsv", "tab", "xlsx"], accept_multiple_files=True,
        key=f"imports.files.{state.upload_number()}",
    )  # fmt: skip
    if not files:
        st.caption(text.DROP_HELP)
        return
    dropped = "/".join(sorted(file.file_id for file in files))
    found = state.recall_look(dropped)
    if not isinstance(found, ImportResult):
        found = _run(desk, name, files, Wish(dry_run=True))
        state.remember_look(dropped, found)
    _recognised(found)
    answers = _answers(found.questions)
    if answers is not None:
        _import(desk, name, files, answers, dropped)


def _ask_name() -> str:
    name = st.text_input(text.YOUR_PRACTICE, text.MY_PRACTICE, key="imports.name", help=text.NAME_HELP, width=420)
    return name or text.MY_PRACTICE


def _run(desk: Desk, name: str, files: Sequence[UploadedFile], wish: Wish) -> ImportResult:
    """Read the files, or import them; while it lasts, says how much is being read."""
    size = formats.count(max(1, sum(file.size for file in files) >> 20))
    with (
        st.spinner(text.READING.format(files=formats.plural(len(files), "file"), size=size), show_time=True),
        _on_disk(files) as sources,
    ):
        return workflows.import_files(desk.home, name, sources, wish, state.now())


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Source]]:
    """The dropped files in a folder of their own, under names of ours; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="retention-") as folder:
        sources = []
        for number, file in enumerate(files):
            ending = Path(file.name).suffix.lower()
            path = Path(folder) / f"{number}{ending if ending[1:].isalnum() else ''}"
            path.write_bytes(file.getbuffer())
            sources.append(Source(Path(file.name).name, path))
        yield sources


def _recognised(found: ImportResult) -> None:
    st.subheader(text.RECOGNISED)
    parts.table(tables.files(found.files), text.RECOGNISED)
    if found.not_needed:
        st.caption(wording.plain(text.NOT_NEEDED.format(files=", ".join(found.not_needed))))
    if found.problems:
        with st.expander(
            text.PROBLEMS_FOUND.format(problems=formats.plural(len(found.problems), "problem")), icon=":material/rule:"
        ):
            parts.paged(tables.problems(found.problems), text.PROBLEMS, "imports.found")


def _answers(questions: Sequence[Question]) -> dict[str, str] | None:
    """The questions as a form, the suggested answers filled in; None until it is sent."""
    with st.form("imports.form"):
        given = {question.key: _answer(question) for question in questions}
        sent = st.form_submit_button(text.IMPORT, key="imports.go", type="primary", icon=":material/upload_file:")
    return given if sent else None


def _answer(question: Question) -> str:
    key = f"imports.answer.{question.key}"
    if question.answers:
        place = question.answers.index(question.suggested) if question.suggested in question.answers else 0
        return st.selectbox(question.ask, question.answers, place, key=key, width=420)
    if question.key == text.AS_OF:
        day = st.date_input(question.ask, question.suggested or state.today(), format="MM/DD/YYYY", key=key, width=420)
        return day.isoformat() if day else ""
    return st.text_input(question.ask, question.suggested, key=key, width=420) or ""


def _import(desk: Desk, name: str, files: Sequence[UploadedFile], answers: dict[str, str], dropped: str) -> None:
    """Import; where an answer raises a further question, ask that one too."""
    result = _run(desk, name, files, Wish(answers=answers))
    if result.questions:
        state.remember_look(dropped, result)
        raise RetentionError(text.MORE_TO_ASK.format(questions=" ".join(question.ask for question in result.questions)))
    state.empty_upload()
    state.leave_note(wording.imported(result))
    st.rerun()


def ledger(desk: Desk) -> None:
    """Every import, newest first, and the way back to the one before."""
    st.header(text.LEDGER)
    lines = workflows.imports(desk.home, desk.state.practice) if desk.known else ()
    if not lines:
        st.write(text.NO_IMPORTS)
        return
    parts.paged(tables.ledger(lines), text.LEDGER, "imports.ledger")
    if any(line.undone_at is None and not line.is_current for line in lines):
        with st.popover(text.UNDO, icon=":material/undo:"):
            st.write(text.UNDO_MEANS)
            if st.button(text.UNDO_NOW, key="imports.undo", type="primary"):
                back = workflows.undo(desk.home, desk.state.practice, None, state.now())
                state.leave_note(text.UNDONE.format(number=back.number, day=formats.day(back.exported)))
                st.rerun()


def problems(desk: Desk) -> None:
    """What was wrong in the files of the import that counts now, row by row."""
    if not desk.has_records:
        return
    st.header(text.PROBLEMS)
    found = workflows.problems(desk.home, desk.state.practice)
    if found:
        parts.paged(tables.problems(found), text.PROBLEMS, "imports.problems")
    else:
        st.write(text.NO_PROBLEMS)
