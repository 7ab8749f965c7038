"""Zip archives, of exports and inside spreadsheets: what is in them, unpacked within
limits, names never used as paths.

Sizes are counted while unpacking: what an archive's directory says about itself is not
trusted.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits

SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins, with files and without."""
_READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1
_AT_ONCE = 1 << 20
_SYSTEM = ("__MACOSX",)  # folders that a system adds by itself
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What `zipfile` raises for an archive that was cut off or changed."""


@dataclass(frozen=True)
class Member:
    """One file of an archive: the archive's name, its own name to show, and where its
    bytes are.

    The archive stays open for as long as one of its members is held.
    """

    archive: str
    name: str
    info: zipfile.ZipInfo
    opened: zipfile.ZipFile = field(repr=False)

    @property
    def shown(self) -> str:
        """The name as reports give it."""
        return f"{self.archive} / {self.name}"


def is_archive(head: bytes) -> bool:
    """Whether a file that begins like this is a zip archive."""
    return head.startswith(SIGNS)


def names(file: BinaryIO) -> set[str]:
    """The members' own names, for telling what kind of archive it is; none where it is
    damaged.
    """
    try:
        return set(_opened(file, "").namelist())
    except RetentionError:
        return set()


def members(file: BinaryIO | Path, name: str, *, hidden: bool = False) -> list[Member]:
    """The files in an archive, each under a name of its own, without folders and
    (unless asked) what systems hide.

    Raises:
        RetentionError: It is damaged, locked, or holds more than exports do.
    """
    opened = _opened(file, name)
    infos = [info for info in opened.infolist() if _is_file(info, hidden=hidden)]
    _check_all(infos, name)
    pairs = zip(_names(infos), infos, strict=True)
    return [Member(name, shown, info, opened) for shown, info in pairs]


def _is_file(info: zipfile.ZipInfo, *, hidden: bool) -> bool:
    """Whether a member is a file with a name, and one that is asked for."""
    path = info.filename
    if path.endswith("/") or not _parts(path):
        return False
    return hidden or not _is_hidden(path)


def _opened(file: BinaryIO | Path, name: str) -> zipfile.ZipFile:
    """The archive with its directory read.

    Raises:
        RetentionError: It is damaged.
    """
    try:
        return zipfile.ZipFile(file)
    except (*_FAULTS, OSError) as fault:
        raise RetentionError(_damaged(name)) from fault


def _is_hidden(path: str) -> bool:
    """Whether a system added a file by itself, or hides it."""
    *folders, name = _parts(path)
    if name.startswith((".", "~")):
        return True
    return any(part in _SYSTEM for part in (*folders, name))


def _parts(path: str) -> list[str]:
    """The steps of a member's path, without those that lead out of the archive and
    without letters that hide others.
    """
    letters = [letter for letter in path if letter.isprintable()]
    steps = re.split(r"[\\/]+|^[A-Za-z]:", "".join(letters))
    return [step for step in steps if step.strip(". ")]


def _check_all(infos: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse an archive whose directory lists what no archive of exports has."""
    if len(infos) > limits.MEMBERS:
        raise RetentionError(
            f"“{name}” holds {formatting.count(len(infos))} files, and an archive of "
            f"exports has at most {formatting.count(limits.MEMBERS)}. Unpack it, and "
            "load the folder of the exports."
        )

    for info in infos:
        _check(info, name)
    if sum(info.file_size for info in infos) > limits.UNPACKED:
        raise RetentionError(_bomb(name))


def _check(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse a file that is locked, packed otherwise, or grows out of proportion."""
    if info.flag_bits & _LOCKED:
        raise RetentionError(
            f"“{name}” is locked with a password. Unpack it with the password, "
            "and load the files in it."
        )
    if info.compress_type not in _READ_HERE:
        raise RetentionError(
            f"“{name}” is packed in a way that is not read here. Unpack it, and "
            "load the files in it."
        )

    most = max(limits.RATIO_FROM, info.compress_size * limits.RATIO)
    if info.file_size > most:
        raise RetentionError(_bomb(name))


def _names(infos: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """A name for each member: its last part, with its folders where that is not its own
    alone, else with a number.
    """
    times_last = Counter(_last(info) for info in infos)
    times_whole = Counter(_whole(info) for info in infos)
    times_named: Counter[str] = Counter()
    for info in infos:
        last = _last(info)
        whole = _whole(info)
        name = last if times_last[last] == 1 else whole
        times_named[name] += 1
        if times_whole[whole] == 1:
            yield name
        else:
            yield f"{name} ({times_named[name]})"


def _last(info: zipfile.ZipInfo) -> str:
    return _parts(info.filename)[-1]


def _whole(info: zipfile.ZipInfo) -> str:
    return "/".join(_parts(info.filename))


def unpacked(member: Member) -> Iterator[bytes]:
    """A member's bytes, piece by piece.

    Raises:
        RetentionError: They are damaged, or more than the directory says.
    """
    # zipfile stops at the size in the directory: to see what lies, it is told none
    unbounded = copy(member.info)
    unbounded.file_size = limits.UNPACKED
    size = 0
    try:
        with member.opened.open(unbounded) as packed:
            while piece := packed.read(_AT_ONCE):
                size += len(piece)
                if size > member.info.file_size:
                    raise RetentionError(_bomb(member.archive))
                yield piece
    except _FAULTS as fault:
        raise RetentionError(_damaged(member.archive)) from fault
    if size != member.info.file_size:
        raise RetentionError(_damaged(member.archive))


def _damaged(name: str) -> str:
    return (
        f"“{name}” is damaged: it was cut off or changed on its way. Export or copy "
        "it again."
    )


def _bomb(name: str) -> str:
    return (
        f"“{name}” would unpack to far more than exports do, and nothing of it was "
        "unpacked. If you know where it comes from, unpack it yourself and load the "
        "files in it."
    )
