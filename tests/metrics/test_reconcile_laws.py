"""Laws of reconciling on random practices: the rules explain whatever the published
rule and ours disagree on.
"""

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from retention.core.errors import RetentionError
from retention.metrics import FIGURES
from retention.metrics.reconcile import COMPARISONS, period_of, reconcile
from retention.practice import Period, conform
from tests.metrics.random_practices import practices

pytestmark = pytest.mark.slow  # random practices, every comparison

every_comparison = pytest.mark.parametrize(
    "comparison", COMPARISONS, ids=lambda comparison: comparison.key
)
some = settings(max_examples=25)
few = settings(max_examples=4, phases=(Phase.generate,))


def attempts(made, comparison):
    tables, exported = made
    book = conform(tables, exported)
    for period in (period_of(book, comparison.key, exported), Period.default(exported)):
        try:
            yield book, period, reconcile(book, comparison.key, [], period)
        except RetentionError:
            continue


def printed(book, comparison, period):
    """The ids that the published rule prints, on our records."""
    subjects = comparison.counts(book, period)
    person = (
        np.arange(len(book.people))
        if comparison.events is None
        else comparison.events(book)
    )
    return book.people["id"].to_numpy()[np.unique(person[subjects])].tolist(), int(
        subjects.sum()
    )


@every_comparison
@some
@given(made=practices())
def test_what_the_published_rule_prints_is_explained_whole(comparison, made):
    for book, period, _ in attempts(made, comparison):
        ids, number = printed(book, comparison, period)
        found = reconcile(book, comparison.key, ids, period)
        assert found.not_explained == 0, (found.only_ours, found.only_theirs)
        assert found.theirs == len(ids)
        counted = reconcile(book, comparison.key, float(number), period)
        assert counted.not_explained == 0
        sizes = {
            side: sum(group.count for group in counted.groups if group.side == side)
            for side in ("ours", "theirs")
        }
        assert sizes["theirs"] - sizes["ours"] == counted.difference


@every_comparison
@some
@given(made=practices())
def test_both_sides_add_up_for_any_list(comparison, made):
    for book, period, nobody in attempts(made, comparison):
        assert len(nobody.only_ours) == nobody.ours
        everyone = reconcile(book, comparison.key, book.people["id"].tolist(), period)
        assert everyone.only_ours == ()
        assert everyone.ours == len(everyone.both)
        assert (
            everyone.theirs
            == len(book.people)
            == len(everyone.both) + len(everyone.only_theirs)
        )
        assert everyone.difference == len(everyone.only_theirs)


@pytest.mark.parametrize(
    "figure", [one for one in FIGURES if not one.is_table], ids=lambda one: one.key
)
@few
@given(made=practices(people=6, rows=20))
def test_any_figure_can_be_held_against_everybody(figure, made):
    tables, exported = made
    book = conform(tables, exported)
    try:
        found = reconcile(
            book, figure.key, book.people["id"].tolist(), Period.default(exported)
        )
    except RetentionError:
        return
    assert found.only_ours == ()
    assert len({who for who, _ in found.only_theirs} | set(found.both)) == len(
        book.people
    )
