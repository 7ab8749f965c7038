"""The ledger: one snapshot is current, the way back is always open, no number is used
twice.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import store
from retention.core.errors import RetentionError

from .conftest import AT

DAY = date(2026, 3, 30)


def imported(desk, practice, **given) -> int:
    before = desk.imports.current(practice)
    number = desk.imports.reserve_number(practice)
    desk.imports.make_current(
        practice,
        store.NewImport(number, **{"at": AT, "exported": DAY, **given}),
        based_on=before and before.number,
    )
    return number


def current(desk, practice) -> int | None:
    snapshot = desk.imports.current(practice)
    return snapshot and snapshot.number


def test_a_new_practice_has_nothing_imported(desk, practice):
    assert desk.imports.current(practice) is None
    assert desk.imports.all(practice) == ()


def test_an_import_becomes_current_with_its_line_in_the_ledger(desk, practice):
    files = [{"name": "patients.csv", "rows_read": 5}]
    number = imported(
        desk,
        practice,
        files=files,
        answers={"day_first": "no"},
        changed=False,
        note="March",
    )
    assert desk.imports.current(practice) == store.Snapshot(practice, number, DAY, AT)
    assert desk.imports.all(practice) == (
        store.Import(
            number, AT, DAY, False, files, {"day_first": "no"}, None, "March", True
        ),
    )
    assert desk.practices.all()[0].current == number


def test_numbers_are_never_given_twice(desk, practice):
    assert [desk.imports.reserve_number(practice) for _ in range(3)] == [1, 2, 3]
    imported(desk, practice)
    imported(desk, practice)
    desk.imports.undo(practice, at=AT)
    assert desk.imports.reserve_number(practice) == 6


def test_undo_goes_back_one_and_one_more(desk, practice):
    first, second, third = (imported(desk, practice) for _ in range(3))
    assert desk.imports.undo(practice, at=AT).number == second
    assert desk.imports.undo(practice, at=AT + timedelta(minutes=1)).number == first
    ledger = {line.number: line for line in desk.imports.all(practice)}
    assert (ledger[third].undone_at, ledger[second].undone_at) == (
        AT,
        AT + timedelta(minutes=1),
    )
    assert ledger[first].is_current


def test_the_first_import_is_undone_too_and_the_next_one_gets_the_next_number(
    desk, practice
):
    first = imported(desk, practice)
    assert desk.imports.undo(practice, at=AT) is None
    assert (desk.imports.current(practice), desk.practices.all()[0].current) == (
        None,
        None,
    )
    assert [
        (line.number, line.undone_at, line.is_current)
        for line in desk.imports.all(practice)
    ] == [(first, AT, False)]
    with pytest.raises(RetentionError, match="no import to undo"):
        desk.imports.undo(practice, at=AT)
    assert imported(desk, practice) == first + 1
    assert current(desk, practice) == first + 1


def test_undo_goes_back_to_before_the_first_from_any_import(desk, practice):
    made = [imported(desk, practice) for _ in range(3)]
    assert desk.imports.undo(practice, store.BEFORE_FIRST, at=AT) is None
    assert current(desk, practice) is None
    assert {
        line.number for line in desk.imports.all(practice) if line.undone_at == AT
    } == set(made)
    assert desk.maintenance.check() == []


def test_an_import_begun_before_everything_was_undone_is_refused(desk, practice):
    first = imported(desk, practice)
    late = desk.imports.reserve_number(practice)
    desk.imports.undo(practice, at=AT)
    with pytest.raises(RetentionError, match="an undo changed the practice's records"):
        desk.imports.make_current(
            practice, store.NewImport(late, at=AT, exported=DAY), based_on=first
        )
    assert current(desk, practice) is None


def test_undo_goes_back_to_any_number(desk, practice):
    first, *later = (imported(desk, practice) for _ in range(4))
    assert desk.imports.undo(practice, first, at=AT).number == first
    assert {
        line.number for line in desk.imports.all(practice) if line.undone_at
    } == set(later)


def test_undo_passes_over_what_was_undone_already(desk, practice):
    first = imported(desk, practice)
    second = imported(desk, practice)
    desk.imports.undo(practice, at=AT)
    third = imported(desk, practice)
    with pytest.raises(
        RetentionError, match=rf"Import {second} is not one.*Earlier imports: {first};"
    ):
        desk.imports.undo(practice, second, at=AT)
    assert current(desk, practice) == third
    assert desk.imports.undo(practice, at=AT).number == first
    with pytest.raises(
        RetentionError,
        match=r"Earlier imports: none; 0 goes back to before the first\.",
    ):
        desk.imports.undo(practice, third, at=AT)


@pytest.mark.parametrize("to", [None, store.BEFORE_FIRST, 1, 2])
def test_undo_before_anything_was_imported_is_refused(desk, practice, to):
    with pytest.raises(RetentionError, match="no import to undo"):
        desk.imports.undo(practice, to, at=AT)


def test_an_import_on_top_of_an_older_state_is_refused(desk, practice):
    mine = desk.imports.reserve_number(practice)
    theirs = desk.imports.reserve_number(practice)
    desk.imports.make_current(
        practice, store.NewImport(theirs, at=AT, exported=DAY), based_on=None
    )
    with pytest.raises(RetentionError, match=r"another import.*import the files again"):
        desk.imports.make_current(
            practice, store.NewImport(mine, at=AT, exported=DAY), based_on=None
        )
    assert current(desk, practice) == theirs
    assert len(desk.imports.all(practice)) == 1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_number_not_reserved_or_used_is_refused(desk, practice, number):
    imported(desk, practice)
    desk.imports.reserve_number(practice)
    with pytest.raises(RetentionError, match=f"Snapshot {number} was not reserved"):
        desk.imports.make_current(
            practice, store.NewImport(number, at=AT, exported=DAY), based_on=1
        )
    assert current(desk, practice) == 1


def test_an_import_and_an_undo_leave_contacts_alone(desk, practice):
    imported(desk, practice)
    desk.contacts.log(
        practice, store.NewContact("7", reason="lapsed", outcome="booked", at=AT)
    )
    before = desk.contacts.counting(practice)
    imported(desk, practice)
    desk.imports.undo(practice, at=AT)
    assert desk.contacts.counting(practice).equals(before)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.sampled_from(["import", "undo"]), max_size=8))
def test_imports_and_undos_in_any_order_are_a_stack(desk, steps):
    practice = desk.practices.ensure(f"Practice {len(desk.practices.all())}", at=AT)
    stack: list[int] = []
    for step in steps:
        if step == "import":
            stack.append(imported(desk, practice))
        elif stack:
            stack.pop()
            desk.imports.undo(practice, at=AT)
        assert current(desk, practice) == (stack[-1] if stack else None)
    assert (
        sorted(line.number for line in desk.imports.all(practice) if not line.undone_at)
        == stack
    )
    assert desk.maintenance.check() == []
