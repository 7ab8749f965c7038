"""Data quality on screen: checks with their lists, and likely duplicates."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from retention import documents, services
from retention.core import formatting
from retention.practice import Practice
from retention.services import CheckResult, Home, LikelyDuplicate, State
from retention.store import Decision
from retention.web import session
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import imports, labels, wording
from retention.web.error_boundary import guarded

PER_PAGE = 5


def draw_duplicates(desk: PageContext) -> None:
    """The pairs that nobody has decided, some per page, and what was decided, to be
    taken back.
    """
    if not desk.has_records:
        return
    st.header(imports.DUPLICATES)
    open_ = services.duplicates(desk.home, desk.state.practice, desk.practice)
    said = services.decided(desk.home, desk.state.practice)
    if open_:
        _open(desk, open_)
    else:
        st.write(imports.DUPLICATES_ALL_DECIDED if said else imports.DUPLICATES_NONE)
    if said:
        _decision(desk, said)


def _open(desk: PageContext, open_: Sequence[LikelyDuplicate]) -> None:
    st.write(imports.DUPLICATES_ABOUT)
    st.caption(
        imports.DUPLICATES_OPEN.format(pairs=formatting.plural(len(open_), "pair"))
    )
    pages = -(-len(open_) // PER_PAGE)
    page = st.pagination(pages, key=f"duplicates.page.{pages}") if pages > 1 else 1
    for pair in open_[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(
            border=True, key=f"duplicates.{pair.keep.id}.{pair.other.id}"
        ):
            _pair(desk, pair)


def _pair(desk: PageContext, pair: LikelyDuplicate) -> None:
    likeness = formatting.share(pair.likeness)
    why = ", ".join(pair.why)
    st.markdown(wording.plain(imports.WHY.format(likeness=likeness, why=why)))
    for words in pair.but:
        st.caption(wording.plain(imports.BUT.format(but=words)))
    widgets.table(side_by_side(pair), imports.DUPLICATES)
    key = f"{pair.keep.id}.{pair.other.id}"
    with st.container(horizontal=True):
        if st.button(
            imports.ONE_PERSON, key=f"duplicates.same.{key}", icon=":material/merge:"
        ):
            _decide(desk, pair, "same", imports.SAID_SAME)
        if st.button(
            imports.TWO_PEOPLE,
            key=f"duplicates.different.{key}",
            icon=":material/call_split:",
        ):
            _decide(desk, pair, "different", imports.SAID_DIFFERENT)


def _decide(desk: PageContext, pair: LikelyDuplicate, decision: str, note: str) -> None:
    services.decide_duplicate(
        desk.home,
        desk.state.practice,
        desk.practice,
        services.Verdict(pair.keep.id, pair.other.id, decision),
        session.now(),
    )
    session.leave_note(note.format(keep=pair.keep.id, other=pair.other.id))
    st.rerun()


def side_by_side(pair: LikelyDuplicate) -> pd.DataFrame:
    """Both rows with one line for each thing known of them."""
    rows = (pair.keep, pair.other)
    lines = {
        "Name": [row.name for row in rows],
        "Birth date": [formatting.day(row.birth_date) for row in rows],
        "Phone": [row.phone for row in rows],
        "E-mail": [row.email for row in rows],
        "Address": [row.address for row in rows],
        "Standing": [
            labels.STATUS.get(row.status, row.status.capitalize()) for row in rows
        ],
        "Visits": [formatting.count(row.visits) for row in rows],
        "Last visit": [formatting.day(row.last_visit) for row in rows],
    }
    keep = imports.KEEP.format(id=pair.keep.id)
    other = imports.OTHER.format(id=pair.other.id)
    cells = [
        (line, *(cell or formatting.ABSENT for cell in both))
        for line, both in lines.items()
    ]
    return pd.DataFrame(cells, columns=["Row", keep, other])


def _decision(desk: PageContext, said: Sequence[Decision]) -> None:
    with st.expander(imports.DECIDED.format(count=formatting.count(len(said)))):
        newest = {one.number: one for one in reversed(said)}
        chosen = st.selectbox(
            imports.TAKE_BACK_WHICH,
            list(newest),
            format_func=lambda number: _sentence(newest[number]),
            key="duplicates.which",
        )
        if chosen and st.button(
            imports.TAKE_BACK, key="duplicates.undo", icon=":material/undo:"
        ):
            one = newest[chosen].winner_id
            other = newest[chosen].loser_id
            services.decide_duplicate(
                desk.home,
                desk.state.practice,
                desk.practice,
                services.Verdict(one, other, "undecided"),
                session.now(),
            )
            session.leave_note(imports.TAKEN_BACK.format(one=one, other=other))
            st.rerun()


def _sentence(said: Decision) -> str:
    when = formatting.day(said.at.date())
    what = imports.DECISIONS[said.decision]
    return f"{said.winner_id} and {said.loser_id}: {what} ({when})"


def draw_checks(desk: PageContext) -> None:
    """A table of what is not fine, the other checks by name, and a menu that opens the
    list behind each.
    """
    if not desk.has_records:
        return
    st.header(imports.HEALTH)
    st.caption(imports.HEALTH_ABOUT)
    found = {one.check.key: one for one in _found(desk)}
    wrong = [
        one for one in found.values() if not one.found.is_well and not one.found.unknown
    ]
    if wrong:
        widgets.table(table(wrong), imports.HEALTH)
    _titles(imports.HEALTH_FINE, [one for one in found.values() if one.found.is_well])
    _titles(
        imports.HEALTH_UNKNOWN, [one for one in found.values() if one.found.unknown]
    )
    chosen = st.menu_button(
        imports.HEALTH_SHOW,
        [key for key, one in found.items() if len(one.found.rows)],
        key="health.show",
        icon=":material/list:",
        type="tertiary",
        format_func=lambda key: found[key].check.title,
    )
    if chosen:
        st.dialog(found[chosen].check.title, width="large")(
            partial(guarded, partial(_list, found[chosen]))
        )()


def table(found: list[CheckResult]) -> pd.DataFrame:
    """One row per check: what is looked at, what was found, why it matters and what to
    do.
    """
    return pd.DataFrame(
        {
            "Check": [one.check.title for one in found],
            "Found": [services.found_in_words(one) for one in found],
            "Why it matters, and what to do": [one.check.advice for one in found],
        }
    )


def _titles(words: str, found: list[CheckResult]) -> None:
    if found:
        st.caption(
            wording.plain(
                words.format(checks=", ".join(one.check.title for one in found))
            )
        )


def _found(desk: PageContext) -> tuple[CheckResult, ...]:
    revision = desk.home.work.revision(desk.state.practice)
    return _checked(desk.home, desk.state, desk.today, revision, desk.practice)


@st.cache_resource(max_entries=4, show_spinner="Looking through the records …")
def _checked(
    home: Home, known: State, today: date, revision: int, _practice: Practice
) -> tuple[CheckResult, ...]:
    """The checks of the records in that state; whatever people do here raises the
    revision.
    """
    return services.health(home, known, _practice, today)


def _list(one: CheckResult) -> None:
    st.markdown(one.check.about)
    shown = one.found.rows.rename(columns={"id": "Which", "what": "What"})
    widgets.paged(shown, one.check.title, f"health.{one.check.key}")
    st.download_button(
        imports.HEALTH_TAKE,
        lambda: documents.spreadsheet_csv(shown),
        f"{one.check.key}-{session.now():%Y%m%d}.csv",
        "text/csv",
        key=f"health.{one.check.key}.file",
        on_click="ignore",
        icon=":material/download:",
    )
