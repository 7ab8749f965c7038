"""However a practice's exports come, shuffled, split over files and imports, repeated:
the stored tables are equal.
"""

import random
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import ingest, services, snapshots

AT = datetime(2026, 10, 31, 12)  # noqa: DTZ001  the practice's own clock
PARTIAL = {f"whole.{layout.key}": "partial" for layout in ingest.LAYOUTS}


@dataclass(frozen=True, repr=False)
class Exports:
    """The demo's export files as lines, header first, and the tables that they give
    when imported as they are.
    """

    files: dict[str, list[str]]
    stored: dict[str, snapshots.Stored]


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Exports:
    folder = tmp_path_factory.mktemp("exports")
    services.write_demo(
        folder, "opendental", patients=60, years=3, seed=11, ends=AT.date()
    )
    files = {
        path.name: _records_of(path.read_text("utf-8"))
        for path in sorted(folder.glob("*.csv"))
    }
    return Exports(files, _stored(tmp_path_factory.mktemp("home"), [folder]))


def _records_of(text: str) -> list[str]:
    """The records of a file; one with a line break inside quotation marks is one
    record.
    """
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if found and found[-1].count('"') % 2:
            found[-1] += line
        else:
            found.append(line)
    return found


def _stored(home: Path, folders: list[Path]) -> dict[str, snapshots.Stored]:
    """Each table's hash and rows after importing the folders one after the other."""
    home = services.home(home)
    for folder in folders:
        wish = services.ImportOptions(as_of=AT.date(), answers=PARTIAL)
        result = services.import_files(home, None, services.find([folder]), wish, AT)
        assert result.questions == ()
    number = services.state(home, "my-practice").snapshot
    home.store.close()
    return dict(snapshots.Manifest.read(home.records("my-practice"), number).tables)


def _dealt(
    exports: Exports, chance: random.Random, imports: int, parts: int, repeat: float
) -> list[dict[str, str]]:
    """The records of all files, shuffled and some of them twice, dealt to files of
    several imports.
    """
    dealt: list[dict[str, str]] = [{} for _ in range(imports)]
    for name, (header, *rows) in exports.files.items():
        rows = rows + [row for row in rows if chance.random() < repeat]
        chance.shuffle(rows)
        places = [(place, part) for place in range(imports) for part in range(parts)]
        for number, (place, part) in enumerate(places):
            own = rows[number :: len(places)]
            if own or place == 0:
                dealt[place][f"{part}-{name}"] = header + "".join(
                    row.rstrip("\n") + "\n" for row in own
                )
    return [files for files in dealt if files]


def _write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


folders = count()


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 10_000),
    imports=st.integers(1, 3),
    parts=st.integers(1, 3),
    repeat=st.sampled_from([0, 0.2]),
)
def test_shuffled_split_and_repeated_the_stored_tables_are_equal(
    tmp_path, exports, seed, imports, parts, repeat
):
    here = tmp_path / str(next(folders))
    dealt = _dealt(exports, random.Random(seed), imports, parts, repeat)
    written = [
        _write(here / f"files{number}", files) for number, files in enumerate(dealt)
    ]
    assert _stored(here / "home", written) == exports.stored


def test_importing_everything_again_changes_nothing(tmp_path, exports):
    folder = _write(
        tmp_path / "files",
        {name: "".join(lines) for name, lines in exports.files.items()},
    )
    assert _stored(tmp_path / "home", [folder, folder]) == exports.stored
    assert len(services.imports(services.home(tmp_path / "home"), "my-practice")) == 1
