"""Who is to be counted: one picker for each kind of group that tells people apart; all of them live in the address."""

from collections.abc import Mapping, Sequence

import streamlit as st

from retention.web import labels, state, text
from retention.web.desk import Desk

EVERYBODY = "all"
UNNAMED = ("source",)
"""Kinds whose groups may be called after a person: in the address stands their number, never their name."""


def chosen(desk: Desk, kinds: Sequence[str]) -> dict[str, str]:
    """The groups chosen, as {by: group}; a kind with fewer than two groups has no picker."""
    picked = {by: _pick(by, groups) for by in kinds if len(groups := desk.groups(by)) > 1}
    return {by: group for by, group in picked.items() if group != EVERYBODY}


def _pick(by: str, groups: Mapping[str, str]) -> str:
    named = {EVERYBODY: text.EVERYBODY, **groups}
    if by in UNNAMED:
        return _pick_unnamed(by, named)
    return st.selectbox(
        labels.FILTERS[by], list(named), format_func=named.__getitem__, key=by, bind="query-params"
    ) or EVERYBODY  # fmt: skip


def _pick_unnamed(by: str, named: Mapping[str, str]) -> str:
    """A picker whose choice stands in the address as a number; one that is not known there means everybody."""
    keys = list(named)
    index = state.number_in_address(by)
    picked = st.selectbox(
        labels.FILTERS[by], keys, index if index < len(keys) else 0, format_func=named.__getitem__, key=f"{by}.chosen"
    )  # fmt: skip
    state.put_number_in_address(by, keys.index(picked))
    return picked
