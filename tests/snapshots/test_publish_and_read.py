"""What is published is read back whole, and nothing half-written ever carries a
number.
"""

import errno
import hashlib
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import snapshots
from retention.core import schema
from retention.core.errors import RetentionError
from tests.laws import examples

from .conftest import DAY, PROBLEM, SOURCE, rewrite


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_published_is_read_back(folder, tables, published):
    assert snapshots.read(folder, 1) == tables
    assert snapshots.problems(folder, 1) == (PROBLEM,)
    assert snapshots.Manifest.read(folder, 1) == published
    assert (published.exported, published.sources) == (DAY, (SOURCE,))
    assert published.tables["patient"].rows == 3


def test_a_table_with_no_rows_is_there_and_one_never_exported_is_not(folder, published):
    found = snapshots.read(folder, 1)
    assert found["recall"].num_rows == 0
    assert "claim" not in found


def test_only_the_tables_asked_for_are_opened(folder, published):
    (folder / "1" / "patient.parquet").unlink()
    assert list(snapshots.read(folder, 1, ["recall", "claim"])) == ["recall"]


def test_encoded_reading_gives_the_same_values_with_ids_as_numbers(
    folder, tables, published
):
    patient = snapshots.read(folder, 1, encoded=True)["patient"]
    assert patient.schema.field("id").type == pa.int64()
    assert patient.schema.field("status").type == pa.dictionary(pa.int32(), pa.string())
    assert patient.cast(schema.PATIENT.arrow) == tables["patient"]


IDS = st.one_of(
    st.none(),
    st.integers(0, 10**20).map(str),
    st.sampled_from(["007", "0", "", "-1", "1.0", "²", "٣", "A1"]),
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(named=st.lists(IDS, max_size=4))
def test_ids_come_back_as_they_were_written_however_they_are_stored(
    tmp_path_factory, named
):
    folder = tmp_path_factory.mktemp("ids") / "practice"
    ids = [str(number) for number in range(1, len(named) + 1)]
    tables = {
        "appointment": schema.table(
            "appointment", {"id": ids, "patient_id": named, "provider_id": named}
        )
    }
    snapshots.publish(folder, 1, tables, exported=DAY, sources=[], problems=[])
    assert snapshots.read(folder, 1) == tables
    encoded = snapshots.read(folder, 1, encoded=True)["appointment"]
    assert encoded.cast(schema.APPOINTMENT.arrow) == tables["appointment"]
    are_numbers = all(
        one is None or (str(int(one)) == one and 0 < int(one) < 10**18)
        for one in named
        if plain(one)
    )
    assert (encoded.schema.field("patient_id").type == pa.int64()) == (
        are_numbers and all(map(plain, named))
    )


def plain(one: str | None) -> bool:
    """Whether an id is written in digits alone, or empty."""
    return one is None or (one.isascii() and one.isdecimal())


def test_encoded_reading_gives_one_dictionary_however_many_row_groups(
    folder, tables, monkeypatch
):
    monkeypatch.setattr("retention.snapshots.writer.ROWS_PER_GROUP", 1)
    snapshots.publish(folder, 1, tables, exported=DAY, sources=[], problems=[])
    status = snapshots.read(folder, 1, encoded=True)["patient"]["status"]
    assert {tuple(chunk.dictionary.to_pylist()) for chunk in status.chunks} == {
        ("active", "deceased")
    }


def test_equal_tables_give_equal_files_however_they_were_built(
    folder, tables, published
):
    patient = tables["patient"]
    pieces = pa.concat_tables([patient.slice(2), patient]).slice(1)
    encoded = pieces.set_column(7, "status", pieces["status"].dictionary_encode())
    shuffled = encoded.select(encoded.column_names[::-1]).replace_schema_metadata(
        {"from": "elsewhere"}
    )
    again = {"recall": tables["recall"], "patient": shuffled}
    snapshots.publish(
        folder, 2, again, exported=DAY, sources=[SOURCE], problems=[PROBLEM]
    )
    first = files(folder / "1")
    second = files(folder / "2")
    assert first.pop("manifest.json").replace(
        b'"number": 1', b'"number": 2'
    ) == second.pop("manifest.json")
    assert first == second


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    names=st.lists(
        st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))
    )
)
def test_any_text_comes_back_as_it_was(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("any") / "practice"
    ids = [str(number) for number in range(len(names))]
    tables = {"patient": schema.table("patient", {"id": ids, "last_name": names})}
    snapshots.publish(
        folder,
        1,
        tables,
        exported=DAY,
        sources=[],
        problems=[replace(PROBLEM, found=str(names))],
    )
    assert snapshots.read(folder, 1) == tables
    assert snapshots.problems(folder, 1)[0].found == str(names)


def test_a_number_is_never_written_twice(folder, tables, published):
    before = files(folder / "1")
    with pytest.raises(RetentionError, match="exists already"):
        snapshots.publish(folder, 1, {}, exported=DAY, sources=[], problems=[])
    assert files(folder / "1") == before


def test_a_number_that_appears_while_writing_is_not_overwritten(
    folder, tables, monkeypatch
):
    rival = folder / "1" / "manifest.json"

    def slow_disk(handle: int) -> None:
        rival.parent.mkdir(exist_ok=True)
        rival.write_text("theirs")

    monkeypatch.setattr(os, "fsync", slow_disk)
    with pytest.raises(RetentionError, match="could not be written"):
        snapshots.publish(folder, 1, tables, exported=DAY, sources=[], problems=[])
    assert rival.read_text() == "theirs"


def test_rows_that_do_not_add_up_are_refused(folder, tables):
    with pytest.raises(RetentionError, match="do not add up"):
        snapshots.publish(
            folder,
            1,
            tables,
            exported=DAY,
            sources=[replace(SOURCE, loaded=2)],
            problems=[],
        )
    assert not folder.exists()


def test_a_full_disk_leaves_nothing_behind(folder, tables, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RetentionError, match=r"No space left.*Nothing was changed"):
        snapshots.publish(folder, 1, tables, exported=DAY, sources=[], problems=[])
    assert list(folder.iterdir()) == []


def test_a_place_that_is_no_folder_is_named(tmp_path, tables):
    (tmp_path / "records").write_text("a file")
    with pytest.raises(RetentionError, match="could not be written"):
        snapshots.publish(
            tmp_path / "records" / "a", 1, tables, exported=DAY, sources=[], problems=[]
        )


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_nobody_else_on_the_computer_may_look_in(folder, published):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "1").stat().st_mode) == 0o700


def test_a_column_declared_since_is_empty_and_a_dropped_one_is_gone(
    folder, tables, published
):
    rewrite(
        folder / "1",
        lambda table: table.drop_columns(["email"]).append_column(
            "fax", table["last_name"]
        ),
    )
    assert snapshots.read(folder, 1)["patient"] == tables["patient"]
    assert (
        snapshots.read(folder, 1, encoded=True)["patient"].cast(schema.PATIENT.arrow)
        == tables["patient"]
    )


def test_a_snapshot_of_format_2_still_opens_with_what_was_wrong_then(folder, tables):
    """Up to format 2 nothing was told to be not needed, neither of rows nor of
    files.
    """
    aside = replace(PROBLEM, set_aside=True)
    snapshots.publish(
        folder, 1, tables, exported=DAY, sources=[SOURCE], problems=[PROBLEM, aside]
    )
    path = folder / "1" / "problems.parquet"
    manifest = folder / "1" / "manifest.json"
    pq.write_table(pq.read_table(path).drop_columns("not_needed"), path)
    content = json.loads(manifest.read_text("utf-8")) | {"format": 2}
    content["problems"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    for source in content["sources"]:
        del source["not_needed"]
    manifest.write_text(json.dumps(content), "utf-8")
    assert snapshots.verify(folder, 1) == []
    assert snapshots.problems(folder, 1) == (PROBLEM, aside)
    assert snapshots.Manifest.read(folder, 1).sources == (SOURCE,)


def test_lines_that_are_not_needed_are_accounted_for_and_come_back(folder, tables):
    source = replace(SOURCE, rows_read=8, not_needed=3)
    spare = replace(PROBLEM, not_needed=True)
    snapshots.publish(
        folder, 1, tables, exported=DAY, sources=[source], problems=[spare]
    )
    assert (
        snapshots.Manifest.read(folder, 1).sources,
        snapshots.problems(folder, 1),
    ) == (
        (source,),
        (spare,),
    )
