"""Spreadsheets and archives: every sheet and every file in them is read as if it had
been handed in as CSV.
"""

import zipfile
from datetime import date, datetime

import pytest

from retention import ingest, services
from retention.core.errors import RetentionError
from tests.exports import PATIENT
from tests.ingest.books import WRITERS, packed, xlsx, zipped

HEADER = ["AptNum", "PatNum", "AptStatus", "AptDateTime", "IsHygiene", "Note"]
ROWS = [
    [1, 7, 2, datetime.fromisoformat("2026-01-05 09:00"), True, "first"],
    [2, 8, 2, date(2026, 1, 6), False, "two\nlines"],
    [3, 7, 5, datetime.fromisoformat("2026-01-07 15:30"), False, '=1+1 "x"'],
]
CSV = (
    "AptNum,PatNum,AptStatus,AptDateTime,IsHygiene,Note\n1,7,2,2026-01-05 09:00:00,true,first\n"
    '2,8,2,2026-01-06,false,"two\nlines"\n3,7,5,2026-01-07 15:30:00,false,"=1+1 ""x"""\n'
)
SUMMARY = [["Month", "Visits"], ["January", 3]]


@pytest.fixture
def load_file(tmp_path):
    """Load one file from the test's folder."""
    return lambda path: ingest.load(
        ingest.find([path]), previous=None, answers={}, as_of=date(2026, 1, 31)
    )


@pytest.fixture
def plain(tmp_path, load_file):
    """The rows as CSV gives them."""
    (tmp_path / "plain.csv").write_text(CSV)
    return load_file(tmp_path / "plain.csv").tables["appointment"]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_spreadsheet_gives_the_rows_that_csv_gives(tmp_path, load_file, plain, kind):
    loaded = load_file(
        WRITERS[kind](tmp_path / f"book.{kind}", {"Visits": [HEADER, *ROWS]})
    )
    assert loaded.tables["appointment"].equals(plain)
    assert [(r.name, r.rows_read, r.loaded) for r in loaded.reports] == [
        (f"book.{kind} / Visits", 3, 3)
    ]
    assert loaded.problems == ()


@pytest.mark.parametrize("kind", WRITERS)
def test_titles_empty_rows_and_totals_in_a_sheet_are_no_rows(
    tmp_path, load_file, plain, kind
):
    rows = [
        ["Visits of January, by day"],
        [],
        HEADER,
        *ROWS[:2],
        [],
        HEADER,
        ROWS[2],
        ["Total", None, 3],
    ]
    loaded = load_file(WRITERS[kind](tmp_path / f"book.{kind}", {"Visits": rows}))
    assert loaded.tables["appointment"].equals(plain)
    assert [(problem.row, problem.not_needed) for problem in loaded.problems] == [
        (7, True),
        (9, True),
    ]
    assert loaded.reports[0].rows_read == 5


@pytest.mark.parametrize("kind", WRITERS)
def test_sheets_that_are_no_lists_are_named_where_another_one_is(
    tmp_path, load_file, kind
):
    sheets = {"Summary": SUMMARY, "Visits": [HEADER, *ROWS], "Empty": []}
    loaded = load_file(WRITERS[kind](tmp_path / f"book.{kind}", sheets))
    assert loaded.not_needed == (f"book.{kind} / Summary", f"book.{kind} / Empty")
    assert [report.name for report in loaded.reports] == [f"book.{kind} / Visits"]
    assert [(problem.found, "Month" in problem.say) for problem in loaded.problems] == [
        ("Summary", True)
    ]


def test_a_book_without_any_list_is_refused_by_its_largest_sheet(tmp_path, load_file):
    book = xlsx(tmp_path / "book.xlsx", {"Empty": [], "Summary": SUMMARY})
    with pytest.raises(RetentionError, match=r"book.xlsx / Summary.*“Month”"):
        load_file(book)
    with pytest.raises(RetentionError, match="is empty"):
        load_file(xlsx(tmp_path / "blank.xlsx", {"Empty": []}))


def test_two_sheets_of_a_book_are_two_files(tmp_path, load_file):
    patients = [line.split(",") for line in PATIENT.splitlines()]
    book = xlsx(tmp_path / "book.xlsx", {"Visits": [HEADER, *ROWS], "People": patients})
    assert {report.name: report.loaded for report in load_file(book).reports} == {
        "book.xlsx / Visits": 3,
        "book.xlsx / People": 4,
    }


def test_leading_zeros_and_long_numbers_survive_a_spreadsheet(tmp_path, load_file):
    rows = [
        ["PatNum", "LName", "FName", "PatStatus", "Zip", "ChartNumber"],
        [29872500000000, "A", "B", 0, "01234", 7.5],
    ]
    found = (
        load_file(xlsx(tmp_path / "book.xlsx", {"People": rows}))
        .tables["patient"]
        .to_pylist()[0]
    )
    assert (found["id"], found["zip"], found["chart_number"]) == (
        "29872500000000",
        "01234",
        "7.5",
    )


def test_tab_text_named_xls_is_read_as_the_text_it_is(tmp_path, load_file, plain):
    path = tmp_path / "query.xls"
    path.write_text(CSV.replace(",", "\t").replace("2026-01-05\t", "2026-01-05,"))
    assert load_file(path).tables["appointment"].equals(plain)


def test_an_archive_gives_its_exports_under_their_own_names(tmp_path, load_file, plain):
    book = xlsx(
        tmp_path / "people.xlsx",
        {"People": [line.split(",") for line in PATIENT.splitlines()]},
    )
    archive = zipped(
        tmp_path / "exports.zip",
        {
            "exports/": b"",
            "exports/appointment.csv": CSV.encode(),
            "exports/people.xlsx": book.read_bytes(),
            "__MACOSX/exports/._appointment.csv": b"\0\5\6",
            "exports/.hidden.csv": b"x",
            "read me.md": b"x",
        },
    )
    loaded = load_file(archive)
    assert loaded.tables["appointment"].equals(plain)
    names = [report.name for report in loaded.reports]
    assert names == [
        "exports.zip / appointment.csv",
        "exports.zip / people.xlsx / People",
    ]


def test_names_in_an_archive_are_shown_and_never_used(tmp_path, load_file):
    files = {
        "../../a.csv": CSV,
        "/etc/a.csv": CSV.replace("\n1,", "\n4,"),
        "C:\\x\\b.csv": CSV.replace("\n1,", "\n5,"),
    }
    before = set(tmp_path.rglob("*"))
    loaded = load_file(
        zipped(
            tmp_path / "e.zip", {name: text.encode() for name, text in files.items()}
        )
    )
    names = [report.name for report in loaded.reports]
    assert names == ["e.zip / a.csv", "e.zip / b.csv", "e.zip / etc/a.csv"]
    assert set(tmp_path.rglob("*")) == before | {tmp_path / "e.zip"}


def test_two_files_of_one_path_in_an_archive_are_both_read(tmp_path, load_file):
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", CSV.replace("\n1,", "\n4,"))
    loaded = load_file(tmp_path / "e.zip")
    assert [report.name for report in loaded.reports] == [
        "e.zip / a.csv (1)",
        "e.zip / a.csv (2)",
    ]
    assert loaded.tables["appointment"]["id"].to_pylist() == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"read me.md": b"x"}, "holds no file that could be an export"),
        ({"in.csv": packed({"a.csv": CSV.encode()})}, "archive in an archive"),
        (
            {"a.csv": CSV.encode(), "b.csv": b"colour,shape\nred,round\n"},
            r"e.zip / b.csv.*“colour”",
        ),
    ],
    ids=["no export", "nested", "unknown file"],
)
def test_an_archive_that_cannot_be_loaded_whole_is_refused(
    tmp_path, load_file, files, says
):
    with pytest.raises(RetentionError, match=says):
        load_file(zipped(tmp_path / "e.zip", files))


def test_an_archive_that_was_changed_on_its_way_is_refused(tmp_path, load_file):
    """One letter of a cell is another one, which only the check sum shows."""
    content = packed({"a.csv": CSV.encode()}, zipfile.ZIP_STORED)
    assert content.count(b"first") == 1
    changed = tmp_path / "e.zip"
    changed.write_bytes(content.replace(b"first", b"fjrst"))
    with pytest.raises(RetentionError, match="damaged"):
        load_file(changed)


def test_a_book_is_imported_into_a_practice_with_its_sheets_in_the_ledger(tmp_path):
    home = services.home(tmp_path / "home")
    book = xlsx(tmp_path / "book.xlsx", {"Visits": [HEADER, *ROWS], "Summary": SUMMARY})
    wish = services.ImportOptions(as_of=date(2026, 1, 31))
    done = services.import_files(
        home, "P", services.find([book]), wish, datetime.fromisoformat("2026-02-01")
    )
    assert done.snapshot == 1
    assert [file["name"] for file in services.imports(home, "p")[0].files] == [
        "book.xlsx / Visits"
    ]
