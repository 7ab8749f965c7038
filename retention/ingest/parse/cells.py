"""The cells of one file by header: each distinct text met once, and told what cannot be
read from it.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parallel import map_columns
from retention.ingest.parse import values
from retention.ingest.parse.vocabulary import DO_NOT_CONTACT, UNKNOWN
from retention.ingest.problems import ProblemLog
from retention.ingest.read.headers import RawRows, fold, repeats


class Texts:
    """The rows of one file, by header, as text; what is read from them is remembered,
    what cannot be is told.
    """

    def __init__(
        self, rows: RawRows, names: Mapping[str, str], faults: ProblemLog
    ) -> None:
        """`names` gives the header as the file writes it by its folded form; columns
        stand at the header's position.
        """
        self.numbers = rows.numbers
        self.faults = faults
        self._names = names
        self._distinct = dict(
            zip(names, map_columns(_distinct, rows.table.columns), strict=True)
        )
        self._read: dict[tuple[str, str], pa.Array] = {}
        self._not_understood: set[str] = set()  # headers of which no word was
        self._unexplained: dict[str, set[str]] = {}
        self._refusing: dict[str, set[str]] = {}
        self.watched: tuple[str, ...] = ()  # headings of death, refusal or a next visit

    def __len__(self) -> int:
        return len(self.numbers)

    def forget(self) -> None:
        """Let go of the cells, once no table is read from them any more; to ask for one
        after that is an error.
        """
        del self._distinct, self._read

    @property
    def headings(self) -> tuple[str, ...]:
        """The headers as the file writes them."""
        return tuple(self._names.values())

    def has(self, header: str) -> bool:
        """Whether the file has that header."""
        return fold(header) in self._names

    def written(self, header: str) -> str:
        """A header as the file writes it."""
        return self._names[fold(header)]

    def distinct(self, header: str) -> tuple[pa.Array, pa.Array | None]:
        """The texts under a header, cleaned, each once, and for each row which one it
        has.

        Columns in which nearly every text differs (ids) are not searched for repeats:
        the texts are the rows' own, and the second is None. A header that the file
        lacks has nothing in any row.
        """
        found = self._distinct.get(fold(header))
        return (
            found
            if found
            else (pa.nulls(1, pa.string()), pa.array(np.zeros(len(self), np.int32)))
        )

    def understood_nothing(self, header: str) -> bool:
        """Whether words stand under a header, and none of them was understood."""
        return fold(header) in self._not_understood

    def unexplained(self, header: str) -> set[str]:
        """The words under a header that nobody explained, or that people said are not
        known.
        """
        return self._unexplained.get(fold(header), set())

    def refusing(self, header: str) -> set[str]:
        """The words under a header that mean, as the practice said, that somebody is
        not to be contacted.
        """
        return self._refusing.get(fold(header), set())

    def _without_refusing(
        self, header: str, meanings: Mapping[str, str]
    ) -> dict[str, str]:
        """Meanings by word; those that are to refuse contact are kept in mind, and mean
        nothing else.
        """
        self._refusing[fold(header)] = {
            text for text, meaning in meanings.items() if meaning == DO_NOT_CONTACT
        }
        return {
            text: UNKNOWN if meaning == DO_NOT_CONTACT else meaning
            for text, meaning in meanings.items()
        }

    def _note_understood(
        self,
        header: str,
        texts: pa.Array,
        bad: np.ndarray,
        read: pa.Array | None = None,
    ) -> None:
        """Keep in mind which of a header's words nobody explained, and whether none of
        them could be read.

        `read` are words of ours: who said of another word that it means “unknown” has
        not explained it either.
        """
        said = (
            np.zeros(len(texts), bool)
            if read is None
            else values.truth(pc.equal(read, UNKNOWN))
        )
        words = texts.filter(pa.array(bad | said)).to_pylist()
        unexplained = {
            word for word in words if values.word(word) != UNKNOWN
        } - self.refusing(header)
        self._unexplained[fold(header)] = unexplained
        if bad.any() and (bad == values.filled(texts)).all():
            self._not_understood.add(fold(header))

    def spread(self, header: str, found: pa.Array) -> pa.Array:
        """Values found for a header's distinct texts, one for each row."""
        _, rows = self.distinct(header)
        return found if rows is None else found.take(rows)

    def text(self, header: str) -> pa.Array:
        """The cells as text."""
        return self._once(
            header, "text", lambda texts: (texts, np.zeros(len(texts), bool)), ""
        )

    def counted(self, header: str, which: np.ndarray) -> dict[str, int]:
        """Rows by text, for some of a header's distinct texts."""
        texts, rows = self.distinct(header)
        all_rows = texts if rows is None else texts.take(rows)
        counted = pc.value_counts(
            all_rows.filter(pc.is_in(all_rows, texts.filter(pa.array(which))))
        )
        return dict(
            zip(
                counted.field("values").to_pylist(),
                counted.field("counts").to_pylist(),
                strict=True,
            )
        )

    def tell(self, header: str, counts: Mapping[str, int], say: str) -> None:
        """One problem for all rows of each text."""
        for text, rows in counts.items():
            self.faults.add(0, self.written(header), text, f"{say} (rows: {rows:,})")

    def _told_once(
        self, header: str, kind: str, read: Callable[[pa.Array], values.Read], say: str
    ) -> pa.Array:
        """Read a column like `_once`, but tell each unreadable text once for all its
        rows.
        """
        key = fold(header), kind
        if key not in self._read:
            found, bad = read(self.distinct(header)[0])
            if bad.any():
                self.tell(header, self.counted(header, bad), say)
            self._read[key] = self.spread(header, found)
        return self._read[key]

    def _once(
        self, header: str, kind: str, read: Callable[[pa.Array], values.Read], say: str
    ) -> pa.Array:
        """Read a column's distinct texts, tell the unreadable rows, spread the values
        over the rows; remembered.
        """
        key = fold(header), kind
        if key not in self._read:
            texts, _ = self.distinct(header)
            found, bad = read(texts)
            if bad.any():
                at = np.flatnonzero(
                    self.spread(header, pa.array(bad)).to_numpy(zero_copy_only=False)
                )
                told = self.spread(header, texts).take(pa.array(at))
                self.faults.add_rows(self.numbers[at], self.written(header), told, say)
            self._read[key] = self.spread(header, found)
        return self._read[key]


def _distinct(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array | None]:
    column = column.combine_chunks()
    if pa.types.is_dictionary(column.type) or repeats(column):
        encoded = column.dictionary_encode()
        return values.clean(encoded.dictionary), encoded.indices
    return values.clean(column), None
