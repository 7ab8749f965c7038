"""The way of dropped files into the records.

Look, map what nobody knows, ask, preview, import.
"""

from collections.abc import Sequence

import streamlit as st

from retention import services
from retention.core import formatting
from retention.core.errors import RetentionError
from retention.services import ImportResult
from retention.services.mappings import IdentifiedFile
from retention.web import session
from retention.web.components import tables, widgets
from retention.web.context import PageContext
from retention.web.copy import imports as text
from retention.web.copy import wording
from retention.web.imports import mapping, preview, questions
from retention.web.imports.box import UploadBox, most_upload


def draw(context: PageContext) -> bool:
    """The box for files and, once some lie in it, the steps on their way.

    Returns: whether any do.
    """
    own_name = (
        context.state.name
        if context.state_or_none and context.state.name != services.DEMO
        else None
    )
    name = (
        own_name
        if own_name and context.has_records
        else _ask_name(own_name or text.MY_PRACTICE)
    )
    files = st.file_uploader(
        text.DROP,
        text.KINDS,
        accept_multiple_files=True,
        key=f"imports.files.{session.upload_number()}",
    )
    if not files:
        session.forget_upload()
        st.caption(text.DROP_HELP.format(most=formatting.count(most_upload())))
        if session.done():
            st.success(wording.plain(session.done()), icon=":material/check_circle:")
        return False

    session.leave_done("")
    _steps(UploadBox(context, name, files))
    return True


def _ask_name(proposed: str) -> str:
    name = st.text_input(
        text.YOUR_PRACTICE, proposed, key="imports.name", help=text.NAME_HELP, width=420
    )
    return name or proposed


def _steps(box: UploadBox) -> None:
    """What was recognised; then the one thing that comes next.

    That is an unknown file, the questions, or the preview.
    """
    upload = session.upload()
    upload.begin(f"{box.key} {upload.declared}")
    result = _look(box)
    if isinstance(result, RetentionError):
        st.error(wording.plain(result.in_full), icon=":material/error:")
        if upload.wanted:
            mapping.draw(box, upload.wanted[0], upload.wanted[1:])
            return
        mapping.offer(
            [
                file.name
                for file in upload.once(f"tell {_key(box)}", box.identify)
                if tables.fills_nothing(file)
            ]
        )
        mapping.again()
        questions.draw(is_open=True)
        st.button(text.LOOK_AGAIN, key="imports.again", icon=":material/refresh:")
    elif isinstance(result, ImportResult):
        _recognised(result)
        upload.asked.update({question.key: question for question in result.questions})
        if upload.wanted:
            mapping.draw(box, upload.wanted[0], upload.wanted[1:])
            return
        questions.draw(is_open=bool(result.questions))
        if not result.questions:
            _preview(box, result)
    else:
        _unknown(box, result)


def _look(box: UploadBox) -> ImportResult | tuple[IdentifiedFile, ...] | RetentionError:
    """What the files would do, or what stops them all.

    What stops all files may pass (another import at this moment), so it is looked for
    again each time.

    Returns: where some are not known, what each file was told to be.
    """
    upload = session.upload()
    key = _key(box)
    files = upload.seen.get(f"tell {key}", ())
    if any(not file.layout for file in files):
        return files
    try:
        return upload.once(key, lambda: box.run(dry_run=True))
    except RetentionError as refusal:
        files = upload.once(f"tell {key}", box.identify)
        return refusal if all(file.layout for file in files) else files


def _key(box: UploadBox) -> str:
    """Tells one look from another.

    By the files, what was said of them, and the records they would go into.
    """
    upload = session.upload()
    state = box.context.state_or_none
    return (
        f"{box.key} {box.name} {state and state.snapshot} {upload.declared} "
        f"{sorted(upload.answers.items())}"
    )


def _preview(box: UploadBox, result: ImportResult) -> None:
    """What would change, and the import.

    Nothing is imported where the records changed after the visitor saw the preview.
    """
    upload = session.upload()
    key = _key(box)
    is_shown = upload.previewed == key
    upload.previewed = key
    if preview.draw(result):
        if is_shown:
            _import(box)
        else:
            st.warning(text.CHANGED_MEANWHILE, icon=":material/warning:")


def _recognised(result: ImportResult) -> None:
    st.subheader(text.RECOGNISED)
    widgets.table(tables.files(result.files), text.RECOGNISED)
    if result.not_needed:
        st.caption(
            wording.plain(text.NOT_NEEDED.format(files=", ".join(result.not_needed)))
        )
        with_problems = {problem.file for problem in result.problems}
        mapping.offer([name for name in result.not_needed if name in with_problems])
    _not_read(result)
    wrong = [problem for problem in result.problems if not problem.not_needed]
    if wrong:
        number = sum(report.problems for report in result.files)
        number += sum(problem.file in result.not_needed for problem in wrong)
        with st.expander(
            text.PROBLEM_COUNT.format(problems=formatting.plural(number, "problem")),
            icon=":material/rule:",
        ):
            widgets.paged(tables.problems(wrong), text.PROBLEMS, "imports.found")
    mapping.again()


def _not_read(result: ImportResult) -> None:
    """The columns from which nothing is read, file by file."""
    if number := sum(len(report.not_read) for report in result.files):
        label = text.COLUMNS_NOT_READ.format(
            columns=formatting.plural(number, "column")
        )
        with st.expander(
            label,
            icon=":material/view_column:",
            key="imports.not_read",
            on_change="rerun",
        ) as fold:
            if fold.open:
                widgets.table(tables.not_read(result.files), label)


def _unknown(box: UploadBox, files: Sequence[IdentifiedFile]) -> None:
    """Each file with what it is.

    What cannot be read is said, and the first unknown file opens its form.
    """
    st.subheader(text.RECOGNISED)
    widgets.table(tables.identified_files(files), text.RECOGNISED)
    for file in files:
        if file.refusal and not file.is_unknown:
            st.error(
                wording.plain(f"{file.refusal} {text.TAKE_OUT}"),
                icon=":material/error:",
            )
    mapping.again()
    unknown = [file.name for file in files if file.is_unknown]
    if unknown:
        mapping.draw(box, unknown[0], unknown[1:])


def _import(box: UploadBox) -> None:
    """Import; where something new is to be asked, ask that too."""
    result = box.run(dry_run=False)
    if result.questions:
        session.upload().asked.update(
            {question.key: question for question in result.questions}
        )
        raise RetentionError(
            text.MORE_TO_ASK.format(
                questions=" ".join(question.ask for question in result.questions)
            )
        )

    session.empty_upload()
    session.leave_done(wording.imported(result))
    st.rerun()
