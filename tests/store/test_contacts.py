"""A contact is logged whole or refused in a sentence, and never changed afterwards."""

from datetime import UTC, date, datetime
from types import MappingProxyType

import pandas as pd
import pytest

from retention import store
from retention.core.errors import RetentionError

from .conftest import AT


def log(desk, practice, patient="7", *, also=MappingProxyType({}), **given) -> int:
    new = {"reason": "lapsed", "outcome": "no_answer", "at": AT, **given}
    return desk.contacts.log(practice, store.NewContact(patient, **new), also=also)


def test_a_contact_is_read_back_as_it_was_logged(desk, practice):
    number = log(
        desk,
        practice,
        " 7 ",
        outcome="call_back",
        day=date(2026, 3, 30),
        household_id="3",
        reached=True,
        channel="phone",
        note="after five",
        call_back_on=date(2026, 4, 1),
        by="Maria",
    )
    (row,) = desk.contacts.counting(practice).to_dict("records")
    assert all(
        pd.isna(row.pop(name)) for name in ("mailing_id", "closing_reason", "script")
    )
    assert row == {
        "id": number,
        "patient_id": "7",
        "household_id": "3",
        "at": pd.Timestamp(AT),
        "day": pd.Timestamp("2026-03-30"),
        "reason": "lapsed",
        "outcome": "call_back",
        "reached": True,
        "channel": "phone",
        "note": "after five",
        "call_back_on": pd.Timestamp("2026-04-01"),
        "by": "Maria",
    }


def test_what_is_said_of_a_family_is_logged_of_all_or_of_none(desk, practice):
    first = log(
        desk,
        practice,
        "7",
        outcome="moved",
        household_id="3",
        also={"8": "sitting", "9": "lapsed"},
    )
    rows = desk.contacts.counting(practice)
    assert rows[["patient_id", "reason", "outcome"]].to_numpy().tolist() == [
        ["7", "lapsed", "moved"],
        ["8", "sitting", "moved"],
        ["9", "lapsed", "moved"],
    ]
    assert first == rows["id"].iloc[0]
    assert desk.corrections.all(practice)["patient_id"].tolist() == ["7", "8", "9"]
    for wrong in ({"8": "sitting", " ": "lapsed"}, {"8": "whim"}):
        with pytest.raises(RetentionError, match="Nothing was saved"):
            log(desk, practice, "7", also=wrong)
    assert len(desk.contacts.counting(practice)) == 3


def test_whoever_asked_us_to_stop_is_stopped_with_the_contact_or_nobody_is(
    desk, practice
):
    said = {"outcome": "do_not_contact", "household_id": "3", "note": "Enough"}
    with pytest.raises(RetentionError, match="id is empty"):
        log(desk, practice, "7", **said, also={"8": "sitting", " ": "lapsed"})
    with pytest.raises(RetentionError, match="is no reason"):
        log(desk, practice, "7", **said, also={"8": "whim"})
    assert (len(desk.contacts.counting(practice)), len(desk.stops.all(practice))) == (
        0,
        0,
    )
    log(desk, practice, "7", **said, also={"8": "sitting", "9": "lapsed"})
    log(desk, practice, "8", **said)
    stops = desk.stops.all(practice)
    assert stops[["patient_id", "channel", "why"]].to_numpy().tolist() == [
        [patient, "all", "Enough"] for patient in ("7", "8", "9")
    ]
    assert desk.contacts.counting(practice)["patient_id"].tolist() == [
        "7",
        "8",
        "9",
        "8",
    ]


def test_what_was_not_said_is_missing_not_no(desk, practice):
    log(desk, practice)
    row = desk.contacts.counting(practice).iloc[0]
    assert (
        row[["household_id", "reached", "channel", "call_back_on", "mailing_id"]]
        .isna()
        .all()
    )
    assert row["day"] == pd.Timestamp("2026-03-31")


def test_no_contacts_have_the_same_columns_and_kinds_as_some(desk, practice):
    empty = desk.contacts.counting(practice)
    log(desk, practice, reached=False, call_back_on=date(2026, 4, 1))
    assert len(empty) == 0
    assert desk.contacts.counting(practice).dtypes.to_dict() == empty.dtypes.to_dict()


def test_contacts_logged_elsewhere_show_at_the_next_look(desk, practice, where):
    other = store.open(where)
    for who in ("1", "2", "3"):
        log(other, practice, who)
        log(desk, practice, who + "0")
        assert list(desk.contacts.counting(practice)["patient_id"])[-2:] == [
            who,
            who + "0",
        ]
    assert desk.contacts.counting(practice).equals(
        store.open(where).contacts.counting(practice)
    )


def test_changing_a_frame_changes_nothing_for_the_next_reader(desk, practice):
    log(desk, practice)
    mine = desk.contacts.counting(practice)
    mine.loc[0, "outcome"] = "booked"
    assert desk.contacts.counting(practice).loc[0, "outcome"] == "no_answer"


def test_practices_do_not_see_each_other(desk, practice):
    other = desk.practices.ensure("Birch Dental", at=AT)
    log(desk, practice)
    assert len(desk.contacts.counting(other)) == 0
    assert desk.practices.revision(other) == 0


def test_every_contact_raises_the_revision(desk, practice):
    before = desk.practices.revision(practice)
    log(desk, practice)
    assert desk.practices.revision(practice) > before


def test_a_time_with_a_zone_is_kept_as_the_clock_shows_it(desk, practice):
    log(desk, practice, at=datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert desk.contacts.counting(practice).loc[0, "at"] == pd.Timestamp(
        "2026-03-31 23:59"
    )


@pytest.mark.parametrize(
    ("given", "say"),
    [
        ({"outcome": "reached"}, "“reached” is no outcome.*no_answer"),
        ({"reason": "Lapsed!"}, "“Lapsed!” is no reason.*recall_overdue"),
        ({"channel": "fax"}, "“fax” is no channel.*in_person"),
        ({"channel": "none"}, "“none” is no channel"),
        ({"outcome": "call_back"}, "needs the day to call back on"),
        (
            {"outcome": "declined_leaving", "note": " "},
            "choose one .*another_dentist.*, or say in the note why",
        ),
        (
            {"outcome": "declined_leaving", "closing_reason": "bored"},
            "“bored” is no closing reason.*insurance",
        ),
        (
            {"outcome": "booked", "closing_reason": "cost"},
            "goes with “declined_leaving”, not “booked”",
        ),
        ({"call_back_on": date(2026, 3, 30)}, "lies before the contact"),
        ({"patient": "  "}, "id is empty"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_saved(
    desk, practice, given, say
):
    with pytest.raises(RetentionError, match=say):
        log(desk, practice, **given)
    assert len(desk.contacts.counting(practice)) == 0
    assert desk.practices.revision(practice) == 0


def test_an_unknown_practice_is_refused_with_the_known_ones(desk, practice):
    with pytest.raises(RetentionError, match=r"no practice “elm”.*ash-dental"):
        log(desk, "elm")
    with pytest.raises(RetentionError, match="no practice “elm”"):
        desk.contacts.counting("elm")


def test_do_not_contact_stops_every_channel_once(desk, practice):
    log(desk, practice, outcome="do_not_contact")
    log(desk, practice, outcome="do_not_contact", note="said it again")
    stops = desk.stops.all(practice)
    assert stops[["patient_id", "channel"]].values.tolist() == [["7", "all"]]
    assert stops["lifted_at"].isna().all()


def test_the_stop_of_do_not_contact_is_there_with_the_contact_or_neither_is(
    desk, practice, monkeypatch
):
    def broken(*_, **__):
        raise RetentionError("The disk is full.")

    monkeypatch.setattr("retention.store.contacts.add_stop", broken)
    with pytest.raises(RetentionError, match="disk is full"):
        log(desk, practice, outcome="do_not_contact")
    assert (
        len(desk.contacts.counting(practice)),
        len(desk.corrections.all(practice)),
        len(desk.stops.all(practice)),
    ) == (0, 0, 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"closing_reason": "insurance"}, "insurance"),
        ({"closing_reason": "fear", "note": "had a bad time"}, "fear"),
        ({"note": "moving away"}, "other"),
    ],
)
def test_who_leaves_is_kept_with_why(desk, practice, given, kept):
    log(desk, practice, outcome="declined_leaving", **given)
    assert desk.contacts.counting(practice).loc[0, "closing_reason"] == kept


def test_the_opening_line_shown_is_kept(desk, practice):
    log(desk, practice, script="lapsed")
    assert desk.contacts.counting(practice).loc[0, "script"] == "lapsed"


def test_every_outcome_and_reason_can_be_logged(desk, practice):
    for outcome in store.OUTCOMES:
        log(
            desk,
            practice,
            outcome=outcome,
            note="moving away",
            call_back_on=date(2026, 4, 1),
        )
    for reason in store.REASONS:
        log(desk, practice, reason=reason)
    found = desk.contacts.counting(practice)
    assert set(found["outcome"]) == set(store.OUTCOMES)
    assert set(found["reason"]) == set(store.REASONS)


@pytest.mark.parametrize("text", ["'; DROP TABLE contact; --", "Øberg\n“so”", "=1+1"])
def test_any_text_is_kept_as_it_is(desk, practice, text):
    log(desk, practice, text + "x", note=text)
    assert desk.contacts.counting(practice).loc[0, ["patient_id", "note"]].tolist() == [
        text + "x",
        text,
    ]
