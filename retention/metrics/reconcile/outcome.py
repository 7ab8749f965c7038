"""What a reconciliation found: both sides, whom only one counts and why, and what stays
unexplained.
"""

from dataclasses import dataclass

from retention.metrics.declare import Figure, Unit
from retention.metrics.reading import Reading
from retention.metrics.reconcile.declare import Comparison
from retention.practice import Period

NOT_EXPLAINED = "not explained"
THEIRS = "theirs"
OURS = "ours"
SHARE = "share"
CENTS = "cents"
PEOPLE = "people"
APPOINTMENTS = "appointments"


def unit_of(figure: Figure, reading: Reading) -> str:
    """The unit of a reading's value: "share" (between 0 and 1), "cents", else what the
    figure counts.
    """
    if reading.is_share:
        return SHARE
    return CENTS if figure.unit is Unit.AMOUNT else figure.unit.value


@dataclass(frozen=True)
class Group:
    """One rule of the difference: why, which side alone counts them ("theirs" or
    "ours"), and how many.
    """

    why: str
    side: str
    count: int


@dataclass(frozen=True)
class Reconciliation:
    """A figure of ours held against what the practice's own system printed, in one unit
    on both sides.

    For a list: people, with the ids of each side. For a number: the sizes of the groups
    that explain the difference.
    """

    comparison: Comparison
    figure: Figure
    period: Period
    unit: str
    """ "people", "appointments", "visits", "cents" or "share": of both sides."""
    ours: float
    theirs: float
    groups: tuple[Group, ...]
    """The rules that explain, each with its count, where they hold for anyone; of a
    list, the not explained too.
    """
    explained: float
    """Of a list: people of the difference with a rule.

    Of a number: how far the published rule, on our own records, moves our value towards
    theirs.
    """
    notes: tuple[str, ...] = ()
    is_list: bool = False
    both: tuple[str, ...] = ()
    """Ids of the people on both sides; the three fields below are of lists alone,
    too.
    """
    only_ours: tuple[tuple[str, str], ...] = ()
    """(id, why the report does not count them)."""
    only_theirs: tuple[tuple[str, str], ...] = ()
    """(id, why we do not count them)."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(what the list says, why nobody could be told by it): counted on neither side."""

    @property
    def difference(self) -> float:
        """Theirs − ours."""
        return self.theirs - self.ours

    @property
    def not_explained(self) -> float:
        """Of a list: people of the difference without a rule.

        Of a number: what is left of the difference, signed.
        """
        if self.is_list:
            return len(self.only_ours) + len(self.only_theirs) - self.explained
        return self.difference - self.explained
