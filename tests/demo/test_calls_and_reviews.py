"""The phone system's log and the reviews of an invented practice hold what figures
about them need.
"""

from datetime import timedelta

import pyarrow.compute as pc

from retention.core import schema
from tests.demo.conftest import ENDS


def test_most_callers_are_reached_and_some_leave_a_message(
    usual: schema.Tables,
) -> None:
    calls = usual["call"].filter(pc.equal(usual["call"]["direction"], "received"))
    answered = calls["is_answered"].to_numpy()
    message = calls["is_voicemail"].to_numpy()
    assert 0.65 < answered.mean() < 0.9
    assert 0.3 < message[~answered].mean() < 0.6
    assert not (answered & message).any()


def test_some_who_were_missed_are_called_back_and_some_never_are(
    usual: schema.Tables,
) -> None:
    rows = usual["call"].to_pylist()
    missed = [
        row
        for row in rows
        if row["direction"] == "received" and not row["is_answered"] and row["phone"]
    ]
    sent: dict[str, list] = {}
    for row in rows:
        if row["direction"] == "sent":
            sent.setdefault(row["phone"], []).append(row["at"])
    back = [
        any(
            timedelta(0) < at - row["at"] <= timedelta(days=1)
            for at in sent.get(row["phone"], [])
        )
        for row in missed
    ]
    assert 0.3 < sum(back) / len(back) < 0.8


def test_callers_are_patients_strangers_and_withheld_numbers(
    usual: schema.Tables,
) -> None:
    listed = {
        phone
        for row in usual["patient"].to_pylist()
        for phone in (row["mobile_phone"], row["home_phone"])
    }
    callers = (
        usual["call"]
        .filter(pc.equal(usual["call"]["direction"], "received"))["phone"]
        .to_pylist()
    )
    assert callers.count(None) > 20
    assert sum(phone in listed for phone in callers if phone) > 500
    assert sum(phone not in listed for phone in callers if phone) > 100


def test_we_never_call_without_a_number_and_some_call_out_of_hours(
    usual: schema.Tables,
) -> None:
    calls = usual["call"]
    sent = calls.filter(pc.equal(calls["direction"], "sent"))
    assert sent["phone"].null_count == 0
    late = calls.filter(pc.greater_equal(pc.hour(calls["at"]), 18))
    assert len(late) > 20
    assert not pc.any(
        late["is_answered"].filter(pc.equal(late["direction"], "received"))
    ).as_py()


def test_reviews_have_one_to_five_stars_and_answers_to_the_survey_nought_to_ten(
    usual: schema.Tables,
) -> None:
    reviews = usual["review"]
    assert set(reviews["stars"].to_pylist()) == {1, 2, 3, 4, 5}
    surveys = reviews.filter(pc.equal(reviews["site"], "Survey"))
    assert set(surveys["would_recommend"].to_pylist()) <= set(range(11))
    assert reviews.filter(pc.not_equal(reviews["site"], "Survey"))[
        "would_recommend"
    ].null_count == len(reviews) - len(surveys)
    assert pc.max(reviews["at"]).as_py().date() < ENDS
