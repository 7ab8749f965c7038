"""Practices have names for people and keys for folders."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention.core.errors import RetentionError
from tests.laws import examples

from .conftest import AT


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ash Dental", "ash-dental"),
        ("  Müller & Sons,  D.D.S. ", "muller-sons-d-d-s"),
        ("歯科", "practice"),
        ("../../etc", "etc"),
        ("CON", "practice-con"),
        ("x" * 200, "x" * 40),
    ],
)
def test_a_key_is_safe_for_folders(desk, name, key):
    assert desk.practices.ensure(name, at=AT) == key


def test_the_same_name_or_its_key_is_the_same_practice(desk, practice):
    same = [
        desk.practices.ensure(name, at=AT)
        for name in ("Ash Dental", " ash  DENTAL ", "ash-dental")
    ]
    assert same == [practice] * 3
    assert [
        (entry.key, entry.name, entry.current) for entry in desk.practices.all()
    ] == [(practice, "Ash Dental", None)]


def test_two_names_of_one_spelling_get_two_keys(desk, practice):
    assert [
        desk.practices.ensure(name, at=AT) for name in ("Ash: Dental", "Ash. Dental")
    ] == [
        "ash-dental-2",
        "ash-dental-3",
    ]


def test_a_practice_needs_a_name(desk):
    with pytest.raises(RetentionError, match="needs a name"):
        desk.practices.ensure("  ", at=AT)


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
    ).filter(str.strip)
)
def test_any_name_gets_a_key_that_finds_it_again(desk, name):
    key = desk.practices.ensure(name, at=AT)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", key)
    assert (
        desk.practices.ensure(name, at=AT) == desk.practices.ensure(key, at=AT) == key
    )
