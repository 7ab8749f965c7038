"""What is said on a call, and how little on voicemail."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.core.errors import WrongCall
from retention.outreach import REASONS, Log, ranked_list
from retention.outreach.candidates import Candidates
from retention.outreach.scripts import (
    Script,
    opening_reason,
    script,
    script_of,
    voicemail,
)

from .small import D, child, contact, drifting, log, person, plan, practice

PRACTICE = {"practice_name": "Salem Smiles", "practice_phone": "(503) 555-0100"}
WORDS = st.text("abcdefghij1234567890", min_size=3, max_size=12).map(
    lambda word: f"Zq{word}"
)
"""Names that are no part of any word that is said."""
REASON = st.sampled_from([reason.key for reason in REASONS])
ONLY = {"hello", "this", "is", "please", "call", "us", "back", "at", "thank", "you"}


def said(reason: str, **given: str | None) -> Script:
    known = {"caller": "Maria", "speak_to": "Ann Johnson", **PRACTICE}
    return script(reason, **{**known, **given})


@pytest.mark.parametrize("reason", [reason.key for reason in REASONS])
def test_every_reason_has_a_line_with_all_names_filled_in(reason):
    opening = said(reason).opening
    assert opening.startswith(
        "Hello, this is Maria from Salem Smiles. Am I speaking with Ann Johnson? … "
    )
    assert not set("{}") & set(opening)
    assert re.search(r"[.?]$", opening)


def test_keys_tell_all_lines_apart():
    assert len({said(reason.key).key for reason in REASONS}) == len(REASONS)


@given(REASON, WORDS, WORDS, WORDS, WORDS)
def test_a_voicemail_holds_the_practices_name_the_wish_and_the_number_and_nothing_else(
    reason, caller, speak_to, about, name
):
    found = said(
        reason, caller=caller, speak_to=speak_to, about=about, practice_name=name
    ).voicemail
    rest = found.replace(name, "").replace(PRACTICE["practice_phone"], "")
    assert set(re.findall(r"\w+", rest.lower())) == ONLY


@given(REASON, REASON)
def test_a_voicemail_never_tells_one_reason_from_another(one, other):
    assert said(one).voicemail == said(other).voicemail == voicemail(**PRACTICE)


def test_a_voicemail_says_its_words():
    assert voicemail(**PRACTICE) == (
        "Hello, this is Salem Smiles. Please call us back at (503) 555-0100. Thank you."
    )
    assert (
        voicemail("", " ")
        == "Hello, this is your dentist’s office. Please call us back. Thank you."
    )


def test_of_a_child_one_speaks_with_the_guarantor_about_the_child():
    book = practice(
        [person("ann"), child("bob", of="ann")], drifting("bob"), **PRACTICE
    )
    (row,) = ranked_list(book, Log.empty(), D)
    found = script_of(Candidates(book, Log.empty(), D), row, "Maria")
    assert "Am I speaking with Ann Johnson?" in found.opening
    assert "since we saw Bob Johnson" in found.opening
    assert found.key == "lapsing-2"


def test_amounts_and_items_are_on_no_line():
    book = practice(
        [person("ann")],
        [*drifting("ann"), plan("ann", "2026-03-03", 115000)],
        **PRACTICE,
    )
    (row,) = ranked_list(book, Log.empty(), D)
    found = script_of(Candidates(book, Log.empty(), D), row, "")
    assert found.opening.startswith("Hello, this is Salem Smiles. Am I speaking with")
    assert not re.search(r"\$|crown|1,150", found.opening)


def test_a_complaint_opens_the_call_whatever_else_there_is():
    book = practice(
        [person("ann")], [*drifting("ann"), plan("ann", "2026-03-03", 115000)]
    )
    told = log(contact("ann", "complaint", "2026-11-01", call_back_on="2026-11-02"))
    (row,) = ranked_list(book, told, D)
    assert {"sitting", "call_back", "complaint"} <= {
        part.reason for part in row.reasons
    }
    assert opening_reason(row) == "complaint"


def test_a_reason_that_nobody_knows_is_a_wrong_call():
    with pytest.raises(WrongCall, match="There is no reason “birthday”"):
        said("birthday")
