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


def draw_duplicates(context: PageContext) -> None:
    """The pairs that nobody has decided, some per page.

    Below them what was decided, to be taken back.
    """
    if not context.has_records:
        return

    st.header(imports.DUPLICATES)
    undecided = services.duplicates(
        context.home, context.state.practice, context.practice
    )
    decisions = services.decided(context.home, context.state.practice)
    if undecided:
        _undecided(context, undecided)
    elif decisions:
        st.write(imports.DUPLICATES_ALL_DECIDED)
    else:
        st.write(imports.DUPLICATES_NONE)
    if decisions:
        _decision(context, decisions)


def _undecided(context: PageContext, pairs: Sequence[LikelyDuplicate]) -> None:
    st.write(imports.DUPLICATES_ABOUT)
    number = formatting.plural(len(pairs), "pair")
    st.caption(imports.DUPLICATES_OPEN.format(pairs=number))

    pages = -(-len(pairs) // PER_PAGE)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"duplicates.page.{pages}")

    first = (page - 1) * PER_PAGE
    for pair in pairs[first : first + PER_PAGE]:
        key = f"duplicates.{pair.keep.id}.{pair.other.id}"
        with st.container(border=True, key=key):
            _pair(context, pair)


def _pair(context: PageContext, pair: LikelyDuplicate) -> None:
    likeness = formatting.share(pair.likeness)
    why = imports.WHY.format(likeness=likeness, why=", ".join(pair.why))
    st.markdown(wording.plain(why))
    for words in pair.but:
        but = imports.BUT.format(but=words)
        st.caption(wording.plain(but))

    widgets.table(side_by_side(pair), imports.DUPLICATES)
    key = f"{pair.keep.id}.{pair.other.id}"
    with st.container(horizontal=True):
        if st.button(
            imports.ONE_PERSON, key=f"duplicates.same.{key}", icon=":material/merge:"
        ):
            _decide(context, pair, "same", imports.NOW_SAME)
        if st.button(
            imports.TWO_PEOPLE,
            key=f"duplicates.different.{key}",
            icon=":material/call_split:",
        ):
            _decide(context, pair, "different", imports.NOW_DIFFERENT)


def _decide(
    context: PageContext, pair: LikelyDuplicate, decision: str, note: str
) -> None:
    verdict = services.Verdict(pair.keep.id, pair.other.id, decision)
    _log_verdict(context, verdict, note.format(keep=pair.keep.id, other=pair.other.id))


def _log_verdict(context: PageContext, verdict: services.Verdict, note: str) -> None:
    """Log a verdict, and draw the page anew with a note of it."""
    services.decide_duplicate(
        context.home, context.state.practice, context.practice, verdict, session.now()
    )
    session.leave_note(note)
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
    rows_of_words = [
        (line, *(cell or formatting.ABSENT for cell in cells))
        for line, cells in lines.items()
    ]
    return pd.DataFrame(rows_of_words, columns=["Row", keep, other])


def _decision(context: PageContext, decisions: Sequence[Decision]) -> None:
    number = formatting.count(len(decisions))
    with st.expander(imports.DECIDED.format(count=number)):
        newest_first = {decision.number: decision for decision in reversed(decisions)}
        chosen = st.selectbox(
            imports.TAKE_BACK_WHICH,
            list(newest_first),
            format_func=lambda number: _sentence(newest_first[number]),
            key="duplicates.which",
        )
        if chosen and st.button(
            imports.TAKE_BACK, key="duplicates.undo", icon=":material/undo:"
        ):
            _take_back(context, newest_first[chosen])


def _take_back(context: PageContext, decision: Decision) -> None:
    winner = decision.winner_id
    loser = decision.loser_id
    verdict = services.Verdict(winner, loser, "undecided")
    _log_verdict(context, verdict, imports.TAKEN_BACK.format(one=winner, other=loser))


def _sentence(decision: Decision) -> str:
    when = formatting.day(decision.at.date())
    what = imports.DECISIONS[decision.decision]
    return f"{decision.winner_id} and {decision.loser_id}: {what} ({when})"


def draw_checks(context: PageContext) -> None:
    """A table of what is not fine, and the other checks by name.

    A menu opens the list behind each.
    """
    if not context.has_records:
        return

    st.header(imports.HEALTH)
    st.caption(imports.HEALTH_ABOUT)
    results = _results(context)
    well = [result for result in results if result.found.is_well]
    unknown = [result for result in results if result.found.unknown]
    wrong = [
        result
        for result in results
        if not result.found.is_well and not result.found.unknown
    ]
    if wrong:
        widgets.table(table(wrong), imports.HEALTH)
    _titles(imports.HEALTH_FINE, well)
    _titles(imports.HEALTH_UNKNOWN, unknown)
    _menu_of_lists(results)


def _menu_of_lists(results: Sequence[CheckResult]) -> None:
    """A menu that opens the list behind each check that found something."""
    by_key = {result.check.key: result for result in results if len(result.found.rows)}
    chosen = st.menu_button(
        imports.HEALTH_SHOW,
        list(by_key),
        key="health.show",
        icon=":material/list:",
        type="tertiary",
        format_func=lambda key: by_key[key].check.title,
    )
    if chosen:
        result = by_key[chosen]
        window = st.dialog(result.check.title, width="large")
        window(partial(guarded, partial(_list, result)))()


def table(results: list[CheckResult]) -> pd.DataFrame:
    """One row per check.

    What is looked at, what was found, why it matters and what to do.
    """
    return pd.DataFrame(
        {
            "Check": [result.check.title for result in results],
            "Found": [services.found_in_words(result) for result in results],
            "Why it matters, and what to do": [
                result.check.advice for result in results
            ],
        }
    )


def _titles(words: str, results: Sequence[CheckResult]) -> None:
    if not results:
        return

    titles = [result.check.title for result in results]
    sentence = words.format(checks=", ".join(titles))
    st.caption(wording.plain(sentence))


def _results(context: PageContext) -> tuple[CheckResult, ...]:
    return _checked(
        context.home, context.state, context.today, context.revision, context.practice
    )


@st.cache_resource(max_entries=4, show_spinner="Looking through the records …")
def _checked(
    home: Home, state: State, today: date, revision: int, _practice: Practice
) -> tuple[CheckResult, ...]:
    """The checks of the records in that state.

    Whatever people do here raises the revision.
    """
    return services.health(home, state, _practice, today)


def _list(result: CheckResult) -> None:
    check = result.check
    st.markdown(check.about)
    rows = result.found.rows.rename(columns={"id": "Which", "what": "What"})
    widgets.paged(rows, check.title, f"health.{check.key}")
    st.download_button(
        imports.HEALTH_TAKE,
        lambda: documents.spreadsheet_csv(rows),
        f"{check.key}-{session.now():%Y%m%d}.csv",
        "text/csv",
        key=f"health.{check.key}.file",
        on_click="ignore",
        icon=":material/download:",
    )
