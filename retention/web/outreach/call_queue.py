"""The outreach list as a queue of households that empties: who opens a row has it, and
nobody calls twice.
"""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from retention import outreach, services
from retention.core import formatting
from retention.outreach import RULES, HouseholdRow, Queue, QueueRows
from retention.services import Caller
from retention.web import filters, session
from retention.web.components import tables, widgets
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.outreach import caller, card, documents

ANY = "any"
PER_PAGE = 25
MOST_TRIED = 40
"""As many rows are tried in turn where others were faster."""
_REASONS = {
    ANY: frame.ANY_REASON,
    **{reason.key: reason.title for reason in outreach.REASONS},
}


def draw(desk: PageContext) -> None:
    """Who works here, the open row's card, and the queue beside it; what to do where
    nobody is left.
    """
    asks = caller.asks(desk)
    key = filters.picker(frame.REASON, "outreach.reason", _REASONS, width=320)
    found = queue_of(desk, None if key == ANY else key)
    row = None if asks else _opened(desk, found, is_all=key == ANY)
    if row is None:
        _list(desk, found, None, locked=asks)
    else:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            following = _list(desk, found, row, locked=False)
        with left:
            card.draw(desk, row, found.targets.situation, following)
    for note in found.notes:
        st.caption(note)
    _left_out(found)


def queue_of(desk: PageContext, reason: str | None = None) -> Queue:
    """The day's queue, of that reason alone where one is given."""
    return outreach.queue(desk.practice, desk.log, desk.today, reason=reason)


def _opened(desk: PageContext, found: Queue, *, is_all: bool) -> HouseholdRow | None:
    """The row that this session has open now; of those wanted the first that is on the
    list and not somebody else's.

    Taking it again on every run keeps it for another 15 minutes while somebody works on
    it.
    """
    wanted = session.opened()
    _put_back(desk, wanted[:1])
    if not wanted:
        return None
    rows = by_household(found, wanted)
    if not is_all:  # a row stays open though the reason asked for is another now
        rows = by_household(queue_of(desk), wanted) | rows
    if wanted[0] not in rows:
        st.warning(front_desk.GONE, icon=":material/person_off:")
    for household in wanted:
        if household in rows and _take(desk, rows[household]):
            session.open_households(household)
            return rows[household]
    session.open_households()
    return None


def _put_back(desk: PageContext, kept: Sequence[str]) -> None:
    """Let go of the rows that this session had open before."""
    for claim in services.claims(desk.home, desk.state.practice, session.now()):
        if claim.holder == desk.caller.holder and claim.household_id not in kept:
            services.let_go(
                desk.home, desk.state.practice, claim.household_id, desk.caller
            )


def by_household(found: Queue, wanted: Sequence[str]) -> dict[str, HouseholdRow]:
    """Those of the households wanted that are in the queue, with their rows."""
    places = {
        household: place for place, household in enumerate(found.rows.household_ids())
    }
    return {
        household: found.rows[places[household]]
        for household in wanted
        if household in places
    }


def _take(desk: PageContext, row: HouseholdRow) -> bool:
    """Whether the row is this session's now; says who was faster where it is not."""
    claim = services.take(
        desk.home, desk.state.practice, row.household_id, desk.caller, session.now()
    )
    if claim.holder == desk.caller.holder:
        return True
    [who] = names(desk.practice, [row.lead.person])
    said = front_desk.FASTER.format(
        name=claim.by or front_desk.SOMEBODY,
        who=who,
        until=formatting.clock(claim.until),
    )
    st.warning(wording.plain(said), icon=":material/lock:")
    return False


def _list(
    desk: PageContext, found: Queue, opened: HouseholdRow | None, *, locked: bool
) -> list[str]:
    """The rows of the day, or all; gives the households to open after the open one, in
    turn.
    """
    rows = _shown(found)
    ids = free(desk, rows)
    if not rows:
        return []
    pages = -(-len(rows) // PER_PAGE)
    if opened is None and not locked:
        with st.container(horizontal=True):
            st.button(
                front_desk.START,
                key="outreach.start",
                type="primary",
                icon=":material/call:",
                disabled=not ids,
                on_click=session.open_households,
                args=ids[:MOST_TRIED],
            )
            documents.menu(desk)
        st.caption(front_desk.PICK)
    page = (
        min(st.pagination(pages, key="outreach.page", max_visible_pages=5), pages)
        if pages > 1
        else 1
    )
    shown = list(rows[(page - 1) * PER_PAGE : page * PER_PAGE])
    people = names(desk.practice, [row.lead.person for row in shown])
    with st.container(key="outreach.rows", gap="xsmall"):
        for row, name in zip(shown, people, strict=True):
            _row(desk, row, name, ids, is_open=row == opened, locked=locked)
    household = opened.household_id if opened else ""
    return _after(ids, household)[:MOST_TRIED]


def _shown(found: Queue) -> QueueRows:
    """The rows of the day, or all where they are asked for; says how far the day has
    come.
    """
    st.header(
        front_desk.LEFT_TODAY.format(calls=wording.calls(len(found.for_today))),
        anchor=False,
    )
    done = formatting.count(found.done_today)
    all_rows = wording.households(len(found.rows))
    st.caption(
        front_desk.OF_THE_DAY.format(
            done=done, calls=wording.calls(found.capacity), households=all_rows
        )
    )
    if not found.rows:
        st.success(frame.QUEUE_EMPTY, icon=":material/task_alt:")
    elif not found.for_today:
        st.success(
            front_desk.DAY_DONE.format(calls=wording.calls(found.capacity)),
            icon=":material/task_alt:",
        )
    if len(found.rows) > len(found.for_today) and st.toggle(
        front_desk.ALL_ROWS, key="outreach.all"
    ):
        return found.rows
    return found.for_today


def free(desk: PageContext, rows: QueueRows) -> list[str]:
    """The households of those rows that nobody else has open, in order."""
    taken = set(desk.log.claims["household_id"])
    return [household for household in rows.household_ids() if household not in taken]


def _after(ids: list[str], household: str) -> list[str]:
    """Those after a household, then those before it."""
    at = ids.index(household) if household in ids else -1
    return [*ids[at + 1 :], *ids[: max(at, 0)]]


def _row(
    desk: PageContext,
    row: HouseholdRow,
    name: str,
    ids: list[str],
    *,
    is_open: bool,
    locked: bool,
) -> None:
    """One household: a button that opens it, why, what a call is worth; greyed with the
    name where it is taken.
    """
    with st.container(key=f"outreach.row.{row.household_id}", gap=None):
        st.button(
            wording.plain(name),
            key=f"outreach.open.{row.household_id}",
            disabled=locked or row.taken_by is not None,
            type="primary" if is_open else "tertiary",
            icon=_icon(row, is_open=is_open),
            on_click=session.open_households,
            args=(row.household_id, *_after(ids, row.household_id)[:MOST_TRIED]),
        )
        st.caption(wording.plain(_why(desk, row)))
        if row.taken_until is not None:
            _taken(desk, row, row.taken_until, locked=locked)


def _icon(row: HouseholdRow, *, is_open: bool) -> str:
    if row.taken_by is not None:
        return ":material/lock:"
    if is_open:
        return ":material/phone_in_talk:"
    return ":material/event_upcoming:" if row.call_back_on else ":material/call:"


def _why(desk: PageContext, row: HouseholdRow) -> str:
    """What a call is worth, a promised call-back or the weightiest reason, and how many
    of the family are due.
    """
    said = [formatting.money(row.priority_cents)]
    if row.call_back_on:
        said.append(wording.promised(row, desk.caller.by, desk.today))
    else:
        more = len(row.lead.reasons) - 1
        said.append(
            front_desk.AND_MORE.format(reason=row.reason.title, number=more)
            if more
            else row.reason.title
        )
    if row.others:
        said.append(front_desk.FAMILY.format(number=len(row.others)))
    if row.stopped:
        said.append(front_desk.HAS_STOPPED)
    return " · ".join(said)


def _taken(
    desk: PageContext, row: HouseholdRow, until: datetime, *, locked: bool
) -> None:
    """Who has a row open, and the way to take it over from another window of one's
    own.
    """
    mine = bool(desk.caller.by) and row.taken_by == desk.caller.by
    said = front_desk.TAKEN_MINE if mine else front_desk.TAKEN
    name = row.taken_by or front_desk.SOMEBODY
    st.caption(wording.plain(said.format(name=name, time=formatting.clock(until))))
    if (
        mine
        and not locked
        and st.button(
            front_desk.TAKE_OVER,
            key=f"outreach.over.{row.household_id}",
            type="tertiary",
            help=front_desk.TAKE_OVER_WHY,
        )
    ):
        for claim in services.claims(desk.home, desk.state.practice, session.now()):
            if (claim.household_id, claim.by) == (row.household_id, desk.caller.by):
                services.let_go(
                    desk.home,
                    desk.state.practice,
                    claim.household_id,
                    Caller(claim.holder, claim.by),
                )
        session.open_households(row.household_id)
        st.rerun()


def _left_out(found: Queue) -> None:
    titles = {rule.key: rule.title for rule in RULES}
    counts = {
        titles[rule]: count for rule, count in found.targets.left_out.items() if count
    }
    with st.expander(
        frame.LEFT_OUT_OF_LIST.format(people=wording.people(sum(counts.values()))),
        icon=":material/block:",
    ):
        if counts:
            widgets.table(
                tables.named_counts("Rule", "People", counts), frame.LEFT_OUT_ABOUT
            )
        st.caption(frame.LEFT_OUT_LOOK)
