"""What a visitor's session remembers besides widgets, the day and the hour, and which home is open."""

import os
from collections.abc import Container, Sequence
from datetime import date, datetime

import streamlit as st

from retention import workflows
from retention.workflows import Home

_NOTE = "frame.note"
_LOOKED_AT = "imports.looked_at"
_CLICKED = "frame.clicked"
_BOX = "imports.box"
_FILE = "mailing.kept"


def home() -> Home:
    """The home that the dashboard serves: `RETENTION_HOME`, else the user's data folder."""
    return workflows.home()


def named_practice() -> str | None:
    """The practice that `RETENTION_PRACTICE` names; None where it names none."""
    return os.environ.get("RETENTION_PRACTICE") or None


def today() -> date:
    """The day of work, T: today in the practice's own time, or the day that `RETENTION_TODAY` says."""
    given = os.environ.get("RETENTION_TODAY")
    return date.fromisoformat(given) if given else date.today()  # noqa: DTZ011 - as in `now`


def now() -> datetime:
    """The practice's clock on the day of work, without a zone."""
    return datetime.combine(today(), datetime.now().time())  # noqa: DTZ005 - this machine's clock is the practice's own


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def leave_note(sentence: str) -> None:
    """Keep a sentence for the next run, to be said once."""
    st.session_state[_NOTE] = sentence


def take_note() -> str:
    """The sentence left by the run before; "" where there is none."""
    return str(st.session_state.pop(_NOTE, ""))


def remember_look(key: str, found: object) -> None:
    """Keep what a first look at dropped files found, under the files' own key."""
    st.session_state[_LOOKED_AT] = (key, found)


def recall_look(key: str) -> object | None:
    """What a first look at exactly these files found; None where nobody looked yet."""
    known = st.session_state.get(_LOOKED_AT)
    return known[1] if known and known[0] == key else None


def is_new_click(chart: str, clicked: str | None) -> bool:
    """Whether a point of a chart was clicked just now: a selection stays, and is answered once."""
    seen = st.session_state.setdefault(_CLICKED, {})
    before, seen[chart] = seen.get(chart), clicked
    return clicked is not None and clicked != before


def open_next(choice: str, keys: Sequence[str]) -> None:
    """Have a choice stand at the first of those keys that is left in the next run; its widget is drawn in this one."""
    st.session_state[f"{choice}.next"] = keys


def open_waiting(choice: str, known: Container[str]) -> None:
    """Before a choice is drawn: put it where the run before asked for, if that is still there."""
    left = [key for key in st.session_state.pop(f"{choice}.next", ()) if key in known]
    if left:
        st.session_state[choice] = left[0]


def upload_number() -> int:
    """Number of the box for files; a finished import raises it, which empties the box."""
    return int(st.session_state.get(_BOX, 0))


def empty_upload() -> None:
    """Forget the dropped files and what was found in them."""
    st.session_state[_BOX] = upload_number() + 1
    st.session_state.pop(_LOOKED_AT, None)


def keep_file(name: str, content: bytes) -> None:
    """Keep a file that was made, so that it can be taken once its making is logged."""
    st.session_state[_FILE] = (name, content)


def kept_file() -> tuple[str, bytes] | None:
    """Name and content of the file made last in this session; None where none was."""
    return st.session_state.get(_FILE)
