"""Reconcile: one hand-made example per named comparison, whose difference can be
checked by eye.
"""

from datetime import date, datetime

import pyarrow as pa
import pytest

from retention.core.errors import RetentionError, WrongCall
from retention.metrics.reconcile import BY_NAME, COMPARISONS, period_of, reconcile
from retention.practice import Period, conform
from tests.builders import ANN, LONG_AGO, from_rows, practice, tables

LIFE = LONG_AGO + ANN + "\n"


def held(text, key, theirs, period=None, **more):
    """A comparison of the practice in words, for its own period or one written as
    text.
    """
    book = practice(text, **more)
    days = (
        Period.read(period, book.exported)
        if period
        else period_of(book, key, book.exported)
    )
    return reconcile(book, key, theirs, days)


def test_active_patients_counts_a_broken_code_as_care_and_only_status_patient():
    found = held(
        f"""{LIFE}
        dee visit 2026-02-03 D9986          # never came: the code is all there is
        pat visit 2026-02-03 D1110
        pat is prospective
        """,
        "active_patients",
        ["ann", "dee"],
    )
    assert found.both == ("ann",)
    assert found.only_theirs == (
        ("dee", "Open Dental counts a broken-appointment code as care"),
    )
    assert found.only_ours == (("pat", "the status is not Patient"),)
    assert (found.ours, found.theirs, found.difference, found.not_explained) == (
        2,
        2,
        0,
        0,
    )


def test_active_patients_of_a_longer_range_finds_those_who_lapsed_with_us():
    found = held(
        f"{LIFE}bob visit 2024-05-06 D0150",
        "active_patients",
        ["ann", "bob"],
        "2024-01-01..2026-11-20",
    )
    assert [
        who for who, why in found.only_theirs if "before our active window" in why
    ] == ["bob"]


def test_patients_seen_are_held_against_the_range_alone():
    found = held(
        f"{LIFE}bob visit 2025-05-06 D0150\nbob is inactive 2026-01-01",
        "patients_seen",
        ["ann"],
        "2025",
    )
    assert found.only_ours == (("bob", "the status is not Patient"),)
    assert found.not_explained == 0


def test_new_patients_looks_at_procedures_not_at_the_reported_first_visit():
    found = held(
        f"""{LIFE}
        new visit 2026-03-02 D0150
        old visit 2026-03-02 D0150
        old reports 2004-01-05              # came long before the records begin
        gone visit 2026-03-02 D0150
        gone is deleted
        """,
        "new_patients",
        ["new", "old", "gone"],
        "2026-03",
    )
    assert found.both == ("new",)
    whys = dict(found.only_theirs)
    assert whys["old"].startswith("first visit reported before the data")
    assert whys["gone"].startswith("deleted in the patient list")
    assert (found.only_ours, found.not_explained) == ((), 0)


def test_older_versions_of_new_patients_count_a_broken_code_as_the_first_visit():
    text = f"{LIFE}eli visit 2026-03-02 D9986\neli visit 2026-04-02 D0150"
    march = held(text, "new_patients", ["eli"], "2026-03")
    april = held(text, "new_patients", ["ann"], "2026-04")
    assert march.only_theirs[0][1].startswith("older versions")
    assert [
        who for who, why in april.only_ours if why.startswith("older versions")
    ] == ["eli"]


def test_treatment_finder_hides_a_crown_behind_a_booked_cleaning():
    found = held(
        f"""{LIFE}
        bob plans 2026-05-06 D2740 1150.00
        cat plans 2026-05-06 D2740 1150.00
        cat books 2026-12-03 hygiene as=c1  # a cleaning, while the crown waits
        cat plans 2026-05-06 D1110 120.00 on=c1
        dan plans 2026-05-06 D1110 120.00   # only a cleaning is planned
        fay plans 2026-05-06 D2740          # no fee
        gus plans 2026-05-06 D2740 1150.00
        gus books 2026-12-03 planned        # a template is no appointment
        """,
        "treatment_finder",
        ["bob", "dan", "gus"],
    )
    assert found.both == ("bob", "gus")
    assert [who for who, _ in found.only_theirs] == ["dan"]
    assert found.only_theirs[0][1].startswith(
        "Treatment Finder counts every planned procedure"
    )
    whys = dict(found.only_ours)
    assert "a booked cleaning hides an unbooked crown" in whys["cat"]
    assert whys["fay"] == "the fees of what is planned are zero"
    assert found.not_explained == 0


def test_a_booking_that_the_report_does_not_look_at_is_said_to_be_one():
    crown = (
        f"{LIFE}bob plans 2026-05-06 D2740 1150.00 on=b1\nbob books 2026-12-01 as=b1"
    )
    found = held(crown, "treatment_finder", ["bob"])
    assert found.only_theirs[0][1].startswith(
        "booked with us: the appointment was made after the report was printed"
    )
    cleaning = f"""{LIFE}bob visit 2026-01-10 D1110\nbob recall 2026-07-10
    bob plans D1110 on=b1\nbob books 2026-12-01 as=b1"""
    found = held(cleaning, "recall_list", ["bob"])
    assert found.only_theirs[0][1].startswith("a cleaning is booked with us")
    assert found.not_explained == 0


def test_treatment_finder_looks_from_a_day_on():
    text = f"{LIFE}bob plans 2024-05-06 D2740 1150.00\nleo plans D2740 900.00"
    found = held(text, "treatment_finder", ["ann"], "2026")
    assert {
        who
        for who, why in found.only_ours
        if why == "planned before the report's first day"
    } == {"bob", "leo"}
    assert held(text, "treatment_finder", ["bob", "leo"]).both == ("bob", "leo")


def test_recall_list_leaves_a_codeless_booking_and_a_visit_since_to_the_row():
    found = held(
        f"""{LIFE}
        bob visit 2026-01-10 D1110
        bob recall 2026-07-10               # overdue on both sides
        cat visit 2026-01-10 D1110
        cat recall 2026-07-10
        cat books 2026-12-01                # booked, with no code on it
        dan visit 2026-08-10 D1110
        dan recall 2026-07-10               # came in August: the row was not moved on
        fay visit 2026-01-10 D1110
        fay recall 2026-11-20               # due today
        gil recall 2026-07-10               # never came, nothing planned: no person of ours
        hal visit 2026-01-10 D1110
        hal recall 2026-07-10
        hal is prospective
        """,
        "recall_list",
        ["bob", "cat", "dan", "fay", "gil"],
    )
    assert found.both == ("bob",)
    whys = {who: why.split(":")[0] for who, why in found.only_theirs}
    assert whys == {
        "cat": (
            "a booked appointment that is marked as hygiene, or has no codes, counts "
            "as the cleaning with us"
        ),
        "dan": "a hygiene visit on or after the due day",
        "fay": "due on the day of the export itself",
        "gil": "no visit, appointment or procedure",
    }
    assert found.only_ours == (("hal", "the status is not Patient"),)
    assert found.not_explained == 0


def test_recall_list_by_preference_leaves_out_whoever_has_any_appointment():
    found = held(
        f"""{LIFE}
        bob visit 2026-01-10 D1110
        bob recall 2026-07-10
        bob plans 2026-07-10 D2740 900.00 on=b1
        bob books 2026-12-01 as=b1          # for a crown, no cleaning
        """,
        "recall_list",
        ["ann"],
    )
    assert [who for who, why in found.only_ours if why.startswith("by preference")] == [
        "bob"
    ]
    assert found.only_theirs[0][1].startswith("not explained")


def test_reactivation_wants_two_years_away_and_nothing_ahead_of_any_status():
    found = held(
        f"""{LIFE}
        bob visit 2024-05-06 D0150          # lapsed with us, away for more than 730 days
        cat visit 2025-03-06 D0150          # lapsed with us, not for two years yet
        dan visit 2024-05-06 D0150
        dan books 2027-01-05 planned        # a template in the future hides them
        fay visit 2024-05-06 D0150
        fay books 2027-01-05 broken_unspecified
        gus visit 2019-05-06 D0150          # lapsed years ago
        """,
        "reactivation",
        ["bob", "gus"],
    )
    assert found.both == ("bob",)
    assert found.only_theirs == (
        ("gus", "lapsed before the period began: not active on the day before it"),
    )
    whys = dict(found.only_ours)
    assert whys["cat"] == "away for 730 days or less"
    assert whys["dan"].startswith("a planned template dated from today on")
    assert whys["fay"].startswith("a broken appointment, a note")
    assert found.not_explained == 0


BROKEN = f"""{LIFE}
bob books 2026-03-02 broken_unspecified as=b1
bob visit 2026-03-02 D9986 on=b1            # coded: on both counts
cat books 2026-03-03 broken_unspecified     # by status alone
dan visit 2026-03-04 D9987                  # by code alone: the appointment was deleted
fay books 2026-12-05 as=f1                  # broken, dragged to December, and scheduled again
fay visit 2026-03-05 D9986 on=f1
"""


def test_broken_appointments_by_status_agree_but_for_the_deleted():
    found = held(
        f"{BROKEN}\nzed books 2026-03-06 broken_unspecified\nzed is deleted",
        "broken_by_status",
        3,
        "2026-03",
    )
    assert (found.ours, found.theirs, found.not_explained) == (2, 3, 0)
    assert [(group.why, group.side, group.count) for group in found.groups] == [
        ("of someone deleted in the patient list", "theirs", 1)
    ]


def test_both_days_of_the_range_belong_to_it():
    days = ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    book = LIFE + "\n".join(f"bob books {day} broken_unspecified" for day in days)
    assert held(book, "broken_by_status", 2, "2026-03").difference == 0


def test_broken_appointments_by_code_miss_the_uncoded_and_keep_the_moved():
    found = held(BROKEN, "broken_by_code", ["bob", "dan", "fay"], "2026-03")
    assert found.both == ("bob",)
    whys = dict(found.only_theirs)
    assert whys["dan"].startswith("the code stands on no appointment")
    assert whys["fay"].startswith(
        "the code stands on an appointment that is not broken any more"
    )
    assert [
        who for who, why in found.only_ours if why.startswith("broken by status")
    ] == ["cat"]
    number = held(BROKEN, "broken_by_code", 3, "2026-03")
    assert (number.ours, number.explained, number.not_explained) == (2, 1, 0)
    assert sorted((group.side, group.count) for group in number.groups) == [
        ("ours", 1),
        ("theirs", 1),
        ("theirs", 1),
    ]


def test_a_number_alone_is_explained_by_the_sizes_of_groups():
    found = held(
        f"{LIFE}dee visit 2026-02-03 D9986\npat visit 2026-02-03 D1110\npat is "
        "prospective",
        "active_patients",
        5,
    )
    assert (found.ours, found.theirs, found.difference) == (2, 5, 3)
    assert [(group.side, group.count) for group in found.groups] == [
        ("theirs", 1),
        ("ours", 1),
    ]
    assert (found.explained, found.not_explained) == (0, 3)
    assert not found.is_list
    assert found.only_ours == found.only_theirs == ()


def test_any_other_figure_is_explained_by_our_own_reasons_and_standing():
    found = held(
        f"""{LIFE}
        dan visit 2026-01-10 D1110
        dan is inactive 2026-02-01
        bob visit 2024-05-06 D0150
        gil recall 2026-07-10
        """,
        "active",
        ["dan", "bob", "gil"],
    )
    assert dict(found.only_theirs) == {
        "dan": "left out by us: left the practice",
        "bob": "no visit in the active window",
        "gil": "no visit, appointment or procedure: we count people with a history alone",
    }
    assert found.only_ours == (("ann", "not explained"),)
    assert (found.explained, found.not_explained) == (3, 1)


def test_visits_explain_figures_made_of_visits_alone():
    text = f"{LIFE}bob visit 2024-05-06 D0150"
    assert held(text, "seen", ["bob"], "2026").only_theirs == (
        ("bob", "no visit in the period"),
    )
    assert held(
        f"{text}\nbob plans 2026-01-05 D2740 on=b1\nbob books 2026-12-01 as=b1",
        "sitting",
        ["bob"],
    ).only_theirs == (("bob", "left out by us: on an appointment booked at D"),)
    assert held(f"{text}\nann plans D2740 900.00", "sitting", ["bob"]).only_theirs == (
        ("bob", "not explained"),
    )


def test_a_number_of_any_other_figure_is_in_its_own_unit():
    amount = held(f"{LIFE}bob plans 2026-05-06 D2740 1150.00", "sitting", 120_000)
    assert (amount.ours, amount.difference, amount.not_explained) == (
        115_000,
        5_000,
        5_000,
    )
    share = held(f"{LIFE}bob visit 2025-01-10 D1110", "return_rate", 0.75)
    assert (share.ours, share.difference) == (0.5, 0.25)
    dead = held(
        f"{LIFE}bob visit 2025-01-10 D1110\nbob is deceased 2025-02-01",
        "return_rate",
        0.75,
    )
    assert [(group.why, group.count) for group in dead.groups] == [
        ("left out by us: deceased", 1)
    ]


def test_a_merged_row_is_the_person_it_was_merged_into():
    text = f"{LIFE}anna visit 2020-01-06 D1110\nanna into ann 2026-01-01"
    alone, twice = (
        held(text, "active_patients", lines) for lines in (["anna"], ["anna", "ann"])
    )
    assert (alone.both, alone.only_theirs, alone.theirs) == (("ann",), (), 1)
    assert (twice.both, twice.only_theirs, twice.theirs) == (
        ("ann",),
        (("anna", "merged into ann: one person"),),
        2,
    )
    assert (twice.explained, twice.not_explained) == (1, 0)


def test_who_is_on_neither_list_of_the_rule_is_not_explained():
    found = held(f"{LIFE}bob visit 2024-05-06 D0150", "active_patients", ["bob"])
    assert found.only_theirs[0] == (
        "bob",
        "not explained: the published rule does not count them on these records either",
    )
    assert found.only_ours[0][1].startswith(
        "not explained: the published rule counts them"
    )
    assert found.not_explained == 2


def test_a_list_of_strangers_is_refused_and_so_is_what_cannot_be_given():
    with pytest.raises(RetentionError, match="No line of the list names one patient"):
        held(LIFE, "active_patients", ["nobody", "Total 12"])
    with pytest.raises(RetentionError, match="history too short"):
        held("bob visit 2026-05-06 D0150", "active_patients", ["bob"])
    with pytest.raises(RetentionError, match="no recalls were loaded"):
        held(LIFE, "recall_list", ["ann"], without=("recall",))
    with pytest.raises(WrongCall, match="Known: active_patients"):
        held(LIFE, "active_people", ["ann"])
    with pytest.raises(WrongCall, match="is a table"):
        held(LIFE, "bridge", ["ann"])


def test_state_is_refused_for_an_earlier_day():
    book = practice(f"{LIFE}ann recall 2026-05-01")
    early = Period.default(date(2026, 6, 30))
    for comparison in COMPARISONS:
        if comparison.of_export:
            with pytest.raises(RetentionError, match="day of the export"):
                reconcile(book, comparison.key, ["ann"], early)


def test_every_comparison_says_in_words_what_is_compared():
    for comparison in BY_NAME.values():
        assert comparison.title.startswith("Open Dental: ")
        assert comparison.about.endswith(".")
        says = [rule.say for rule in (*comparison.they_count, *comparison.we_count)]
        assert len(set(says)) == len(says)


def test_whoever_was_contacted_since_may_be_hidden_by_the_list():
    tables_ = tables(f"{LIFE}bob visit 2026-01-10 D1110\nbob recall 2026-07-10")
    called = [
        {
            "id": "1",
            "patient_id": "bob",
            "at": datetime(2026, 8, 1, 9),  # noqa: DTZ001
            "channel": "phone",
        }
    ]
    book = conform(
        tables_ | {"contact": from_rows("contact", called)}, date(2026, 11, 20)
    )
    found = reconcile(
        book, "recall_list", [], period_of(book, "recall_list", book.exported)
    )
    assert [(who, why.split(":")[0]) for who, why in found.only_ours] == [
        ("bob", "contacted since the last visit")
    ]


def test_treatment_finder_does_not_look_at_the_old_status_asap_and_says_so():
    lines = (
        f"{LIFE}ann plans 2026-09-01 D2740 9.00 on=b1\nann books 2026-12-01 "
        "as=b1\nbob plans 2026-09-01 D2740 9.00"
    )
    stored = tables(lines)
    at = stored["appointment"].schema.get_field_index("status_raw")
    asap = pa.array(["4"], pa.string())
    stored["appointment"] = stored["appointment"].set_column(at, "status_raw", asap)
    book = conform(stored, date(2026, 11, 20))
    found = reconcile(
        book,
        "treatment_finder",
        ["ann", "bob"],
        period_of(book, "treatment_finder", book.exported),
    )
    assert found.both == ("bob",)
    assert [
        (who, "is of the old status ASAP" in why) for who, why in found.only_theirs
    ] == [("ann", True)]
    assert found.only_ours == ()
