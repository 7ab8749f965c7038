"""What both faces share: the verbs of screens and command line, so that they cannot drift apart."""

from retention.ingest import FileReport, Question, Source, find
from retention.workflows.calling import (
    Contact,
    lift_stop,
    log_contact,
    log_mailing,
    make_mailing,
    person_row,
    stop,
    stops,
)
from retention.workflows.demos import has_demo, make_demo, write_demo, yesterday
from retention.workflows.figures import Answer, Asked, answer, chosen, figures, ids, period_of
from retention.workflows.homes import (  # fmt: skip
    DEMO,
    Home,
    State,
    chosen_practice,
    home,
    log,
    open_practice,
    practices,
    set_policy,
    state,
)
from retention.workflows.imports import ImportResult, Wish, as_json, import_files, imports, problems, undo
from retention.workflows.keeping import backup, doctor, restore
from retention.workflows.meeting import Meeting, meeting

__all__ = [
    "DEMO", "Answer", "Asked", "Contact", "FileReport", "Home", "ImportResult", "Meeting", "Question", "Source", "State",
    "Wish", "answer", "as_json", "backup", "chosen", "chosen_practice", "doctor", "figures", "find", "home", "ids",
    "import_files", "imports", "has_demo", "lift_stop", "log", "log_contact", "log_mailing", "make_demo", "make_mailing",
    "meeting", "open_practice", "period_of", "person_row", "practices", "problems", "restore", "set_policy", "state",
    "stop", "stops", "undo", "write_demo", "yesterday",
]  # fmt: skip
