"""The export files of a folder: how they stand there, and which belong together."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from retention import ingest

TOGETHER = 900
"""Seconds between the files of one export, at most."""

Stamp = tuple[int, int]
"""Size of a file in bytes, and the time it was written in nanoseconds."""


def group_exports(ready: Mapping[Path, Stamp]) -> Iterator[list[Path]]:
    """Group the files written one soon after the other: each group is one export.

    The oldest group comes first, and the oldest file of a group.
    """
    written_ns = {path: stamp[1] for path, stamp in ready.items()}
    longest_gap_ns = TOGETHER * 1_000_000_000
    group: list[Path] = []
    for path in sorted(ready, key=written_ns.__getitem__):
        if group and written_ns[path] - written_ns[group[-1]] > longest_gap_ns:
            yield group
            group = []
        group.append(path)
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
