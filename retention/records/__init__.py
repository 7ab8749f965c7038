"""The records room: snapshots of a practice's tables as Parquet files, written once and
never changed.
"""

from retention.records.manifest import FILE, Manifest, Source, Stored
from retention.records.reading import files, problems, read, verify
from retention.records.sweeping import importing, sweep
from retention.records.writing import publish

__all__ = [
    "FILE",
    "Manifest",
    "Source",
    "Stored",
    "files",
    "importing",
    "problems",
    "publish",
    "read",
    "sweep",
    "verify",
]
