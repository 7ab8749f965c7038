"""What goes wrong: problems in files are values, what stops us is an exception."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault in a file, to be shown row by row.

    `row` is the line of the file as a person counts it (the header is 1), 0 where the
    whole file is meant. `column` is the file's own header, `found` the text that stood
    there, `say` a sentence part that completes "<found> …", and `set_aside` whether the
    row was left out of the records because of it. A line that is `not_needed` was left
    out too and is no fault: a payment, a title, a total, the header once more.
    """

    file: str
    row: int
    column: str
    found: str
    say: str
    set_aside: bool = False
    not_needed: bool = False


class RetentionError(Exception):
    """What stops us: what was expected, what was found, what to do next.

    It is said in words for the front desk. The sentence names no patient and may be
    kept. What only who asked may read, patients' names, is its `detail`.
    """

    def __init__(self, say: str, detail: str = "") -> None:
        super().__init__(say)
        self.detail = detail

    @property
    def in_full(self) -> str:
        """The sentence with its detail, for a screen or a terminal, never for a log."""
        return f"{self} {self.detail}".rstrip()


class NotNow(RetentionError):
    """What stops us for the moment; the same may well go through later."""


class WrongCall(RetentionError):
    """The command itself was wrong (exit 2), not the practice's data."""
