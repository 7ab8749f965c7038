"""The export files of a folder: size and time, which belong together, of which day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from retention import ingest

TOGETHER = 900
"""Seconds between the files of one export, at most."""
NEAR_DAYS = 7
"""Days between the export's day that the data suggest and the file's, at most."""

Stamp = tuple[int, int]
"""Size of a file in bytes, and the time it was written in nanoseconds."""


def group_exports(ready: Mapping[Path, Stamp]) -> Iterator[list[Path]]:
    """Group the files written one soon after the other: each group is one export.

    The oldest group comes first, and the oldest file of a group.
    """
    longest_gap_ns = TOGETHER * 1_000_000_000
    group: list[Path] = []
    last_ns = 0
    for path in sorted(ready, key=lambda path: ready[path][1]):
        _, written_ns = ready[path]
        if group and written_ns - last_ns > longest_gap_ns:
            yield group
            group = []
        group.append(path)
        last_ns = written_ns
    if group:
        yield group


def read_stamps(folder: Path) -> dict[Path, Stamp]:
    """Read size and time of each file in the folder that could be an export."""
    stamps = {}
    for path in folder.iterdir():
        if ingest.is_export(path):
            status = path.stat()
            stamps[path] = (status.st_size, status.st_mtime_ns)
    return stamps


def export_day(
    question: ingest.Question, paths: Sequence[Path], exported: date | None
) -> date | None:
    """Find the day of the export, which nobody is there to say.

    It is the day that the data suggest, where that lies within a week of the day the
    newest file was written. It is that day itself where the data suggest none.

    Args:
        question: The question for that day.
        paths: The files of the export.
        exported: The day that the records are of.

    Returns:
        None where nobody knows, and the question stays open.
    """
    newest = max(path.stat().st_mtime for path in paths)
    written = date.fromtimestamp(newest)  # noqa: DTZ012  the practice's own clock
    suggested = written
    if question.suggested:
        suggested = date.fromisoformat(question.suggested)

    # Such files are an older export that came late: taken as of the day they were
    # written, they would put older rows in the place of newer ones
    if exported and written < exported and suggested <= exported:
        return None

    days_apart = abs((suggested - written).days)
    if days_apart > NEAR_DAYS:
        return None
    return suggested
