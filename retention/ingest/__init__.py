"""From a practice's exported files to the tables of the records, and back."""

from retention.ingest.identify import IdentifiedFile, identify_files
from retention.ingest.mapping.declaration import Declaration
from retention.ingest.mapping.infer import (
    LIKELY,
    ColumnProposal,
    Sample,
    likely_tables,
    propose,
)
from retention.ingest.mapping.preview import MappingPreview, check, peek
from retention.ingest.mapping.targets import FILLABLE, MappingTarget, targets
from retention.ingest.merge.diff import (
    Change,
    Example,
    changes_between,
    patient_row,
    patients_between,
)
from retention.ingest.merge.warnings import is_dated
from retention.ingest.pipeline import Progress, layouts_among, load
from retention.ingest.questions import AS_OF, Question
from retention.ingest.read.sources import (
    ImportSource,
    find,
    handed_in,
    is_export,
    sha256,
)
from retention.ingest.recognise.layouts import fingerprint
from retention.ingest.report import FileReport, Loaded, NothingNeeded, refuse_nothing
from retention.ingest.resolve.other_lists import lead_headings
from retention.ingest.systems import LAYOUTS
from retention.ingest.tables import Before

__all__ = [
    "AS_OF",
    "FILLABLE",
    "LAYOUTS",
    "LIKELY",
    "Before",
    "Change",
    "ColumnProposal",
    "Declaration",
    "Example",
    "FileReport",
    "IdentifiedFile",
    "ImportSource",
    "Loaded",
    "MappingPreview",
    "MappingTarget",
    "NothingNeeded",
    "Progress",
    "Question",
    "Sample",
    "changes_between",
    "check",
    "find",
    "fingerprint",
    "handed_in",
    "identify_files",
    "is_dated",
    "is_export",
    "layouts_among",
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
]
