"""Reports as systems print them into files: titles, page ends, totals and counters are
no rows of the list.
"""

import pytest

from retention.core.errors import RetentionError

HEADER = "Patient ID,Last Name,First Name,Birthdate,Phone,Last Visit"
ANN = "1,Archer,Ann,1980-04-01,(503) 555-0101,2026-03-10"
BOB = "2,Barlow,Bob,1971-09-09,,2026-02-03"
CLEO = "3,Archer,Cleo,2016-05-05,,2024-03-10"
PLAIN = "\n".join([HEADER, ANN, BOB, CLEO])


@pytest.fixture
def listed(hand_in):
    """Hand in lines of a report; gives ids that are loaded, and line and reason of
    every row left out.

    Of the rows left out only those whose lines are given as `broken` are set aside; the
    others are not needed.
    """

    def load(*lines: str, broken: tuple[int, ...] = ()):
        loaded = hand_in(
            None, None, {"as_of": "2026-11-20"}, None, list="\n".join(lines) + "\n"
        )
        report = loaded.reports[0]
        assert (
            report.rows_read
            == report.loaded + report.unchanged + report.set_aside + report.not_needed
        )
        left_out = [
            problem
            for problem in loaded.problems
            if problem.set_aside or problem.not_needed
        ]
        assert tuple(problem.row for problem in left_out if problem.set_aside) == broken
        assert (report.set_aside, report.not_needed) == (
            len(broken),
            len(left_out) - len(broken),
        )
        return loaded.tables["patient"]["id"].to_pylist(), [
            (problem.row, problem.say) for problem in left_out
        ]

    return load


def test_title_lines_may_have_delimiters_and_quotation_marks(listed):
    titles = (
        "Patients, by name, of the office",
        'Report "A',
        "Date Range: 1/1/2026, 12/31/2026",
        "",
    )
    assert listed(*titles, HEADER, ANN, BOB) == (["1", "2"], [])


def test_rows_above_the_header_line_are_told(listed):
    ids, aside = listed("Patients", ANN, HEADER, BOB, broken=(2,))
    assert (ids, aside) == (
        ["2"],
        [(2, "stands above the header line, and is not read as a row")],
    )


def test_header_and_title_on_every_page_are_not_needed(listed):
    ids, aside = listed(
        "Patient List",
        HEADER,
        ANN,
        "Page 1 of 2",
        "Patient List",
        HEADER,
        BOB,
        "Page 2 of 2,,,,,",
    )
    assert ids == ["1", "2"]
    assert [row for row, _ in aside] == [4, 5, 6, 8]
    assert aside[0][1] == "ends a page or the report, and is no row of the list"
    assert (
        aside[1][1]
        == "stands above the header line too: a title, and no row of the list"
    )
    assert aside[2][1] == "is the header line once more"
    assert aside[3][1] == "ends a page or the report, and is no row of the list"


@pytest.mark.parametrize(
    "line",
    [
        "Total,,,,,",
        "Totals:,,,,12,",
        "Grand Total,2,,,,",
        "Total Patients: 2,,,,,",
        ",Sub-total,,,5,",
        "Total = 2,,,,,",
        "Location Totals,1,2,3,4,5",
        "Total for Salem,,,,3,",
        "2 records found,,,,,",
        "Record count: 2,,,,,",
        "End of report,,,,,",
        "Printed on 11/20/2026 by Lee,,,,,",
        "Number of patients: 2,,,,,",
        "Confidential,,,,,",
    ],
)
def test_a_total_or_footer_line_is_not_needed_and_says_why(listed, line):
    ids, aside = listed(HEADER, ANN, BOB, line)
    assert ids == ["1", "2"]
    assert [(row, "no row of the list" in say) for row, say in aside] == [(4, True)]


def test_a_total_between_groups_ends_nothing(listed):
    assert listed(
        HEADER, ANN, "Location Total,,,,1,", BOB, "Location Total,,,,1,", CLEO
    )[0] == ["1", "2", "3"]


@pytest.mark.parametrize("head", ["Provider Totals", "Provider Totals,,,,,"])
def test_a_block_of_provider_totals_with_other_figures_is_not_needed(listed, head):
    ids, aside = listed(HEADER, ANN, BOB, head, "7,Chen,Ben,,12,34", "8,Diaz,Eva,,5,6")
    assert ids == ["1", "2"]
    assert [row for row, _ in aside] == [4, 5, 6]
    assert all("below a line “Totals”" in say for _, say in aside[1:])


def test_the_line_that_begins_a_block_of_totals_is_one_itself(listed):
    _, aside = listed(HEADER, ANN, BOB, "Provider Totals,,,,,", "7,Chen,Ben,,12,34")
    assert aside[0] == (4, "is a line of totals, which is no row of the list")


def test_a_block_of_totals_ends_where_the_header_is_met_again(listed):
    assert listed(HEADER, ANN, "Provider Totals", "7,Chen,Ben,,12,34", HEADER, BOB)[
        0
    ] == ["1", "2"]


def test_people_whose_names_look_like_footers_are_rows(listed):
    people = (
        "4,Total,Ann,1980-04-01,,",
        "5,Page,Lee,1981-04-01,,",
        "6,Count,Bo,1982-04-01,,",
    )
    assert listed(HEADER, *people) == (["4", "5", "6"], [])


def test_a_counter_column_is_passed_over(listed):
    assert listed(f"#,{HEADER}", f"1,{BOB}", f"2,{CLEO}", "2,,,,,,", broken=(4,))[
        0
    ] == ["2", "3"]


def test_a_delimiter_at_the_end_of_every_row_changes_nothing(listed):
    assert listed(HEADER, f"{ANN},", f"{BOB},", f"{CLEO},") == (["1", "2", "3"], [])
    assert listed(f"{HEADER},", ANN, BOB) == (["1", "2"], [])
    assert listed(f"{HEADER},", f"{ANN},", f"{BOB},") == (["1", "2"], [])


def test_a_row_with_a_cell_too_many_is_still_set_aside_where_not_every_row_has_it(
    listed,
):
    ids, aside = listed(HEADER, ANN, f"{BOB},", CLEO, broken=(3,))
    assert (ids, [row for row, _ in aside]) == (["1", "3"], [3])


def test_two_equal_columns_are_one_and_different_ones_are_refused(listed):
    lines = [HEADER + ",Phone", ANN + ",(503) 555-0101", BOB + ","]
    assert listed(*lines)[0] == ["1", "2"]
    with pytest.raises(RetentionError, match="two columns “Phone”, and they differ"):
        listed(*lines, CLEO + ",555")


@pytest.mark.parametrize("before", [" ", "=", "-", "\t"])
def test_what_systems_put_before_a_header_is_passed_over(listed, before):
    header = HEADER.replace("Last Name", f"{before}Last Name").replace(
        "Patient ID", f"{before}Patient ID"
    )
    assert listed(header.replace(",", ";"), ANN.replace(",", ";"))[0] == ["1"]


def test_a_header_with_line_breaks_in_its_cells_is_read(listed):
    assert listed(
        HEADER.replace("Last Visit", '"Last\nVisit"').replace(
            "Patient ID", '"Patient\nID"'
        ),
        ANN,
    )[0] == ["1"]


def test_notes_without_quotation_marks_split_their_rows_and_no_others(listed):
    tabbed = [
        line.replace(",", "\t")
        for line in (f"{HEADER},Note", f"{ANN},all well", f"{CLEO},fine")
    ]
    ids, aside = listed(
        *tabbed[:2],
        "2\tBarlow\tBob\t1971-09-09\t\t2026-02-03\tcalled",
        "again on Monday",
        tabbed[2],
        broken=(4,),
    )
    assert "1" in ids
    assert "3" in ids
    assert [row for row, _ in aside] == [4]


def test_the_header_is_found_below_a_page_of_titles_but_not_below_the_rows(listed):
    assert listed(*["title"] * 15, HEADER, ANN)[0] == ["1"]
    with pytest.raises(RetentionError, match="not a file we know"):
        listed(*["title"] * 25, HEADER, ANN)


@pytest.mark.parametrize(
    "content", ["<html><table><tr><td>1</td></tr></table>", "%PDF-1.7", "{\\rtf1 x}"]
)
def test_what_is_no_list_at_all_is_told_by_what_it_is(hand_in, content):
    with pytest.raises(RetentionError, match="and lists are read"):
        hand_in(a=content)


def test_a_header_that_a_layout_looks_at_and_the_file_lacks_is_empty(hand_in, rows):
    loaded = hand_in(
        None,
        None,
        None,
        "nexhealth",
        p="id,last_name,inactive,npi\n1,Chen,false,\n2,Diaz,false,\n",
    )
    assert rows(loaded, "provider") == {
        "1": {"name": "Chen", "is_active": True},
        "2": {"name": "Diaz", "is_active": True},
    }


def test_an_hour_beyond_the_day_is_told_and_moves_no_appointment(hand_in, rows):
    header = (
        "appointment_id,patient_id,appointment_date,start_hour,start_minute,status_id"
    )
    loaded = hand_in(
        a=f"{header}\n1,7,2026-01-05,9,30,0\n2,7,2026-01-05,999999999999,0,0\n"
    )
    assert [
        (problem.row, problem.found) for problem in loaded.problems if problem.row
    ] == [(3, "999999999999")]
    assert (
        rows(loaded, "appointment")["2"]["starts_at"].isoformat()
        == "2026-01-05T00:00:00"
    )


def test_a_softdent_list_without_rows_is_an_empty_table(hand_in):
    loaded = hand_in(a="ApptPatId,ApptDate,ApptTime,ApptDentist,ApptAdacode\n")
    assert (loaded.reports[0].rows_read, loaded.tables["appointment"].num_rows) == (
        0,
        0,
    )


TRANSACTIONS = "tran_num,type,tran_date,patient_id,service_code,status,amount"


def test_payments_are_not_needed_and_all_of_them_are_counted_however_few_are_listed(
    hand_in,
):
    done = [f"{n},S,2026-01-05,7,01110,A,80" for n in range(5)]
    paid = [f"{n},P,2026-01-05,7,,A,-80" for n in range(5, 1_505)]
    broken = [",S,2026-01-05,7,01110,A,80"] * 1_200
    loaded = hand_in(a="\n".join([TRANSACTIONS, *done, *paid, *broken]) + "\n")
    report = loaded.reports[0]
    assert (report.rows_read, report.loaded, report.set_aside, report.not_needed) == (
        2_705,
        5,
        1_200,
        1_500,
    )
    assert report.problems == 1_200
    more = [
        (one.found, one.set_aside, one.not_needed)
        for one in loaded.problems
        if not one.row
    ]
    assert sorted(more) == [
        ("200 further rows", True, False),
        ("500 further rows", False, True),
    ]


def test_blocks_of_time_are_not_needed(hand_in):
    header = "appointment_id,patient_id,classification,start_time"
    loaded = hand_in(
        a=f"{header}\n1,7,1,2026-01-05 09:00:00\n2,,2,2026-01-05 12:00:00\n"
    )
    assert [(one.row, one.set_aside, one.not_needed) for one in loaded.problems] == [
        (3, False, True)
    ]


def test_titles_of_more_pages_than_are_listed_are_all_not_needed(hand_in):
    pages = [
        line
        for n in range(1_100)
        for line in (f"{n + 1},Archer,Ann,1980-04-01,,", "Patient List")
    ]
    report = hand_in(a="\n".join(["Patient List", HEADER, *pages]) + "\n").reports[0]
    assert (report.loaded, report.set_aside, report.not_needed) == (1_100, 0, 1_100)


def test_the_columns_that_nothing_is_read_from_are_named(hand_in):
    loaded = hand_in(a=f"{HEADER},Balance,,Note 2,Balance\n{ANN},12.00,,called,12.00\n")
    assert loaded.reports[0].not_read == ("Balance", "Note 2")
