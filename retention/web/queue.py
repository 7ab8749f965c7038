"""The outreach list as a queue: who comes next, one person open at a time."""

import streamlit as st

from retention import formats, outreach
from retention.outreach import RULES, Target, Targets
from retention.web import card, parts, state, tables, text, wording
from retention.web.desk import Desk
from retention.web.people import names

ANY = "any"
PER_PAGE = 20
_REASONS = {ANY: text.ANY_REASON, **{reason.key: reason.title for reason in outreach.REASONS}}
_PERSON = "outreach.person"


def draw(desk: Desk) -> None:
    """The queue at the right, the open person's card at the left; what to do where nobody is left."""
    reason = st.selectbox(
        text.REASON,
        list(_REASONS),
        format_func=_REASONS.__getitem__,
        key="outreach.reason",
        bind="query-params",
        width=320,
    )
    found = outreach.targets(desk.practice, desk.log, desk.today, reason=None if reason == ANY else reason)
    if len(found):
        left, right = st.columns([3, 2], gap="medium")
        with right:
            rows, at = _choose(desk, found)
        with left:
            card.draw(desk, rows[at], [row.patient_id for row in rows[at + 1 :]])
    else:
        st.success(text.QUEUE_EMPTY, icon=":material/task_alt:")
    for note in found.notes:
        st.caption(note)
    _left_out(found)


def _choose(desk: Desk, found: Targets) -> tuple[list[Target], int]:
    """The rows of the page shown, and the place of the one that is open."""
    st.header(text.TO_CONTACT.format(people=wording.people(len(found))), anchor=False)
    pages = -(-len(found) // PER_PAGE)
    page = min(st.pagination(pages, key="outreach.page", max_visible_pages=5), pages) if pages > 1 else 1
    rows = found.rows((page - 1) * PER_PAGE, page * PER_PAGE)
    shown = dict(zip((row.patient_id for row in rows), names(desk.practice, [row.person for row in rows]), strict=True))
    state.open_waiting(_PERSON, shown)
    chosen = st.radio(
        text.QUEUE, list(shown), format_func=lambda patient: wording.plain(shown[patient]), captions=_captions(rows),
        key=_PERSON, label_visibility="collapsed",
    )  # fmt: skip
    return rows, list(shown).index(chosen)


def _captions(rows: list[Target]) -> list[str]:
    """Why each person is on the list and what a call is worth; households say so on their second row and after."""
    before = [None, *(row.household_id for row in rows)]
    return [
        wording.plain(
            " · ".join([
                *([text.SAME_HOUSEHOLD] if row.household_id == household else []),
                formats.money(row.priority_cents),
                *(part.title for part in row.reasons),
            ])
        )
        for row, household in zip(rows, before, strict=False)
    ]  # fmt: skip


def _left_out(found: Targets) -> None:
    titles = {rule.key: rule.title for rule in RULES}
    counts = {titles[rule]: count for rule, count in found.left_out.items() if count}
    with st.expander(
        text.LEFT_OUT_OF_LIST.format(people=wording.people(sum(counts.values()))), icon=":material/block:"
    ):
        if counts:
            parts.table(tables.named_counts("Rule", "People", counts), text.LEFT_OUT_ABOUT)
        st.caption(text.LEFT_OUT_LOOK)
