"""The outreach list as a queue of households that empties.

Who opens a row has it, and nobody calls twice.
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


def draw(context: PageContext) -> None:
    """Who works here, the open row's card, and the queue beside it.

    Where nobody is left it says what to do.
    """
    asks = caller.asks(context)
    reason = filters.picker(frame.REASON, "outreach.reason", _REASONS, width=320)
    is_all = reason == ANY
    queue = queue_of(context, None if is_all else reason)
    row = None
    if not asks:
        row = _opened(context, queue, is_all=is_all)
    if row is None:
        _list(context, queue, None, locked=asks)
    else:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            following = _list(context, queue, row, locked=False)
        with left:
            card.draw(context, row, queue.targets.candidates, following)
    for note in queue.notes:
        st.caption(note)
    _left_out(queue)


def queue_of(context: PageContext, reason: str | None = None) -> Queue:
    """The day's queue, of that reason alone where one is given."""
    return outreach.queue(context.practice, context.log, context.today, reason=reason)


def _opened(context: PageContext, queue: Queue, *, is_all: bool) -> HouseholdRow | None:
    """The row that this session has open now; None where it has none.

    It is the first of those wanted that is on the list and not somebody else's. Taking
    it again on every run keeps it for another 15 minutes while somebody works on it.
    """
    wanted = session.opened()
    _put_back(context, wanted[:1])
    if not wanted:
        return None

    rows = by_household(queue, wanted)
    if not is_all:
        # A row stays open though the reason asked for is another now
        rows = by_household(queue_of(context), wanted) | rows
    if wanted[0] not in rows:
        st.warning(front_desk.GONE, icon=":material/person_off:")
    for household in wanted:
        if household in rows and _take(context, rows[household]):
            session.open_households(household)
            return rows[household]
    session.open_households()
    return None


def _put_back(context: PageContext, kept: Sequence[str]) -> None:
    """Let go of the rows that this session had open before."""
    practice = context.state.practice
    caller_here = context.caller
    for claim in services.claims(context.home, practice, session.now()):
        is_ours = claim.holder == caller_here.holder
        is_wanted = claim.household_id in kept
        if is_ours and not is_wanted:
            services.let_go(context.home, practice, claim.household_id, caller_here)


def by_household(queue: Queue, wanted: Sequence[str]) -> dict[str, HouseholdRow]:
    """Those of the households wanted that are in the queue, with their rows."""
    rows = queue.rows
    index_of = {
        household: index for index, household in enumerate(rows.household_ids())
    }
    return {
        household: rows[index_of[household]]
        for household in wanted
        if household in index_of
    }


def _take(context: PageContext, row: HouseholdRow) -> bool:
    """Whether the row is this session's now; says who was faster where it is not."""
    if _was_just_taken(context, row.household_id):
        return True

    claim = services.take(
        context.home,
        context.state.practice,
        row.household_id,
        context.caller,
        session.now(),
    )
    if claim.holder == context.caller.holder:
        return True

    [lead_name] = names(context.practice, [row.lead.person])
    sentence = front_desk.FASTER.format(
        name=claim.by or front_desk.SOMEBODY,
        who=lead_name,
        until=formatting.clock(claim.until),
    )
    st.warning(wording.plain(sentence), icon=":material/lock:")
    return False


def _was_just_taken(context: PageContext, household: str) -> bool:
    """Whether this session took a row within this very minute."""
    now = session.now()
    locks = services.claims(context.home, context.state.practice, now)
    return any(
        lock.household_id == household
        and lock.holder == context.caller.holder
        and _minute(lock.at) == _minute(now)
        for lock in locks
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _list(
    context: PageContext, queue: Queue, opened: HouseholdRow | None, *, locked: bool
) -> list[str]:
    """Draw the rows of the day, or all.

    Returns: the households to open after the open one, in turn.
    """
    rows = _shown(queue)
    free_ids = free(context, rows)
    if not rows:
        return []

    if opened is None and not locked:
        _begin(context, free_ids)

    first = _first_row(len(rows))
    shown = list(rows[first : first + PER_PAGE])
    leads = [row.lead.person for row in shown]
    lead_names = names(context.practice, leads)
    with st.container(key="outreach.rows", gap="xsmall"):
        for row, name in zip(shown, lead_names, strict=True):
            is_open = row == opened
            _row(context, row, name, free_ids, is_open=is_open, locked=locked)

    household = opened.household_id if opened else ""
    following = _after(free_ids, household)
    return following[:MOST_TRIED]


def _begin(context: PageContext, free_ids: list[str]) -> None:
    """The buttons to begin with, where no row is open."""
    with st.container(horizontal=True):
        st.button(
            front_desk.START,
            key="outreach.start",
            type="primary",
            icon=":material/call:",
            disabled=not free_ids,
            on_click=session.open_households,
            args=free_ids[:MOST_TRIED],
        )
        documents.menu(context)
    st.caption(front_desk.PICK)


def _first_row(number: int) -> int:
    """The first row to show; draws the choice of pages where there is more than one."""
    pages = -(-number // PER_PAGE)
    if pages <= 1:
        return 0

    page = st.pagination(pages, key="outreach.page", max_visible_pages=5)
    # Rows leave the queue, and with them the last page
    page = min(page, pages)
    return (page - 1) * PER_PAGE


def _shown(queue: Queue) -> QueueRows:
    """The rows of the day, or all where they are asked for.

    It says how far the day has come.
    """
    left = wording.calls(len(queue.for_today))
    capacity = wording.calls(queue.capacity)
    progress = front_desk.OF_THE_DAY.format(
        done=formatting.count(queue.done_today),
        calls=capacity,
        households=wording.households(len(queue.rows)),
    )
    st.header(front_desk.LEFT_TODAY.format(calls=left), anchor=False)
    st.caption(progress)
    if not queue.rows:
        st.success(frame.QUEUE_EMPTY, icon=":material/task_alt:")
    elif not queue.for_today:
        day_done = front_desk.DAY_DONE.format(calls=capacity)
        st.success(day_done, icon=":material/task_alt:")
    has_more = len(queue.rows) > len(queue.for_today)
    if has_more and st.toggle(front_desk.ALL_ROWS, key="outreach.all"):
        return queue.rows
    return queue.for_today


def free(context: PageContext, rows: QueueRows) -> list[str]:
    """The households of those rows that nobody else has open, in order."""
    claimed = set(context.log.claims["household_id"])
    ids = rows.household_ids()
    return [household for household in ids if household not in claimed]


def _after(ids: list[str], household: str) -> list[str]:
    """Those after a household, then those before it; all where it is not among them."""
    if household not in ids:
        return list(ids)

    index = ids.index(household)
    following = ids[index + 1 :]
    before = ids[:index]
    return following + before


def _row(
    context: PageContext,
    row: HouseholdRow,
    name: str,
    ids: list[str],
    *,
    is_open: bool,
    locked: bool,
) -> None:
    """One household: a button that opens it, why, and what a call is worth.

    It is greyed, with a name, where somebody has taken it.
    """
    next_ids = _after(ids, row.household_id)[:MOST_TRIED]
    with st.container(key=f"outreach.row.{row.household_id}", gap=None):
        st.button(
            wording.plain(name),
            key=f"outreach.open.{row.household_id}",
            disabled=locked or row.taken_by is not None,
            type="primary" if is_open else "tertiary",
            icon=_icon(row, is_open=is_open),
            on_click=session.open_households,
            args=(row.household_id, *next_ids),
        )
        st.caption(wording.plain(_why(context, row)))
        if row.taken_until is not None:
            _already_open(context, row, row.taken_until, locked=locked)


def _icon(row: HouseholdRow, *, is_open: bool) -> str:
    if row.taken_by is not None:
        return ":material/lock:"
    if is_open:
        return ":material/phone_in_talk:"
    if row.call_back_on:
        return ":material/event_upcoming:"
    return ":material/call:"


def _why(context: PageContext, row: HouseholdRow) -> str:
    """What a call is worth, what for, and how many of the family are due."""
    parts = [formatting.money(row.priority_cents)]
    if row.call_back_on:
        parts.append(wording.promised(row, context.caller.by, context.today))
    else:
        parts.append(_weightiest_reason(row))
    if row.others:
        parts.append(front_desk.FAMILY.format(number=len(row.others)))
    if row.stopped:
        parts.append(front_desk.HAS_STOPPED)
    return " · ".join(parts)


def _weightiest_reason(row: HouseholdRow) -> str:
    title = row.reason.title
    more = len(row.lead.reasons) - 1
    if not more:
        return title
    return front_desk.AND_MORE.format(reason=title, number=more)


def _already_open(
    context: PageContext, row: HouseholdRow, until: datetime, *, locked: bool
) -> None:
    """Who has a row open.

    From another window of one's own there is a way to take it over.
    """
    is_own = bool(context.caller.by) and row.taken_by == context.caller.by
    sentence = front_desk.TAKEN_MINE if is_own else front_desk.TAKEN
    sentence = sentence.format(
        name=row.taken_by or front_desk.SOMEBODY, time=formatting.clock(until)
    )
    st.caption(wording.plain(sentence))
    if locked or not is_own:
        return
    if st.button(
        front_desk.TAKE_OVER,
        key=f"outreach.over.{row.household_id}",
        type="tertiary",
        help=front_desk.TAKE_OVER_WHY,
    ):
        _take_over(context, row)


def _take_over(context: PageContext, row: HouseholdRow) -> None:
    """Have one's own other windows let go of the row, and open it here."""
    practice = context.state.practice
    for claim in services.claims(context.home, practice, session.now()):
        is_row = claim.household_id == row.household_id
        is_mine = claim.by == context.caller.by
        if is_row and is_mine:
            other_window = Caller(claim.holder, claim.by)
            services.let_go(context.home, practice, claim.household_id, other_window)

    session.open_households(row.household_id)
    st.rerun()


def _left_out(queue: Queue) -> None:
    titles = {rule.key: rule.title for rule in RULES}
    counts = {}
    for rule, count in queue.targets.left_out.items():
        if count:
            counts[titles[rule]] = count

    people = wording.people(sum(counts.values()))
    label = frame.LEFT_OUT_OF_LIST.format(people=people)
    with st.expander(label, icon=":material/block:"):
        if counts:
            rows = tables.named_counts("Rule", "People", counts)
            widgets.table(rows, frame.LEFT_OUT_ABOUT)
        st.caption(frame.LEFT_OUT_LOOK)
