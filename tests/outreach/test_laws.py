"""What holds for every log: nobody is lost, and all faces of the list agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.outreach import (
    OUTCOMES,
    REASONS,
    WITH_FILE,
    Log,
    explain_patient,
    mailing,
    ranked_list,
)
from retention.outreach.candidates import Candidates
from retention.outreach.reasons import held
from tests.laws import examples

from .small import D, child, contact, drifting, log, person, plan, practice, visit

IDS = ["ann", "bob", "cat", "dan", "eva", "fay", "gus", "hal"]
BOOK = practice(
    [
        person("ann"),
        child("bob", of="ann"),
        child("cat", of="ann"),
        person("dan", phone_ok=False, household_id="ann"),
        person("eva", status="deceased"),
        child("fay", of="eva"),
        person("gus", mobile_phone=None, state="Oregon"),
        person("hal", status="inactive"),
    ],
    [
        *(row for key in IDS[:-1] for row in drifting(key)),
        plan("ann", "2026-01-05", 90000),
        plan("dan", None, 5000),
        plan("hal", None, 5000),
        visit("hal", "2026-11-20"),
    ],
    recalls=[{"patient_id": key, "due_on": D - timedelta(100)} for key in IDS],
    postal_address="1 Main St, Salem OR 97301",
)

CONTACTS = st.builds(
    contact,
    st.sampled_from([*IDS, "unknown"]),
    st.sampled_from([outcome.key for outcome in OUTCOMES]),
    st.integers(-500, 40).map(lambda ago: str(D + timedelta(ago))),
    st.sampled_from([*(reason.key for reason in REASONS), "broken"]),
    reached=st.sampled_from([True, False, None]),
    call_back_on=st.none()
    | st.integers(-30, 60).map(lambda ahead: str(D + timedelta(ahead))),
)
STOPS = st.lists(
    st.tuples(
        st.sampled_from(IDS), st.sampled_from(["all", "phone", "mail", "email", "text"])
    ),
    max_size=3,
)
LOGS = st.builds(
    lambda rows, stops: log(*rows, stops=tuple(stops)),
    st.lists(CONTACTS, max_size=12),
    STOPS,
)
DAYS = st.integers(0, 60).map(lambda ahead: D + timedelta(ahead))


def with_a_reason(
    logged: Log, today: date, place: int | slice = slice(None)
) -> set[str]:
    """Whoever has a reason (that one), before any rule."""
    has = held(Candidates(BOOK, logged, today))
    return {
        BOOK.people["id"].iloc[row] for row in range(len(IDS)) if has[row, place].any()
    }


@settings(max_examples=examples(25), deadline=None)
@given(LOGS, DAYS, st.none() | st.sampled_from([reason.key for reason in REASONS]))
def test_everyone_with_a_reason_is_on_the_list_or_under_one_rule(logged, today, reason):
    found = ranked_list(BOOK, logged, today, reason=reason)
    listed = found.frame["patient_id"].tolist()
    left_out = [key for rule in found.left_out for key in found.ids_left_out(rule)]
    place = [each.key for each in REASONS].index(reason) if reason else slice(None)
    assert sorted(listed + left_out) == sorted(with_a_reason(logged, today, place))
    assert [len(found.ids_left_out(rule)) for rule in found.left_out] == list(
        found.left_out.values()
    )


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(LOGS, DAYS)
def test_the_lookup_agrees_with_the_list_for_everyone(logged, today):
    found = ranked_list(BOOK, logged, today)
    listed = set(found.frame["patient_id"])
    for key in IDS:
        answer = explain_patient(BOOK, logged, today, key)
        assert answer.on_list == (key in listed)
        if key in with_a_reason(logged, today):
            assert answer.stopped_by == found.stopped_by(key)


@settings(max_examples=examples(20), deadline=None)
@given(LOGS, DAYS, st.sampled_from([profile.key for profile in WITH_FILE]))
def test_a_mailing_accounts_for_everyone_and_holds_nobody_who_said_no(
    logged, today, profile
):
    made = mailing(BOOK, logged, today, profile=profile)
    covered = [key for key, *_ in made.people]
    aside = [key for row in made.set_aside for key in row.patient_ids]
    assert len(covered) + len(aside) + sum(made.left_out.values()) == len(
        with_a_reason(logged, today)
    )
    assert len(set(covered)) == len(covered) >= len(made.frame)
    assert set(covered).isdisjoint(
        key for key in logged.stops["patient_id"][logged.stops["channel"] == "all"]
    )
    assert set(covered) <= set(ranked_list(BOOK, logged, today).frame["patient_id"])


@settings(max_examples=15, deadline=None)
@given(
    LOGS,
    st.sampled_from(IDS),
    st.sampled_from(
        ["left_message", "no_answer", "mailed", "declined_not_now", "busy"]
    ),
)
def test_a_contact_logged_today_removes_the_row_at_once(logged, key, outcome):
    before = set(ranked_list(BOOK, logged, D).frame["patient_id"])
    more = log(
        *logged.contacts.to_dict("records"),
        contact(key, outcome, str(D)),
        stops=tuple(logged.stops.itertuples(index=False)),
    )
    promised = set(
        logged.contacts["patient_id"][logged.contacts["call_back_on"].notna()]
    )
    after = set(ranked_list(BOOK, more, D).frame["patient_id"])
    if key not in promised:
        assert after == before - {key}


def test_the_practice_of_these_laws_has_people_on_and_off_the_list():
    found = ranked_list(BOOK, Log.empty(), D)
    assert set(found.frame["patient_id"]) == {"ann", "bob", "cat", "dan", "gus"}
    assert {key: count for key, count in found.left_out.items() if count} == {
        "departed": 1,
        "minor_without_guarantor": 1,
    }
