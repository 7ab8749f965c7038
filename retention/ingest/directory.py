"""Whose a name is, for files that have names where patients' numbers should stand."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NAMED_BY = ("id", "last_name", "first_name", "middle_name")
"""The columns of the patient table by which people are known."""


def folded(names: pa.Array) -> pa.Array:
    """Names as they are compared: lower case, one blank between words, without a name they like to be called by."""
    plain = pc.replace_substring_regex(pc.utf8_lower(names), r",\s*'[^']*'\s+", ", ")
    plain = pc.replace_substring_regex(pc.replace_substring_regex(plain, r"\s+", " "), r"\s*,\s*", ", ")
    return pc.utf8_trim_whitespace(plain)


@dataclass
class Directory:
    """Whose a name is: patient ids by folded name; a name with more than one id is shared."""

    _ids: dict[str, set[str]] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)

    def add(self, patients: Mapping[str, pa.Array]) -> None:
        """Patients by what they are called, with and without the middle name; columns `NAMED_BY`, the last may lack."""
        names = [pc.binary_join_element_wise(patients["last_name"], patients["first_name"], ", ")]
        if "middle_name" in patients:
            names.append(pc.binary_join_element_wise(names[0], patients["middle_name"], " "))
        ids = patients["id"].to_pylist()
        for name in names:
            for one, patient in zip(folded(name).to_pylist(), ids, strict=True):
                if one and patient:
                    self._ids.setdefault(one, set()).add(patient)

    def add_written(self, names: pa.Array, births: pa.Array) -> None:
        """Patients whose list itself has a name for a number: the one known by that name, else a number made of it.

        The same name beside another day of birth, or twice without one, is that of two people."""
        seen: dict[str, set[str | None]] = {}
        for one, birth in zip(folded(names).to_pylist(), births.to_pylist(), strict=True):
            if not one:
                continue
            again = one in seen and (birth is None or seen[one] != {birth})
            seen.setdefault(one, set()).add(birth)
            known = self._ids.get(one, set())
            self._written[one] = "" if again or len(known) > 1 else next(iter(known), _made_of(one))

    def shared(self, names: pa.Array) -> list[str]:
        """The names that more than one patient has, sorted."""
        return sorted(text for text, one in self._folded(names) if self._find(one) == "")

    def unknown(self, names: pa.Array) -> int:
        """How many names nobody has."""
        return sum(self._find(one) is None for _, one in self._folded(names))

    def _folded(self, names: pa.Array) -> Iterator[tuple[str, str]]:
        return zip(names.to_pylist(), folded(names).to_pylist(), strict=True)

    def read(self, texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """Distinct texts as patient ids, and which of them are nobody's name, or several people's.

        What has no comma is no name, and is taken for a number as it stands; 0 means none."""
        found = [
            (text if text != "0" else None) if text is None or "," not in text else self._find(one) or None
            for text, one in zip(texts.to_pylist(), folded(texts).to_pylist(), strict=True)
        ]
        ids = pa.array(found, pa.string())
        bad = pc.and_(pc.is_null(ids), pc.and_(pc.is_valid(texts), pc.not_equal(texts, "0")))
        return ids, pc.fill_null(bad, False).to_numpy(zero_copy_only=False)

    def _find(self, name: str) -> str | None:
        """The patient of that name, None where there is none, "" where it is shared."""
        if name in self._written:
            return self._written[name]
        known = self._ids.get(name)
        return known if known is None else next(iter(known)) if len(known) == 1 else ""


def _made_of(name: str) -> str:
    """A number for somebody known by name only: the same in every import, and no name in an address or a log."""
    return f"name-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
