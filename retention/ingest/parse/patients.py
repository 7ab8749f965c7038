"""Whose a name is, for files that have names where patients' numbers should stand."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NAMED_BY = ("id", "last_name", "first_name", "middle_name")
"""The columns of the patient table by which people are known."""


def folded(names: pa.Array) -> pa.Array:
    """Names as they are compared: lower case, one blank between words, without a name
    they like to be called by.
    """
    plain = pc.replace_substring_regex(pc.utf8_lower(names), r",\s*'[^']*'\s+", ", ")
    plain = pc.replace_substring_regex(
        pc.replace_substring_regex(plain, r"\s+", " "), r"\s*,\s*", ", "
    )
    return pc.utf8_trim_whitespace(plain)


@dataclass
class Directory:
    """Whose a name is: patient ids by folded name; a name with more than one id is
    shared.

    Names are kept with the middle name and without. A column that writes middle names
    at all writes them for everybody who has one, so there `Reed, Ava` is not Ava M.
    Reed; in other columns it may be either.
    """

    _full: dict[str, set[str]] = field(default_factory=dict)
    _short: dict[str, set[str]] = field(default_factory=dict)
    _written: dict[str, set[str]] = field(default_factory=dict)

    def add(self, patients: Mapping[str, pa.Array]) -> None:
        """Patients by what they are called; columns `NAMED_BY`, of which the middle
        name may lack.
        """
        short = pc.binary_join_element_wise(
            patients["last_name"], patients["first_name"], ", "
        )
        middle = (
            pc.fill_null(patients["middle_name"], "")
            if "middle_name" in patients
            else pa.scalar("")
        )
        full = pc.binary_join_element_wise(short, middle, " ")
        ids = patients["id"].to_pylist()
        for names, known in ((short, self._short), (full, self._full)):
            for name, patient in zip(folded(names).to_pylist(), ids, strict=True):
                if name and patient:
                    known.setdefault(name, set()).add(patient)

    def add_written(self, names: pa.Array, births: pa.Array) -> None:
        """Patients whose list itself has a name for a number: the one known by that
        name, else a number made of it.

        The same name beside another day of birth, or twice without one, is that of two
        people.
        """
        find = self._finder(names)
        rows = zip(folded(names).to_pylist(), births.to_pylist(), strict=True)
        people = (
            (name, birth if birth is not None else row)
            for row, (name, birth) in enumerate(rows)
            if name
        )
        for name, count in Counter(name for name, _ in set(people)).items():
            more = {_made_of(f"{name} {number}") for number in range(1, count)}
            self._written[name] = (find(name) or {_made_of(name)}) | more

    def shared(self, names: pa.Array) -> list[str]:
        """The names that more than one patient has, sorted."""
        find = self._finder(names)
        return sorted(text for text, name in self._folded(names) if len(find(name)) > 1)

    def unknown(self, names: pa.Array) -> int:
        """How many names nobody has."""
        find = self._finder(names)
        return sum(not find(name) for _, name in self._folded(names))

    def read(self, texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """Distinct texts as patient ids, and which of them are nobody's name, or
        several people's.

        What has no comma is no name, and is taken for a number as it stands; 0 means
        none.
        """
        find = self._finder(texts)
        found: list[str | None] = []
        for text, name in self._folded(texts):
            whose = find(name) if text and "," in text else {text}
            found.append(next(iter(whose)) if len(whose) == 1 and text != "0" else None)
        ids = pa.array(found, pa.string())
        bad = pc.and_(
            pc.is_null(ids), pc.and_(pc.is_valid(texts), pc.not_equal(texts, "0"))
        )
        return ids, pc.fill_null(bad, False).to_numpy(zero_copy_only=False)

    def _folded(self, texts: pa.Array) -> Iterator[tuple[str, str]]:
        return zip(texts.to_pylist(), folded(texts).to_pylist(), strict=True)

    def _finder(self, texts: pa.Array) -> Callable[[str], set[str]]:
        """Finds the patients of a folded name, among names as a column writes them."""
        in_full = any(
            name in self._full and name not in self._short
            for name in folded(texts).to_pylist()
        )
        first = self._full if in_full else {}

        def find(name: str) -> set[str]:
            return self._written.get(name) or first.get(name) or self._either(name)

        return find

    def _either(self, name: str) -> set[str]:
        return self._short.get(name, set()) | self._full.get(name, set())


def _made_of(name: str) -> str:
    """A number for somebody known by name only: the same in every import, and no name
    in an address or a log.
    """
    return f"name-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
