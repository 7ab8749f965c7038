"""Bytes to rows: encodings, delimiters, quotation marks, broken lines; every row
accounted for.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import ingest
from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read import encodings
from tests.laws import examples

HEADER = "AptNum,PatNum,AptStatus,AptDateTime,Note"
LINES = [f"{n},{n % 5 + 1},2,2026-01-{n:02} 09:00:00,note {n}" for n in range(1, 21)]
FILE = "\n".join([HEADER, *LINES, ""])


def accounted(loaded):
    for report in loaded.reports:
        assert (
            report.rows_read
            == report.loaded + report.unchanged + report.set_aside + report.not_needed
        )
        told = [problem for problem in loaded.problems if problem.file == report.name]
        assert report.set_aside == sum(problem.set_aside for problem in told)
        assert report.not_needed == sum(problem.not_needed for problem in told)
        assert report.problems + report.not_needed == len(told)


LOOKS = dict(
    zip(
        [
            "mark",
            "utf-16",
            "utf-16 without mark",
            "windows lines",
            "old mac lines",
            "tab",
            "semicolon",
            "pipe",
            "no last line end",
            "empty lines at the end",
            "empty line within",
            "title above",
            "note over lines",
            "header spelling",
        ],
        [
            FILE.encode("utf-8-sig"),
            FILE.encode("utf-16"),
            FILE.encode("utf-16-le"),
            FILE.replace("\n", "\r\n").encode(),
            FILE.replace("\n", "\r").encode(),
            FILE.replace(",", "\t").encode(),
            FILE.replace(",", ";").encode(),
            FILE.replace(",", "|").encode(),
            FILE.encode().rstrip(b"\n"),
            FILE.encode() + b"\n\n",
            FILE.replace("\n3,", "\n\n3,").encode(),
            b"Appointments of the practice\n\n" + FILE.encode(),
            FILE.replace("note 4", '"note, with\nlines and\n\n""marks"""').encode(),
            FILE.replace("AptNum", " aptnum ").encode(),
        ],
        strict=True,
    )
)


@pytest.mark.parametrize("content", LOOKS.values(), ids=LOOKS)
def test_the_same_rows_whatever_the_file_looks_like(hand_in, content):
    plain = hand_in(a=FILE)
    loaded = hand_in(a=content)
    assert loaded.tables["appointment"].equals(plain.tables["appointment"])
    assert [(r.rows_read, r.loaded) for r in loaded.reports] == [(20, 20)]
    assert loaded.problems == ()


@pytest.mark.parametrize("content", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("piece", [1, 7])
def test_the_same_rows_however_the_bytes_are_cut_into_pieces(
    hand_in, monkeypatch, content, piece
):
    plain = hand_in(a=FILE)
    monkeypatch.setattr(limits, "PIECE", piece)
    loaded = hand_in(a=content)
    assert loaded.tables["appointment"].equals(plain.tables["appointment"])
    assert loaded.problems == ()


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_a_letter_of_windows_far_below_makes_the_whole_file_windows(
    hand_in, rows, monkeypatch, piece
):
    monkeypatch.setattr(limits, "PIECE", piece)
    people = "\n".join(f"{n},Jørgensen,Zoë,0" for n in range(1, 50))
    loaded = hand_in(p=f"PatNum,LName,FName,PatStatus\n{people}\n".encode("cp1252"))
    assert {row["last_name"] for row in rows(loaded, "patient").values()} == {
        "Jørgensen"
    }


def test_windows_letters_are_read(hand_in, rows):
    loaded = hand_in(
        p="PatNum,LName,FName,PatStatus\n1,Jørgensen,Zoë,0\n".encode("cp1252")
    )
    assert rows(loaded, "patient")["1"]["last_name"] == "Jørgensen"


def _people(names, broken):
    """A patient list in UTF-8 with those family names, and in the last one a byte that
    is no letter.
    """
    lines = [f"{number},{name},Zo,0" for number, name in enumerate(names, 1)]
    content = "\n".join(["PatNum,LName,FName,PatStatus", *lines, ""]).encode()
    return content.replace(broken.encode(), b"Lun\x90d")


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_a_broken_byte_is_told_and_does_not_change_the_other_letters(
    hand_in, rows, monkeypatch, piece
):
    monkeypatch.setattr(limits, "PIECE", piece)
    loaded = hand_in(
        p=_people(["Jørgensen", "李", "Åse", "Müller", "Ibáñez", "Lund"], "Lund")
    )
    found = [row["last_name"] for row in rows(loaded, "patient").values()]
    assert found == ["Jørgensen", "李", "Åse", "Müller", "Ibáñez", "Lun�d"]
    assert [(p.row, p.column, p.found, p.set_aside) for p in loaded.problems] == [
        (7, "LName", "Lun�d", False)
    ]


def test_a_mark_says_that_a_text_is_in_utf8_whatever_its_broken_bytes(hand_in, rows):
    loaded = hand_in(p=b"\xef\xbb\xbf" + _people(["Müller", "Lund"], "Lund"))
    assert [row["last_name"] for row in rows(loaded, "patient").values()] == [
        "Müller",
        "Lun�d",
    ]
    assert [(p.row, p.found) for p in loaded.problems] == [(3, "Lun�d")]


def test_a_broken_byte_in_a_column_that_is_not_read_is_not_told(hand_in):
    content = b"\xef\xbb\xbfPatNum,LName,FName,PatStatus,Shoes\n1,Ruiz,Ana,0,\x90\n"
    assert hand_in(p=content).problems == ()


def test_broken_bytes_are_told_in_a_large_file_too(hand_in, monkeypatch):
    monkeypatch.setattr("retention.ingest.read.delimited._LARGE", 0)
    loaded = hand_in(p=_people(["Jørgensen"] * 90 + ["Lund"], "Lund"))
    assert [(p.row, p.found) for p in loaded.problems] == [(92, "Lun�d")]


def test_many_letters_of_windows_are_known_without_reading_on(monkeypatch):
    monkeypatch.setattr("retention.ingest.read.encodings._MANY", 2)
    read = []
    pieces = (
        read.append(number) or "Zoë, Åse\n".encode("cp1252") for number in range(9)
    )
    assert encodings.as_utf8(pieces, surely=False) is None
    assert len(read) == 2


def test_rows_with_too_many_or_too_few_cells_are_set_aside_with_their_line(hand_in):
    lines = [HEADER, *LINES[:3], "4,1,2", LINES[4], LINES[5] + ",more", LINES[6]]
    loaded = hand_in(a="\n".join(lines))
    assert [(p.row, p.found, p.set_aside) for p in loaded.problems] == [
        (5, "3 cells", True),
        (7, "6 cells", True),
    ]
    assert loaded.reports[0].loaded == 5
    accounted(loaded)


def test_a_file_cut_off_in_a_row_loses_that_row_only(hand_in):
    loaded = hand_in(a=FILE[: FILE.index("2026-01-07")])
    assert loaded.reports[0].set_aside == 1
    assert loaded.reports[0].loaded == loaded.reports[0].rows_read - 1
    accounted(loaded)


def test_one_unclosed_quotation_mark_does_not_swallow_the_rows_after_it(hand_in):
    text = FILE.replace("5,1,2,2026-01-05", '5,"1,2,2026-01-05').replace(
        "note 9", '"note, 9"'
    )
    loaded = hand_in(a=text)
    assert loaded.reports[0].loaded == 20
    assert [(problem.row, problem.found) for problem in loaded.problems] == [(6, '"')]
    accounted(loaded)


def test_inch_marks_inside_a_value_are_left_alone(hand_in):
    loaded = hand_in(a=FILE.replace("note 4", 'a 6" pipe'))
    assert loaded.reports[0].loaded == 20
    assert loaded.problems == ()


def test_the_header_line_once_more_is_not_needed(hand_in):
    loaded = hand_in(a="\n".join([HEADER, *LINES[:3], HEADER, *LINES[3:]]))
    assert [
        (problem.row, problem.set_aside, problem.not_needed)
        for problem in loaded.problems
    ] == [(5, False, True)]
    accounted(loaded)


def test_a_file_of_headers_only_has_no_rows_and_makes_an_empty_table(hand_in):
    loaded = hand_in(a=HEADER)
    assert loaded.tables["appointment"].num_rows == 0
    assert loaded.changed
    assert [(r.layout, r.rows_read) for r in loaded.reports] == [
        ("opendental.appointment", 0)
    ]


def test_the_word_ok_alone_means_no_rows(hand_in):
    loaded = hand_in(a="OK\r\n")
    assert (loaded.reports[0].rows_read, loaded.reports[0].layout, loaded.tables) == (
        0,
        "",
        {},
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04rest", "damaged"),
        (b"a,b\n\0\x01\0", "not a text file"),
        (b"colour,shape\nred,round\n", "colour"),
        (FILE.replace("Note", "PatNum").encode(), "two columns"),
    ],
    ids=[
        "nothing",
        "blank",
        "cut archive",
        "binary",
        "unknown headers",
        "double header",
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(hand_in, content, says):
    with pytest.raises(RetentionError, match=says) as refused:
        hand_in(a=content)
    assert "a.csv" in str(refused.value)


def test_a_refusal_names_the_nearest_layout_and_what_it_lacks(hand_in):
    with pytest.raises(RetentionError, match=r"Open Dental: procedures.*ProcStatus"):
        hand_in(a="ProcNum,PatNum,ProcDate,ProcFee\n1,1,2026-01-01,5\n")


def test_a_folder_gives_its_exports_sorted_and_a_missing_path_is_said(tmp_path):
    for name in ("b.csv", "a.txt", ".hidden.csv", "read me.md"):
        (tmp_path / name).write_text("x")
    assert [source.name for source in ingest.find([tmp_path])] == ["a.txt", "b.csv"]
    with pytest.raises(RetentionError, match="no file or folder"):
        ingest.find([tmp_path / "gone"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(RetentionError, match="no file that could be an export"):
        ingest.find([tmp_path / "empty"])


def test_two_files_of_one_name_are_shown_with_their_folders(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "patient.csv").write_text("x")
    assert [s.name for s in ingest.find([tmp_path / "two", tmp_path / "one"])] == [
        "one/patient.csv",
        "two/patient.csv",
    ]


def test_a_layout_can_be_forced_and_an_unknown_one_is_said(hand_in):
    assert hand_in(None, None, None, "opendental", a=FILE).reports[0].loaded == 20
    with pytest.raises(RetentionError, match="no layout “abacus”"):
        hand_in(None, None, None, "abacus", a=FILE)


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.binary(max_size=300))
def test_whatever_the_bytes_below_the_header_every_row_is_accounted_for(hand_in, body):
    try:
        loaded = hand_in(a=HEADER.encode() + b"\n" + LINES[0].encode() + b"\n" + body)
    except RetentionError:
        return
    accounted(loaded)


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.lists(st.text(alphabet='12,"\n\rx/-: ', max_size=40), max_size=12))
def test_whatever_stands_in_the_cells_every_row_is_accounted_for(hand_in, body):
    try:
        loaded = hand_in(a="\n".join([HEADER, *body, *LINES]))
    except RetentionError:
        return
    accounted(loaded)


def test_what_a_large_file_says_is_told_as_in_a_small_one(hand_in):
    odd = [",3,2,2026-01-05 09:00:00,", HEADER, "Total 5,,,,", "7,1,2,someday,"]
    lines = [
        f"{n + 100},{n % 5 + 1},2,2026-01-{n % 28 + 1:02} 09:00:00,{'long ' * 40}"
        for n in range(42_000)
    ]
    told = []
    for count in (20, len(lines)):
        loaded = hand_in(a="\n".join([HEADER, *lines[:5], *odd, *lines[5:count], ""]))
        accounted(loaded)
        told.append(
            [
                (problem.row, problem.column, problem.found, problem.say)
                for problem in loaded.problems
            ]
        )
    assert told[0] == told[1]
    assert len(told[0]) == len(odd)
