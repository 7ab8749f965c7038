"""Rows that look like one person, side by side, and the two answers a person can
give.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from retention import formats, workflows
from retention.web import labels, parts, state, text_trust, wording
from retention.web.desk import Desk
from retention.work import Decision
from retention.workflows import Proposal

PER_PAGE = 5


def draw(desk: Desk) -> None:
    """The pairs that nobody has decided, some per page, and what was decided, to be
    taken back.
    """
    if not desk.has_records:
        return
    st.header(text_trust.DUPLICATES)
    open_ = workflows.duplicates(desk.home, desk.state.practice, desk.practice)
    said = workflows.decided(desk.home, desk.state.practice)
    if open_:
        _open(desk, open_)
    else:
        st.write(
            text_trust.DUPLICATES_ALL_DECIDED if said else text_trust.DUPLICATES_NONE
        )
    if said:
        _said(desk, said)


def _open(desk: Desk, open_: Sequence[Proposal]) -> None:
    st.write(text_trust.DUPLICATES_ABOUT)
    st.caption(
        text_trust.DUPLICATES_OPEN.format(pairs=formats.plural(len(open_), "pair"))
    )
    pages = -(-len(open_) // PER_PAGE)
    page = st.pagination(pages, key=f"duplicates.page.{pages}") if pages > 1 else 1
    for pair in open_[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(
            border=True, key=f"duplicates.{pair.keep.id}.{pair.other.id}"
        ):
            _pair(desk, pair)


def _pair(desk: Desk, pair: Proposal) -> None:
    likeness = formats.share(pair.likeness)
    why = ", ".join(pair.why)
    st.markdown(wording.plain(text_trust.WHY.format(likeness=likeness, why=why)))
    for words in pair.but:
        st.caption(wording.plain(text_trust.BUT.format(but=words)))
    parts.table(side_by_side(pair), text_trust.DUPLICATES)
    key = f"{pair.keep.id}.{pair.other.id}"
    with st.container(horizontal=True):
        if st.button(
            text_trust.ONE_PERSON, key=f"duplicates.same.{key}", icon=":material/merge:"
        ):
            _decide(desk, pair, "same", text_trust.SAID_SAME)
        if st.button(
            text_trust.TWO_PEOPLE,
            key=f"duplicates.different.{key}",
            icon=":material/call_split:",
        ):
            _decide(desk, pair, "different", text_trust.SAID_DIFFERENT)


def _decide(desk: Desk, pair: Proposal, decision: str, note: str) -> None:
    workflows.decide_duplicate(
        desk.home,
        desk.state.practice,
        desk.practice,
        pair.keep.id,
        pair.other.id,
        decision,
        state.now(),
    )
    state.leave_note(note.format(keep=pair.keep.id, other=pair.other.id))
    st.rerun()


def side_by_side(pair: Proposal) -> pd.DataFrame:
    """Both rows with one line for each thing known of them."""
    rows = (pair.keep, pair.other)
    lines = {
        "Name": [row.name for row in rows],
        "Birth date": [formats.day(row.birth_date) for row in rows],
        "Phone": [row.phone for row in rows],
        "E-mail": [row.email for row in rows],
        "Address": [row.address for row in rows],
        "Standing": [
            labels.STATUS.get(row.status, row.status.capitalize()) for row in rows
        ],
        "Visits": [formats.count(row.visits) for row in rows],
        "Last visit": [formats.day(row.last_visit) for row in rows],
    }
    keep = text_trust.KEEP.format(id=pair.keep.id)
    other = text_trust.OTHER.format(id=pair.other.id)
    cells = [
        (line, *(cell or formats.ABSENT for cell in both))
        for line, both in lines.items()
    ]
    return pd.DataFrame(cells, columns=["Row", keep, other])


def _said(desk: Desk, said: Sequence[Decision]) -> None:
    with st.expander(text_trust.DECIDED.format(count=formats.count(len(said)))):
        newest = {one.number: one for one in reversed(said)}
        chosen = st.selectbox(
            text_trust.TAKE_BACK_WHICH,
            list(newest),
            format_func=lambda number: _sentence(newest[number]),
            key="duplicates.which",
        )
        if chosen and st.button(
            text_trust.TAKE_BACK, key="duplicates.undo", icon=":material/undo:"
        ):
            one = newest[chosen].winner_id
            other = newest[chosen].loser_id
            workflows.decide_duplicate(
                desk.home,
                desk.state.practice,
                desk.practice,
                one,
                other,
                "undecided",
                state.now(),
            )
            state.leave_note(text_trust.TAKEN_BACK.format(one=one, other=other))
            st.rerun()


def _sentence(said: Decision) -> str:
    when = formats.day(said.at.date())
    what = text_trust.DECISIONS[said.decision]
    return f"{said.winner_id} and {said.loser_id}: {what} ({when})"
