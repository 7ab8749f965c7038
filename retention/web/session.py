"""What a visitor's session remembers besides widgets.

Also the day and the hour, and which home is open.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from retention import services
from retention.services import Caller, Home, Question
from retention.services.mappings import Declaration
from retention.store import Read

Made = TypeVar("Made")

_NOTE = "frame.note"
_DROP = "imports.drop"
_DONE = "imports.done"
_MOST_SEEN = 12  # samples, proposals and first looks kept of the files in the box
_CLICKED = "frame.clicked"
_BOX = "imports.box"
_FILE = "mailing.kept"
_KEPT = "frame.kept"
_HOLDER = "caller.holder"
_CALLER = "caller.said"
_OPEN = "outreach.opened"
_OUTCOME = "outreach.outcome"
_READS = "frame.reads"


def home() -> Home:
    """The home that the dashboard serves.

    That is `RETENTION_HOME`, else the user's data folder.
    """
    return services.home()


def named_practice() -> str | None:
    """The practice that `RETENTION_PRACTICE` names; None where it names none."""
    return os.environ.get("RETENTION_PRACTICE") or None


def today() -> date:
    """The day of work, T: today in the practice's own time.

    `RETENTION_TODAY` names another day.
    """
    return now().date()


def now() -> datetime:
    """The practice's clock, without a zone.

    `RETENTION_TODAY` names another day or minute: "2026-11-22" is that day at this
    machine's hour, "2026-11-22T10:00" is that very minute.
    """
    # This machine's clock is the practice's own
    clock = datetime.now()  # noqa: DTZ005
    given = os.environ.get("RETENTION_TODAY")
    if not given:
        return clock
    if "T" in given:
        return datetime.fromisoformat(given)

    day = date.fromisoformat(given)
    return datetime.combine(day, clock.time())


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def leave_note(sentence: str) -> None:
    """Keep a sentence for the next run, to be said once."""
    st.session_state[_NOTE] = sentence


def take_note() -> str:
    """The sentence left by the run before; "" where there is none."""
    note = st.session_state.pop(_NOTE, "")
    return str(note)


def caller() -> Caller:
    """Who works in this session.

    Its secret token is made once; the name is "" until one is said.
    """
    holder = st.session_state.setdefault(_HOLDER, secrets.token_hex(16))
    name = st.session_state.get(_CALLER, "")
    return Caller(holder, str(name))


def name_caller(name: str) -> None:
    """Remember who works here, until this window is closed."""
    words = name.split()
    st.session_state[_CALLER] = " ".join(words)


def opened() -> tuple[str, ...]:
    """The household whose row this session wants open.

    After it stand those to try where it cannot be had.
    """
    households = st.session_state.get(_OPEN, ())
    return tuple(households)


def open_households(*households: str) -> None:
    """Want the first of these households' rows open that can be had.

    Nothing is chosen of it yet. No household at all closes the open row.
    """
    if households[:1] != opened()[:1]:
        st.session_state.pop(_OUTCOME, None)
    st.session_state[_OPEN] = households


def outcome() -> str:
    """The outcome chosen on the open row; "" where none is."""
    key = st.session_state.get(_OUTCOME, "")
    return str(key)


def choose_outcome(key: str) -> None:
    """Choose what came of the open row's contact."""
    st.session_state[_OUTCOME] = key


def expected_reads(page: str) -> tuple[Read, ...]:
    """What the page asked the store for in the run before, in order."""
    reads = st.session_state.get(f"{_READS}.{page}", ())
    return tuple(reads)


def expect_reads(page: str, reads: Iterable[Read]) -> None:
    """Remember what the page asked the store for, each read once."""
    st.session_state[f"{_READS}.{page}"] = tuple(dict.fromkeys(reads))


def leave_sign(name: str) -> None:
    """Leave a sign for the next run."""
    st.session_state[name] = True


def take_sign(name: str) -> bool:
    """Whether the run before left that sign; it is gone then."""
    is_left = st.session_state.pop(name, False)
    return bool(is_left)


def fill(values: Mapping[str, object]) -> None:
    """Have widgets that are not drawn yet in this run stand at these values, by key."""
    for key, value in values.items():
        st.session_state[key] = value


def filled(key: str) -> object:
    """What the widget of that key stands at; None where it was not drawn yet."""
    return st.session_state.get(key)


def remembered(name: str, make: Callable[[], Made]) -> Made:
    """What this session keeps under that name, made when it is first asked for."""
    return st.session_state.setdefault(name, make())


def is_other_than_before(name: str, value: str) -> bool:
    """Whether another value was seen under that name in the run before.

    This one is seen now.
    """
    before = st.session_state.get(name)
    st.session_state[name] = value
    return before != value


def leave_practice() -> None:
    """Forget what was open, made or found of the practice that was shown before."""
    for name in (_OPEN, _OUTCOME, _FILE, _KEPT, _CLICKED, _DROP):
        st.session_state.pop(name, None)


@dataclass
class Upload:
    """What lies in the box for files; gone with the files.

    What the visitor said of it, and what we found.
    """

    declared: dict[str, Declaration] = field(default_factory=dict)
    """How files nobody declared are read, by the fingerprint of their header line."""
    named: dict[str, str] = field(default_factory=dict)
    """The names of those files."""
    before: dict[str, Declaration] = field(default_factory=dict)
    """What was said of files that are being put right."""
    wanted: list[str] = field(default_factory=list)
    """Sheets that were passed over, and that the visitor wants to map."""
    asked: dict[str, Question] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    """Answers given before the files in the box, or how they are read, changed.

    They are filled in where the same is asked again.
    """
    files: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    previewed: str = ""
    """Which look the preview on the screen is of."""

    def begin(self, files: str) -> None:
        """Ask anew where these are other files than before, or are read otherwise."""
        if files != self.files:
            self.earlier |= self.answers
            self.files = files
            self.asked = {}
            self.answers = {}

    def declare(self, fingerprint: str, name: str, declaration: Declaration) -> None:
        """Read the files of a header line so."""
        self.declared[fingerprint] = declaration
        self.named[fingerprint] = name
        self.wanted = [other for other in self.wanted if other != name]

    def take_back(self, fingerprint: str) -> None:
        """Ask again how the files of a header line are read.

        What was said is filled in.
        """
        self.before[fingerprint] = self.declared.pop(fingerprint)
        del self.named[fingerprint]

    def once(self, key: str, find: Callable[[], Made]) -> Made:
        """What was found under that key, found now where nobody looked yet.

        The latest few are kept.
        """
        if key not in self.seen:
            answer = find()
            oldest = list(self.seen)[:-_MOST_SEEN]
            for old in oldest:
                del self.seen[old]
            self.seen[key] = answer
        return self.seen[key]


def upload() -> Upload:
    """What was said and found of the files in the box."""
    return st.session_state.setdefault(_DROP, Upload())


def is_new_click(chart: str, clicked: str | None) -> bool:
    """Whether a point of a chart was clicked just now.

    A selection stays, and is answered once.
    """
    seen = st.session_state.setdefault(_CLICKED, {})
    before = seen.get(chart)
    seen[chart] = clicked
    return clicked is not None and clicked != before


def went_back() -> bool:
    """Whether the visitor came to this run by the browser's Back or Forward.

    These show an older address again.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def upload_number() -> int:
    """Number of the box for files; a finished import raises it, and so empties it."""
    number = st.session_state.get(_BOX, 0)
    return int(number)


def empty_upload() -> None:
    """Empty the box, and forget what was said and found of its files."""
    st.session_state[_BOX] = upload_number() + 1
    forget_upload()


def forget_upload() -> None:
    """Forget what was said and found of files that are not in the box any more."""
    st.session_state.pop(_DROP, None)


def leave_done(sentence: str) -> None:
    """Keep what an import did, to be read until other files are dropped."""
    st.session_state[_DONE] = sentence


def done() -> str:
    """What the last import of this session did; "" where there was none."""
    sentence = st.session_state.get(_DONE, "")
    return str(sentence)


def kept_for(key: object, make: Callable[[], Made]) -> Made:
    """What was made under that key in the run before, else made now.

    One thing is kept in a session.
    """
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        kept = (key, make())
        st.session_state[_KEPT] = kept
    return kept[1]


def keep_file(name: str, content: bytes) -> None:
    """Keep a file that was made, so that it can be taken once its making is logged."""
    st.session_state[_FILE] = (name, content)


def kept_file() -> tuple[str, bytes] | None:
    """Name and content of the file made last in this session; None where none was."""
    return st.session_state.get(_FILE)
