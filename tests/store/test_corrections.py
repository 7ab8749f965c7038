"""What a contact brings up is entered with it, once, and ticked off once it is put
right.
"""

import pandas as pd
import pytest

from retention import store
from retention.core.errors import RetentionError

from .conftest import AT
from .test_contacts import log


def open_ones(desk: store.Store, practice: str) -> list[tuple[str, str]]:
    found = desk.corrections.all(practice)
    return list(
        found[found["done_at"].isna()][["patient_id", "what"]].itertuples(
            index=False, name=None
        )
    )


def test_exactly_the_outcomes_that_call_for_it_are_entered(desk, practice):
    for outcome in store.OUTCOMES:
        log(desk, practice, outcome=outcome, note="so", call_back_on=AT.date())
    assert {what for _, what in open_ones(desk, practice)} == set(store.CORRECTIONS)
    assert len(open_ones(desk, practice)) == len(store.CORRECTIONS)


def test_a_correction_names_its_contact_and_when(desk, practice):
    log(desk, practice, "9")
    number = log(desk, practice, " 7 ", outcome="moved")
    (row,) = desk.corrections.all(practice).to_dict("records")
    assert pd.isna(row.pop("done_at"))
    assert row == {
        "id": 1,
        "patient_id": "7",
        "what": "moved",
        "contact_id": number,
        "at": pd.Timestamp(AT),
        "done_by": "",
    }


def test_what_is_open_is_not_entered_twice_but_again_once_it_was_done(desk, practice):
    log(desk, practice, outcome="moved")
    log(desk, practice, outcome="moved")
    log(desk, practice, "8", outcome="moved")
    assert open_ones(desk, practice) == [("7", "moved"), ("8", "moved")]
    desk.corrections.complete(practice, 1, at=AT, by="Maria")
    log(desk, practice, outcome="moved")
    assert open_ones(desk, practice) == [("8", "moved"), ("7", "moved")]


def test_every_bad_number_is_entered_since_the_next_one_was_tried(desk, practice):
    log(desk, practice, outcome="wrong_number")
    log(desk, practice, outcome="wrong_number")
    assert open_ones(desk, practice) == [("7", "wrong_number")] * 2


def test_a_correction_is_ticked_off_once_and_only_in_its_practice(desk, practice):
    other = desk.practices.ensure("Birch Dental", at=AT)
    log(desk, practice, outcome="deceased")
    for refused in ((other, 1), (practice, 2)):
        with pytest.raises(RetentionError, match=f"no open correction {refused[1]}"):
            desk.corrections.complete(*refused, at=AT)
    desk.corrections.complete(practice, 1, at=AT, by="Maria")
    done = desk.corrections.all(practice).iloc[0]
    assert (done["done_at"], done["done_by"]) == (pd.Timestamp(AT), "Maria")
    with pytest.raises(RetentionError, match="no open correction 1"):
        desk.corrections.complete(practice, 1, at=AT, by="Joan")
    assert desk.corrections.all(practice).loc[0, "done_by"] == "Maria"
    assert len(desk.corrections.all(other)) == 0


def test_a_contact_that_is_refused_leaves_no_correction(desk, practice):
    with pytest.raises(RetentionError):
        log(desk, practice, outcome="moved", channel="fax")
    assert len(desk.corrections.all(practice)) == 0


def test_ticking_off_raises_the_revision(desk, practice):
    log(desk, practice, outcome="moved")
    before = desk.practices.revision(practice)
    desk.corrections.complete(practice, 1, at=AT)
    assert desk.practices.revision(practice) > before
