"""Mutated files through the whole import, each into a practice that has records, and
what must hold afterwards.
"""

import hashlib
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from retention import services
from retention.core.errors import RetentionError
from retention.demo.export.registry import WRITTEN
from retention.ingest.read.headers import HEADER_WITHIN
from tests.fuzz.mutations import file_of

DAY = date(2026, 10, 31)
NOW = datetime.fromisoformat("2026-11-01 09:00")
PRACTICE = "Fuzz"
KEY = "fuzz"
_ASKED_AT_MOST = 6  # rounds of answers: one may raise further questions
_LOADS = 20  # files that one practice takes in before it is made anew
UNSURE = (b'"', b"\0", b"\r\r", b"\n\r", b"\r,")  # where these are, lines are no rows
SLOW = 20  # seconds that no small file may take


@dataclass(frozen=True)
class Outcome:
    """What became of one file: loaded, refused, asked, or broken, with the reason why
    it is.
    """

    number: int
    what: str
    why: str = ""
    seconds: float = 0


class Fuzz:
    """A folder with the exports of every system, and a practice with records to import
    mutated ones into.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        for key in WRITTEN:
            services.write_demo(
                folder / "exports" / key, key, patients=12, years=2, seed=seed, ends=DAY
            )
        self.exports = sorted(
            path for path in (folder / "exports").rglob("*") if path.is_file()
        )
        first = services.find([folder / "exports" / "opendental"])
        services.import_files(
            services.home(folder / "base"),
            PRACTICE,
            first,
            services.ImportOptions(as_of=DAY),
            NOW,
        )
        self.kept = _hashes(folder / "base")
        self.copies = self.loads = 0
        self._renew()

    def _renew(self) -> None:
        """A practice as it was before any mutated file."""
        shutil.rmtree(self.folder / f"home{self.copies}", ignore_errors=True)
        self.copies = self.copies + 1
        self.loads = 0
        self.path = self.folder / f"home{self.copies}"
        shutil.copytree(self.folder / "base", self.path)
        self.home = services.home(self.path)

    def file(self, number: int) -> Path:
        """The mutated file with a number; always the same one for a seed."""
        random = Random(f"{self.seed}-{number}")
        export = random.choice(self.exports)
        ending, content = file_of(export.read_bytes(), random)
        path = self.folder / f"{number}-{export.stem}.{ending}"
        path.write_bytes(content)
        return path

    def outcome(self, number: int) -> Outcome:
        """Import the file with a number, and look at what it did."""
        path = self.file(number)
        began = time.perf_counter()
        try:
            before = self._current()
            what, why = self._imported(path)
            if what != "loaded" and self._current() != before:
                why = why or "another snapshot is current"
            why = why or self._harmed()
        except Exception:  # noqa: BLE001  whatever it is, it is what we look for
            what = "broken"
            why = traceback.format_exc(limit=-6)
        seconds = time.perf_counter() - began
        if seconds > SLOW:
            why = why or f"took {seconds:.0f} s"
        self.loads += what == "loaded"
        if why or self.loads == _LOADS:
            self._renew()
        if not why:
            path.unlink()
        return Outcome(
            number,
            "broken" if why else what,
            f"{path.name}: {why}" if why else "",
            seconds,
        )

    def _imported(self, path: Path) -> tuple[str, str]:
        """Import a file, all questions answered as suggested; what became of it, and
        what was not accounted for.
        """
        answers: dict[str, str] = {}
        for _ in range(_ASKED_AT_MOST):
            wish = services.ImportOptions(as_of=DAY, answers=answers)
            try:
                done = services.import_files(
                    self.home, PRACTICE, services.find([path]), wish, NOW
                )
            except RetentionError as refusal:
                return "refused", "" if str(refusal).strip().endswith(
                    (".", "?", "…", "”")
                ) else f"no sentence: {refusal}"
            if not done.questions:
                return "loaded" if done.changed else "unchanged", _unaccounted(
                    done
                ) or _miscounted(done, path)
            answers |= {
                one.key: one.suggested or next(iter(one.answers), "unknown")
                for one in done.questions
            }
        return "asked", ""

    def _current(self) -> int | None:
        """The number of the snapshot that counts."""
        return next(
            (one.number for one in services.imports(self.home, KEY) if one.is_current),
            None,
        )

    def _harmed(self) -> str:
        """What of the first records was changed; nothing must be."""
        now = _hashes(self.path)
        changed = [name for name, kept in self.kept.items() if now.get(name) != kept]
        return f"changed: {changed}" if changed else ""

    def run(self, numbers: range) -> Iterator[Outcome]:
        """The outcomes of files by number."""
        return map(self.outcome, numbers)


def _hashes(home: Path) -> dict[str, str]:
    """The files of the first snapshot by name, each with its hash."""
    files = sorted(
        path
        for path in (home / "records").rglob("*")
        if path.is_file() and "/1/" in path.as_posix()
    )
    assert files, "there is a snapshot to look after"
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _miscounted(done: services.ImportResult, path: Path) -> str:
    """Whether more or fewer rows were read than the file has lines; told only of text
    whose lines are sure.
    """
    content = path.read_bytes()
    if (
        path.suffix in (".xlsx", ".zip")
        or not content.isascii()
        or any(mark in content for mark in UNSURE)
    ):
        return ""
    lines = sum(1 for line in content.splitlines() if line)
    read = sum(file.rows_read for file in done.files if file.layout)
    fits = not read or lines - HEADER_WITHIN <= read < lines
    return "" if fits else f"{read} rows of {lines} lines"


def _unaccounted(done: services.ImportResult) -> str:
    """The first file of which a row is neither loaded nor unchanged nor told to be set
    aside or not needed.
    """
    told = Counter(
        (problem.file, problem.set_aside, problem.not_needed)
        for problem in done.problems
    )
    for file in done.files:
        if (
            file.rows_read
            != file.loaded + file.unchanged + file.set_aside + file.not_needed
        ):
            return f"rows do not add up: {file}"
        aside = told[file.name, True, False]
        spare = told[file.name, False, True]
        if (aside, spare, told[file.name, True, True]) != (
            file.set_aside,
            file.not_needed,
            0,
        ):
            return f"{aside} rows told to be set aside, {spare} not needed: {file}"
    return ""
