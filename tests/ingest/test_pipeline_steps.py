"""Each step of an import can be taken alone: from the value before it to its own."""

from retention import ingest
from retention.ingest import pipeline
from retention.ingest.questions import Asking
from retention.ingest.recognise import open as opening
from retention.ingest.report import report
from retention.ingest.tables import merge_tables

FILE = (
    "Clinic: Main Street\n"
    "Id,Last Name,First Name,Birthdate\n"
    "1,Archer,Ann,1980-04-21\n"
    "2,Barlow,Bo,1975-01-30\n"
    "Total: 2,,,\n"
)


def run() -> pipeline.ImportRun:
    before = ingest.Before()
    return pipeline.ImportRun(before, ingest.LAYOUTS, Asking({}), None, print)


def sources(tmp_path) -> list[ingest.ImportSource]:
    (tmp_path / "people.csv").write_text(FILE)
    return ingest.find([tmp_path])


def test_reading_recognising_and_trimming_are_steps_of_their_own(tmp_path):
    [text] = pipeline.read(sources(tmp_path), run())
    assert text.head == FILE.encode()
    [recognised] = pipeline.recognise([text], run())
    assert (recognised.layout.table, recognised.header.line) == ("patient", 2)
    rows = opening.read_rows(recognised)
    assert (rows.rows.table.num_rows, rows.rows.numbers.tolist()) == (3, [3, 4, 5])
    listed = opening.drop_report_lines(rows)
    assert (listed.rows.table.num_rows, listed.rows.read) == (2, 3)
    assert rows.rows.table.num_rows == 3
    file = opening.to_columns(listed, birth_by=None)
    assert file.sheet.text("Last Name").to_pylist() == ["Archer", "Barlow"]


def test_the_steps_after_one_another_are_the_import(tmp_path):
    this = run()
    files = sources(tmp_path)
    opened = pipeline.open_files(
        pipeline.recognise(pipeline.read(files, this), this), this
    )
    resolved = pipeline.resolve(opened, this)
    assert [file.table for file in resolved.filled] == ["patient"]
    [conformed] = pipeline.conform_tables(resolved, this)
    assert conformed.batches[0].rows["id"].to_pylist() == ["1", "2"]
    merged = merge_tables([conformed], resolved.basis)
    [result] = merged.results
    assert (result.name, result.is_changed, result.change.new) == ("patient", True, 2)
    loaded = report(resolved, merged)
    whole = ingest.load(files, previous=None, answers={}, as_of=None)
    assert loaded == whole


def test_a_file_is_read_only_once_the_one_before_it_is_opened(tmp_path):
    (tmp_path / "more.csv").write_text(FILE)
    said: list[str] = []
    this = pipeline.ImportRun(
        ingest.Before(), ingest.LAYOUTS, Asking({}), None, said.append
    )
    opened = pipeline.open_files(
        pipeline.recognise(pipeline.read(sources(tmp_path), this), this), this
    )
    next(opened)
    assert said == ["Reading more.csv"]
    next(opened)
    assert said == ["Reading more.csv", "Reading people.csv"]
