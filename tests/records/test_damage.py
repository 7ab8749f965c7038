"""A damaged snapshot says so in a sentence; it never opens as if nothing were wrong."""

import json

import pyarrow.parquet as pq
import pytest

from retention import records
from retention.problems import RetentionError


def spoil(path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def test_a_whole_snapshot_is_well(folder, published):
    assert records.verify(folder, 1) == []


def test_a_missing_snapshot_says_what_to_do(folder, published):
    with pytest.raises(RetentionError, match=r"Snapshot 2 of “ash-dental”.*missing.*import the exports again"):
        records.read(folder, 2)
    assert "Snapshot 2" in records.verify(folder, 2)[0]


@pytest.mark.parametrize("name", ["patient", "problems"])
def test_a_missing_file_is_named(folder, published, name):
    (folder / "1" / f"{name}.parquet").unlink()
    with pytest.raises(RetentionError, match=rf"{name}\.parquet is missing"):
        records.read(folder, 1) if name == "patient" else records.problems(folder, 1)
    assert f"{name}.parquet is missing" in records.verify(folder, 1)[0]


@pytest.mark.parametrize("at", [40, -1], ids=["data", "end"])
def test_a_flipped_byte_is_found_on_reading_and_by_verify(folder, published, at):
    spoil(folder / "1" / "patient.parquet", at)
    with pytest.raises(RetentionError, match=r"patient\.parquet is damaged"):
        records.read(folder, 1)
    assert "changed after it was written" in records.verify(folder, 1)[0]


def test_a_file_short_of_rows_is_refused(folder, published):
    path = folder / "1" / "patient.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(RetentionError, match="2 rows instead of 3"):
        records.read(folder, 1)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"format": 1, "number": 1}', "\udcff"])
def test_an_unreadable_manifest_is_a_sentence(folder, published, content):
    (folder / "1" / "manifest.json").write_text(content, "utf-8", errors="surrogateescape")
    with pytest.raises(RetentionError, match="manifest cannot be read"):
        records.read(folder, 1)


def test_a_snapshot_of_a_newer_program_is_refused(folder, published):
    path = folder / "1" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99}))
    with pytest.raises(RetentionError, match="newer version"):
        records.read(folder, 1)


def test_a_column_of_another_kind_is_damage_not_a_guess(folder, published):
    path = folder / "1" / "patient.parquet"
    table = pq.read_table(path)
    pq.write_table(table.drop_columns("birth_date").append_column("birth_date", table["last_name"]), path)
    with pytest.raises(RetentionError, match=r"patient\.parquet is damaged"):
        records.read(folder, 1)
