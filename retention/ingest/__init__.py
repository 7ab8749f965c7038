"""From a practice's exported files to the tables of the records, and back."""

from retention.ingest.identify import Told, tell
from retention.ingest.mapping.declaration import Declaration
from retention.ingest.mapping.infer import (
    LIKELY,
    Proposal,
    Sample,
    likely_tables,
    propose,
)
from retention.ingest.mapping.preview import Check, check, peek
from retention.ingest.mapping.targets import FILLABLE, Target, targets
from retention.ingest.merge.diff import (
    Change,
    Example,
    changes_between,
    patient_row,
    patients_between,
)
from retention.ingest.merge.warnings import is_dated
from retention.ingest.pipeline import (
    Before,
    FileReport,
    Loaded,
    NothingNeeded,
    Progress,
    load,
    refuse_nothing,
)
from retention.ingest.questions import AS_OF, Question
from retention.ingest.read.sources import Source, find, handed_in, is_export, sha256
from retention.ingest.recognise.layouts import fingerprint
from retention.ingest.resolve.other_lists import lead_headings
from retention.ingest.systems import LAYOUTS

__all__ = [
    "AS_OF",
    "FILLABLE",
    "LAYOUTS",
    "LIKELY",
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
]
