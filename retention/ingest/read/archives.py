"""Zip archives, of exports and inside spreadsheets: what is in them, unpacked within
limits, names never used as paths.

Sizes are counted while unpacking: what an archive's directory says about itself is not
trusted.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits

_STORED = 0
_DEFLATED = 8
# The record before each member's bytes, without its name and extra field
_LOCAL = b"PK\x03\x04"
_LOCAL_LONG = 30
_LOCKED = 0x1
_AT_ONCE = 1 << 20
_SYSTEM = ("__MACOSX",)  # folders that a system adds by itself


@dataclass(frozen=True)
class Member:
    """One file of an archive: the archive's name, its own name to show, and where its
    bytes are.
    """

    archive: str
    name: str
    info: zipfile.ZipInfo

    @property
    def shown(self) -> str:
        """The name as reports give it."""
        return f"{self.archive} / {self.name}"


def is_archive(head: bytes) -> bool:
    """Whether a file that begins like this is a zip archive."""
    return head.startswith((_LOCAL, b"PK\x05\x06"))


def names(file: BinaryIO) -> set[str]:
    """The members' own names, for telling what kind of archive it is; none where it is
    damaged.
    """
    try:
        return {info.filename for info in _directory(file, "")}
    except RetentionError:
        return set()


def members(file: BinaryIO, name: str, *, hidden: bool = False) -> list[Member]:
    """The files in an archive, each under a name of its own, without folders and
    (unless asked) what systems hide.

    RetentionError where it is damaged, locked, or holds more than exports do.
    """
    infos = [info for info in _directory(file, name) if not info.filename.endswith("/")]
    infos = [
        info
        for info in infos
        if _parts(info.filename) and (hidden or not _is_hidden(info.filename))
    ]
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
    return [
        Member(name, shown, info)
        for shown, info in zip(_names(infos), infos, strict=True)
    ]


def _directory(file: BinaryIO, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        OverflowError,
    ) as fault:
        raise RetentionError(_damaged(name)) from fault


def _is_hidden(path: str) -> bool:
    parts = _parts(path)
    return parts[-1].startswith((".", "~")) or any(part in _SYSTEM for part in parts)


def _parts(path: str) -> list[str]:
    """The steps of a member's path, without those that lead out of the archive and
    without letters that hide others.
    """
    plain = "".join(letter for letter in path if letter.isprintable())
    return [part for part in re.split(r"[\\/]+|^[A-Za-z]:", plain) if part.strip(". ")]


def _check(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _LOCKED:
        raise RetentionError(
            f"“{name}” is locked with a password. Unpack it with the password, "
            "and load the files in it."
        )
    if info.compress_type not in (_STORED, _DEFLATED):
        raise RetentionError(
            f"“{name}” is packed in a way that is not read here. Unpack it, and "
            "load the files in it."
        )
    if info.file_size > max(limits.RATIO_FROM, info.compress_size * limits.RATIO):
        raise RetentionError(_bomb(name))


def _names(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """A name for each member: its last part, with its folders where that is not its own
    alone, else with a number.
    """
    last = Counter(_last(info) for info in infos)
    whole = Counter(_whole(info) for info in infos)
    met: Counter[str] = Counter()
    for info in infos:
        name = _last(info) if last[_last(info)] == 1 else _whole(info)
        met[name] += 1
        yield name if whole[_whole(info)] == 1 else f"{name} ({met[name]})"


def _last(info: zipfile.ZipInfo) -> str:
    return _parts(info.filename)[-1]


def _whole(info: zipfile.ZipInfo) -> str:
    return "/".join(_parts(info.filename))


def unpacked(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """A member's bytes, piece by piece.

    RetentionError where they are damaged, or more than the directory says.
    """
    info = member.info
    done = 0
    check = 0
    for piece in _inflated(file, info, member.archive):
        done = done + len(piece)
        check = zlib.crc32(piece, check)
        if done > info.file_size:
            raise RetentionError(_bomb(member.archive))
        yield piece
    if done != info.file_size or check != info.CRC:
        raise RetentionError(_damaged(member.archive))


def _inflated(file: BinaryIO, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    packed = _packed(file, info, name)
    if info.compress_type == _STORED:
        yield from packed
        return
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            yield inflating.decompress(piece, _AT_ONCE)
            while inflating.unconsumed_tail:
                yield inflating.decompress(inflating.unconsumed_tail, _AT_ONCE)
        yield inflating.flush()
    except zlib.error as fault:
        raise RetentionError(_damaged(name)) from fault


def _packed(file: BinaryIO, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A member's bytes as they lie in the archive."""
    file.seek(info.header_offset)
    record = file.read(_LOCAL_LONG)
    if len(record) < _LOCAL_LONG or not record.startswith(_LOCAL):
        raise RetentionError(_damaged(name))
    at = info.header_offset + _LOCAL_LONG + int.from_bytes(record[26:28], "little")
    at += int.from_bytes(record[28:30], "little")
    end = at + info.compress_size
    while at < end:
        file.seek(at)
        piece = file.read(min(_AT_ONCE, end - at))
        if not piece:
            raise RetentionError(_damaged(name))
        at += len(piece)
        yield piece


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
