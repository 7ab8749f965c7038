"""From a practice's exported files to the tables of the records, and back."""

from retention.ingest.changes import Change, Example
from retention.ingest.load import FileReport, Loaded, load
from retention.ingest.questions import Question
from retention.ingest.sources import Source, find
from retention.ingest.systems import LAYOUTS, WRITTEN
from retention.ingest.write import write

__all__ = [
    "LAYOUTS", "WRITTEN", "Change", "Example", "FileReport", "Loaded", "Question", "Source", "find", "load", "write",
]  # fmt: skip
