"""The records room: snapshots of a practice's tables as Parquet files, written once and
never changed.
"""

from typing import TYPE_CHECKING

from retention.core.lazy_face import lazy_face

if TYPE_CHECKING:
    from retention.snapshots.lock import importing, sweep
    from retention.snapshots.manifest import FILE, Manifest, SourceFile, Stored
    from retention.snapshots.reader import files, problems, read, verify
    from retention.snapshots.writer import publish
else:
    __getattr__ = lazy_face(__name__)

__all__ = [
    "FILE",
    "Manifest",
    "SourceFile",
    "Stored",
    "files",
    "importing",
    "problems",
    "publish",
    "read",
    "sweep",
    "verify",
]
