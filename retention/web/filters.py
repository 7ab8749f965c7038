"""Who is to be counted: one picker for each kind of group that tells people apart.

All of them live in the address.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from retention.web import address
from retention.web.context import PageContext
from retention.web.copy import frame, labels

EVERYBODY = "all"
UNNAMED = ("source",)
"""Kinds whose groups may be called after a person.

In the address stands their number, never their name.
"""


def chosen(context: PageContext, kinds: Sequence[str]) -> dict[str, str]:
    """The groups chosen, as {by: group}.

    A kind with fewer than two groups has no picker.
    """
    within = {}
    for by in kinds:
        groups = context.groups(by)
        if len(groups) < 2:
            continue
        group = _pick(by, groups)
        if group != EVERYBODY:
            within[by] = group
    return within


def picker(
    label: str,
    key: str,
    options: Mapping[address.Option, str],
    width: int | Literal["stretch"] = "stretch",
) -> address.Option:
    """One of several, the first where nothing is chosen.

    Options may be called alike.
    """
    first = next(iter(options))
    address.stands_at(key, options)
    picked = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        width=width,
        on_change=address.keeper(key, first),
    )
    return first if picked is None else picked


def _pick(by: str, groups: Mapping[str, str]) -> str:
    named = {EVERYBODY: frame.EVERYBODY, **groups}
    label = labels.FILTERS[by]
    if by not in UNNAMED:
        return picker(label, by, named)

    keys = list(named)
    numbered = dict(enumerate(named.values()))
    return keys[picker(label, by, numbered)]
