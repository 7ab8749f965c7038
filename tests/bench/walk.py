"""How far a reader walks along with an import of one clean file.

    python -m tests.bench.walk [FILE]

Counts the calls of the project's own functions while one file is loaded, and how often
the next call is in another module. The counts are the same in every run.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import FrameType

import retention
from retention import ingest

CLEAN_FILE = Path(__file__).parents[2] / "data/sample/procedurelog.csv"
DAY = date(2026, 11, 20)
_HOUSE = str(Path(retention.__file__).parent)


@dataclass(frozen=True)
class Walk:
    """The modules of the calls, in the order of the calls."""

    modules: tuple[str, ...]

    @property
    def switches(self) -> int:
        """How often the next call is in another module than the one before."""
        return sum(module != previous for previous, module in pairwise(self.modules))

    @property
    def calls(self) -> Counter[str]:
        """Calls by module."""
        return Counter(self.modules)


def walk_of(work: Callable[[], object]) -> Walk:
    """Do the work, and note the module of each call of a function of ours.

    Comprehensions are lines of the function that they stand in, and no calls.
    """
    modules: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        is_function = not code.co_name.startswith("<")
        if event == "call" and is_function and code.co_filename.startswith(_HOUSE):
            modules.append(code.co_filename.removeprefix(_HOUSE + "/"))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return Walk(tuple(modules))


def walk_of_import(file: Path) -> Walk:
    """The walk of an import of one file into nothing, its day given."""
    sources = ingest.find([file])

    def load() -> None:
        ingest.load(sources, previous=None, answers={}, as_of=DAY)

    load()  # what is prepared once is no part of the walk
    return walk_of(load)


def main(arguments: list[str]) -> None:
    """Print the counts, and the calls of each module."""
    file = Path(arguments[0]) if arguments else CLEAN_FILE
    walk = walk_of_import(file)
    calls = len(walk.modules)
    print(f"{calls} calls, {len(walk.calls)} modules, {walk.switches} switches")
    for module, count in walk.calls.most_common():
        print(f"{count:6} {module}")


if __name__ == "__main__":
    main(sys.argv[1:])
