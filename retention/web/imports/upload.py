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
    own = (
        context.state.name
        if context.known and context.state.name != services.DEMO
        else None
    )
    name = own if own and context.has_records else _ask_name(own or text.MY_PRACTICE)
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
    said = session.upload()
    said.begin(f"{box.key} {said.declared}")
    found = _look(box)
    if isinstance(found, RetentionError):
        st.error(wording.plain(found.in_full), icon=":material/error:")
        if said.wanted:
            mapping.draw(box, said.wanted[0], said.wanted[1:])
            return
        mapping.offer(
            [
                one.name
                for one in said.once(f"tell {_key(box)}", box.tell)
                if tables.fills_nothing(one)
            ]
        )
        mapping.again()
        questions.draw(is_open=True)
        st.button(text.LOOK_AGAIN, key="imports.again", icon=":material/refresh:")
    elif isinstance(found, ImportResult):
        _recognised(found)
        said.asked.update({question.key: question for question in found.questions})
        if said.wanted:
            mapping.draw(box, said.wanted[0], said.wanted[1:])
            return
        questions.draw(is_open=bool(found.questions))
        if not found.questions:
            _preview(box, found)
    else:
        _unknown(box, found)


def _look(box: UploadBox) -> ImportResult | tuple[IdentifiedFile, ...] | RetentionError:
    """What the files would do, or what stops them all.

    What stops all files may pass (another import at this moment), so it is looked for
    again each time.

    Returns: where some are not known, what each file was told to be.
    """
    said = session.upload()
    key = _key(box)
    told = said.seen.get(f"tell {key}", ())
    if any(not one.layout for one in told):
        return told
    try:
        return said.once(key, lambda: box.run(dry_run=True))
    except RetentionError as refusal:
        told = said.once(f"tell {key}", box.tell)
        return refusal if all(one.layout for one in told) else told


def _key(box: UploadBox) -> str:
    """Tells one look from another.

    By the files, what was said of them, and the records they would go into.
    """
    said = session.upload()
    known = box.context.known
    return (
        f"{box.key} {box.name} {known and known.snapshot} {said.declared} "
        f"{sorted(said.answers.items())}"
    )


def _preview(box: UploadBox, found: ImportResult) -> None:
    """What would change, and the import.

    Nothing is imported where the records changed after the visitor saw the preview.
    """
    said = session.upload()
    key = _key(box)
    is_shown = said.previewed == key
    said.previewed = key
    if preview.draw(found):
        if is_shown:
            _import(box)
        else:
            st.warning(text.CHANGED_MEANWHILE, icon=":material/warning:")


def _recognised(found: ImportResult) -> None:
    st.subheader(text.RECOGNISED)
    widgets.table(tables.files(found.files), text.RECOGNISED)
    if found.not_needed:
        st.caption(
            wording.plain(text.NOT_NEEDED.format(files=", ".join(found.not_needed)))
        )
        told = {problem.file for problem in found.problems}
        mapping.offer([name for name in found.not_needed if name in told])
    _not_read(found)
    wrong = [problem for problem in found.problems if not problem.not_needed]
    if wrong:
        number = sum(report.problems for report in found.files)
        number += sum(problem.file in found.not_needed for problem in wrong)
        with st.expander(
            text.PROBLEMS_FOUND.format(problems=formatting.plural(number, "problem")),
            icon=":material/rule:",
        ):
            widgets.paged(tables.problems(wrong), text.PROBLEMS, "imports.found")
    mapping.again()


def _not_read(found: ImportResult) -> None:
    """The columns from which nothing is read, file by file."""
    if number := sum(len(report.not_read) for report in found.files):
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
                widgets.table(tables.not_read(found.files), label)


def _unknown(box: UploadBox, told: Sequence[IdentifiedFile]) -> None:
    """Each file with what it is.

    What cannot be read is said, and the first unknown file opens its form.
    """
    st.subheader(text.RECOGNISED)
    widgets.table(tables.identified_files(told), text.RECOGNISED)
    for one in told:
        if one.refusal and not one.is_unknown:
            st.error(
                wording.plain(f"{one.refusal} {text.TAKE_OUT}"), icon=":material/error:"
            )
    mapping.again()
    unknown = [one.name for one in told if one.is_unknown]
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
