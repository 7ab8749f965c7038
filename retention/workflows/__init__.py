"""What both faces share: the verbs of screens and command line, so that they cannot
drift apart.
"""

from retention.ingest import Change, Example, FileReport, Question, Source, find
from retention.workflows.answering import answered, forget_answer
from retention.workflows.calling import (
    Contact,
    lift_stop,
    log_contact,
    person_row,
    stop,
    stops,
)
from retention.workflows.campaigning import (
    campaign,
    campaign_file,
    campaigns,
    cancel_campaign,
    log_mailing,
    make_campaign,
    make_mailing,
    plan_campaign,
    take_campaign_file,
)
from retention.workflows.checking import doctor
from retention.workflows.claiming import Caller, claims, let_go, take
from retention.workflows.corrections import Correction, corrected, corrections
from retention.workflows.demos import (
    SYSTEMS,
    has_demo,
    make_demo,
    write_demo,
    yesterday,
)
from retention.workflows.duplicates import (
    Proposal,
    decide_duplicate,
    decided,
    duplicates,
)
from retention.workflows.effects import (
    CampaignResult,
    campaign_result,
    campaign_results,
    result_frame,
    result_json,
)
from retention.workflows.figures import (
    Answer,
    Asked,
    answer,
    chosen,
    figures,
    ids,
    period_of,
)
from retention.workflows.guessing import Gap, Guess, gap, guess, guesses
from retention.workflows.health import Health, found_in_words, health, health_of
from retention.workflows.history import (
    Difference,
    Moment,
    changes_between,
    changes_of,
    history_of,
)
from retention.workflows.homes import (
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
from retention.workflows.imports import ImportResult, ImportWish, as_json, import_files
from retention.workflows.keeping import Backup, backup
from retention.workflows.ledger import imports, problems, undo
from retention.workflows.meeting import Meeting, meeting
from retention.workflows.paper import call_sheets, huddle
from retention.workflows.persons import person_of_token, person_token, person_tokens
from retention.workflows.reconciling import (
    last_reconciliations,
    reconcile,
    reconcile_period,
    reconciled_in_words,
    reconciliations,
)
from retention.workflows.restoring import Restored, restore
from retention.workflows.timeline import Event, timeline
from retention.workflows.watcher import EVERY, Taken, Watcher
from retention.workflows.watching import (
    Watching,
    left_aside,
    try_again,
    watch_folder,
    watched_folders,
    watching,
)
from retention.workflows.written import Printed, in_words, printed_list

__all__ = [
    "DEMO",
    "EVERY",
    "SYSTEMS",
    "Answer",
    "Asked",
    "Backup",
    "Caller",
    "CampaignResult",
    "Change",
    "Contact",
    "Correction",
    "Difference",
    "Event",
    "Example",
    "FileReport",
    "Gap",
    "Guess",
    "Health",
    "Home",
    "ImportResult",
    "ImportWish",
    "Meeting",
    "Moment",
    "Printed",
    "Proposal",
    "Question",
    "Restored",
    "Source",
    "State",
    "Taken",
    "Watcher",
    "Watching",
    "answer",
    "answered",
    "as_json",
    "backup",
    "call_sheets",
    "campaign",
    "campaign_file",
    "campaign_result",
    "campaign_results",
    "campaigns",
    "cancel_campaign",
    "changes_between",
    "changes_of",
    "chosen",
    "chosen_practice",
    "claims",
    "corrected",
    "corrections",
    "decide_duplicate",
    "decided",
    "doctor",
    "duplicates",
    "figures",
    "find",
    "forget_answer",
    "found_in_words",
    "gap",
    "guess",
    "guesses",
    "has_demo",
    "health",
    "health_of",
    "history_of",
    "home",
    "huddle",
    "ids",
    "import_files",
    "imports",
    "in_words",
    "last_reconciliations",
    "left_aside",
    "let_go",
    "lift_stop",
    "log",
    "log_contact",
    "log_mailing",
    "make_campaign",
    "make_demo",
    "make_mailing",
    "meeting",
    "open_practice",
    "period_of",
    "person_of_token",
    "person_row",
    "person_token",
    "person_tokens",
    "plan_campaign",
    "practices",
    "printed_list",
    "problems",
    "reconcile",
    "reconcile_period",
    "reconciled_in_words",
    "reconciliations",
    "restore",
    "result_frame",
    "result_json",
    "set_policy",
    "state",
    "stop",
    "stops",
    "take",
    "take_campaign_file",
    "timeline",
    "try_again",
    "undo",
    "watch_folder",
    "watched_folders",
    "watching",
    "write_demo",
    "yesterday",
]
