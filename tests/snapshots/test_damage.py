"""A damaged snapshot says so in a sentence; it never opens as if nothing were wrong."""

import json

import pytest

from retention import snapshots
from retention.core.errors import RetentionError

from .conftest import rewrite


def spoil(path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def test_a_whole_snapshot_is_well(folder, published):
    assert snapshots.verify(folder, 1) == []


def test_a_missing_snapshot_says_what_to_do(folder, published):
    with pytest.raises(
        RetentionError,
        match=r"Snapshot 2 of “ash-dental”.*missing.*import the exports again",
    ):
        snapshots.read(folder, 2)
    assert "Snapshot 2" in snapshots.verify(folder, 2)[0]


@pytest.mark.parametrize("name", ["patient", "problems"])
def test_a_missing_file_is_named(folder, published, name):
    (folder / "1" / f"{name}.parquet").unlink()
    with pytest.raises(RetentionError, match=rf"{name}\.parquet is missing"):
        snapshots.read(folder, 1) if name == "patient" else snapshots.problems(
            folder, 1
        )
    assert f"{name}.parquet is missing" in snapshots.verify(folder, 1)[0]


def test_a_flipped_byte_anywhere_is_found_on_reading_and_by_verify(folder, published):
    path = folder / "1" / "patient.parquet"
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 50):
        path.write_bytes(whole)
        spoil(path, at)
        with pytest.raises(RetentionError, match=r"patient\.parquet was changed"):
            snapshots.read(folder, 1)
    assert (
        "patient.parquet was changed after it was written"
        in snapshots.verify(folder, 1)[0]
    )


def test_verify_finds_a_manifest_that_counts_other_rows(folder, published):
    rewrite(folder / "1", lambda patients: patients.slice(1))
    assert ["2 rows instead of 3" in say for say in snapshots.verify(folder, 1)] == [
        True
    ]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '{"format": 1, "number": 1}', "\udcff"]
)
def test_an_unreadable_manifest_is_a_sentence(folder, published, content):
    (folder / "1" / "manifest.json").write_text(
        content, "utf-8", errors="surrogateescape"
    )
    with pytest.raises(RetentionError, match="manifest cannot be read"):
        snapshots.read(folder, 1)


def test_a_snapshot_of_a_newer_program_is_refused(folder, published):
    path = folder / "1" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99}))
    with pytest.raises(RetentionError, match="newer version"):
        snapshots.read(folder, 1)


def test_a_column_of_another_kind_is_refused_not_guessed(folder, published):
    rewrite(
        folder / "1",
        lambda patients: patients.set_column(5, "birth_date", patients["last_name"]),
    )
    with pytest.raises(RetentionError, match=r"patient\.parquet does not fit"):
        snapshots.read(folder, 1)
