"""From a practice's exported files to the tables of the records, and back."""

from retention.ingest.as_of import is_dated
from retention.ingest.changes import Change, Example
from retention.ingest.checking import Check, check, peek
from retention.ingest.history import changes_between, patient_row, patients_between
from retention.ingest.layouts import fingerprint
from retention.ingest.load import Before, FileReport, Loaded, Progress, load
from retention.ingest.mapping import Declaration
from retention.ingest.nothing import NothingNeeded, refuse_nothing
from retention.ingest.other_lists import lead_headings
from retention.ingest.proposing import LIKELY, Proposal, Sample, likely_tables, propose
from retention.ingest.questions import AS_OF, Question
from retention.ingest.sources import Source, find, handed_in, is_export, sha256
from retention.ingest.systems import LAYOUTS, WRITTEN
from retention.ingest.targets import FILLABLE, Target, targets
from retention.ingest.telling import Told, tell
from retention.ingest.write import write

__all__ = [
    "AS_OF",
    "FILLABLE",
    "LAYOUTS",
    "LIKELY",
    "WRITTEN",
    "Before",
    "Change",
    "Check",
    "Declaration",
    "Example",
    "FileReport",
    "Loaded",
    "NothingNeeded",
    "Progress",
    "Proposal",
    "Question",
    "Sample",
    "Source",
    "Target",
    "Told",
    "changes_between",
    "check",
    "find",
    "fingerprint",
    "handed_in",
    "is_dated",
    "is_export",
    "lead_headings",
    "likely_tables",
    "load",
    "patient_row",
    "patients_between",
    "peek",
    "propose",
    "refuse_nothing",
    "sha256",
    "targets",
    "tell",
    "write",
]
