"""What one run of a page reads: each thing once, and at the next run all at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

Answer = TypeVar("Answer")


class Read(NamedTuple):
    """One read of the store."""

    part: str
    """Name of the part's class."""
    method: str
    arguments: tuple[Any, ...]


@dataclass
class Run:
    """The reads of one run, in one thread."""

    now: datetime
    """The practice's clock when the run began."""
    answers: dict[Read, Any] = field(default_factory=dict)
    asked: list[Read] = field(default_factory=list)
    """All that was asked for, in order, each once."""

    def answer(self, read: Read, ask: Callable[[], Answer]) -> Answer:
        """Give the answer to a read, asked for where it is not known yet."""
        if read not in self.asked:
            self.asked.append(read)
        if read not in self.answers:
            self.answers[read] = ask()
        return self.answers[read]

    def forget(self, part: str | None = None) -> None:
        """Forget what a write may have changed: the answers of a part; None for all."""
        changed = [read for read in self.answers if part in (None, read.part)]
        for read in changed:
            del self.answers[read]
