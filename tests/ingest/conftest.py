"""Files written as text in the tests, handed in as a practice would."""

from collections.abc import Callable
from itertools import count

import pytest

from retention import ingest


@pytest.fixture
def hand_in(tmp_path) -> Callable[..., ingest.Loaded]:
    """Write files (name to text or bytes) into a folder of their own and load it."""
    folders = count()

    def load(
        previous=None, as_of=None, answers=None, layout=None, /, mappings=None, **files
    ) -> ingest.Loaded:
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        for name, content in files.items():
            (folder / f"{name}.csv").write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        return ingest.load(
            ingest.find([folder]),
            previous=previous
            if isinstance(previous, ingest.Before)
            else ingest.Before(previous or {}),
            answers=answers or {},
            as_of=as_of,
            layouts=ingest.layouts_among(layout, mappings or {}),
        )

    return load


@pytest.fixture
def rows() -> Callable[[ingest.Loaded, str], dict]:
    """The rows of a loaded table by id, without the columns that are empty."""

    def of(loaded: ingest.Loaded, table: str) -> dict:
        found = loaded.tables[table].to_pylist()
        return {
            row["id"]: {k: v for k, v in row.items() if v is not None and k != "id"}
            for row in found
        }

    return of
