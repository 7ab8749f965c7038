"""What was handed in: single files, or folders taken whole."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retention.core.errors import RetentionError

READABLE = (".csv", ".txt", ".tsv", ".tab", ".xls", ".xlsx", ".ods", ".rep", ".zip")
"""Endings of the files that are taken from a folder; a file that is named itself is
taken whatever its ending.
"""


@dataclass(frozen=True)
class ImportSource:
    """One file as it was handed in: the name to show, which is never used as a path,
    and where its bytes are.

    A sheet of a spreadsheet or a file of an archive has a name of its own, such as
    `book.xlsx / Patients`, and the path of the file that it is in.
    """

    name: str
    path: Path


def find(paths: Sequence[Path]) -> list[ImportSource]:
    """The files behind files and folders, sorted by name; a folder gives its own files,
    not those of folders in it.

    Two files of one name are shown with their folder. RetentionError where a path does
    not exist, or a folder has no file that could be an export.
    """
    files: set[Path] = set()
    for path in paths:
        files |= set(_files(Path(path)))
    times = Counter(file.name for file in files)
    sources: list[ImportSource] = []
    for file in sorted(files):
        name = file.name
        if times[name] > 1:
            name = f"{file.parent.name}/{name}"
        sources.append(ImportSource(name, file))
    return sorted(sources, key=lambda source: source.name)


def handed_in(name: str, sources: Sequence[ImportSource]) -> ImportSource:
    """Which of the files handed in has the name that a report gives, or holds the sheet
    or file that has it.
    """
    return max(
        (
            source
            for source in sources
            if name == source.name or name.startswith(f"{source.name} / ")
        ),
        key=lambda source: len(source.name),
    )


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path.absolute()
        return
    if not path.is_dir():
        raise RetentionError(
            f"There is no file or folder “{path}”. Check the name, or drag the file in."
        )

    inside = [file for file in path.iterdir() if is_export(file)]
    if not inside:
        raise RetentionError(
            f"The folder “{path}” holds no file that could be an export "
            f"({', '.join(READABLE)}). Name the folder the exports were saved in."
        )
    yield from (file.absolute() for file in inside)


def is_export(file: Path) -> bool:
    """Whether a file of a folder is taken for an export, by its name: no hidden file,
    and no other program's lock.
    """
    return (
        file.is_file()
        and file.suffix.lower() in READABLE
        and not file.name.startswith((".", "~"))
    )


def sha256(path: Path) -> str:
    """The hash of a file's content, in hexadecimal digits; OSError where it cannot be
    read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
