"""What was answered at imports: the last word on a question counts, unless its import
was undone.
"""

from datetime import timedelta

import pytest

from retention.core.errors import RetentionError
from tests.store.conftest import AT
from tests.store.test_imports import imported


def kept(desk, practice) -> dict[str, str]:
    return {key: one.answer for key, one in desk.answers.all(practice).items()}


def test_the_last_answer_counts_with_the_words_it_was_asked_in(desk, practice):
    desk.answers.keep(
        practice,
        {"date_order": ("Which first?", "day-first"), "x": ("X?", "yes")},
        number=None,
        at=AT,
    )
    desk.answers.keep(
        practice,
        {"date_order": ("Which?", "month-first")},
        number=None,
        at=AT + timedelta(hours=1),
    )
    assert kept(desk, practice) == {"date_order": "month-first", "x": "yes"}
    assert desk.answers.all(practice)["date_order"].ask == "Which?"
    assert desk.answers.all(practice)["date_order"].at == AT + timedelta(hours=1)


def test_an_answer_taken_back_is_gone_until_it_is_given_again(desk, practice):
    desk.answers.keep(
        practice, {"date_order": ("Which?", "day-first")}, number=None, at=AT
    )
    desk.answers.forget(practice, "date_order", at=AT)
    assert kept(desk, practice) == {}
    with pytest.raises(RetentionError, match="Answered: none yet"):
        desk.answers.forget(practice, "date_order", at=AT)
    desk.answers.keep(
        practice, {"date_order": ("Which?", "month-first")}, number=None, at=AT
    )
    assert kept(desk, practice) == {"date_order": "month-first"}


def test_an_answer_goes_with_the_import_it_was_given_for(desk, practice):
    first = imported(desk, practice)
    second = imported(desk, practice)
    desk.answers.keep(
        practice, {"date_order": ("Which?", "day-first")}, number=first, at=AT
    )
    desk.answers.keep(
        practice, {"date_order": ("Which?", "month-first")}, number=second, at=AT
    )
    desk.imports.undo(practice, at=AT)
    assert kept(desk, practice) == {"date_order": "day-first"}


def test_a_file_of_an_undone_import_says_so_and_can_be_tried_again(desk, practice):
    number = imported(desk, practice)
    desk.watched_files.log(
        practice, [("patient.csv", "a" * 64)], at=AT, snapshot=number, say=""
    )
    with pytest.raises(RetentionError, match=f"is in import {number}, which counts"):
        desk.watched_files.try_again(practice, "a" * 64, at=AT)
    desk.imports.undo(practice, at=AT)
    [met] = desk.watched_files.all(practice)
    assert (met.is_undone, met.stands, met.is_again) == (True, False, False)
    desk.watched_files.try_again(practice, "a" * 64, at=AT)
    assert desk.watched_files.all(practice)[0].is_again
    with pytest.raises(RetentionError, match="was never met"):
        desk.watched_files.try_again(practice, "b" * 64, at=AT)


def test_the_questions_a_file_waits_for_are_kept(desk, practice):
    desk.watched_files.log(
        practice,
        [("patient.csv", "a" * 64)],
        at=AT,
        snapshot=None,
        say="Which?",
        asks=["as_of", "date_order"],
    )
    assert desk.watched_files.all(practice)[0].asks == ("as_of", "date_order")
