"""Reference lines: values published for figures like ours, with their definitions.

They are shown only where the practice asks for them.
"""

from dataclasses import dataclass
from typing import Any

from retention.metrics.figure import Figure

GOAL = "goal"
CLAIM = "vendor's claim"


@dataclass(frozen=True)
class Benchmark:
    """A published value for a figure like ours, and how theirs differs."""

    key: str
    """Of our figure, at its default options."""
    low: float
    """A share between 0 and 1; the same as `high` where it is one value."""
    high: float
    kind: str
    """"goal" is what somebody advises.

    "vendor's claim" is what a seller says of its customers.
    """
    label: str
    says: str
    """Who says so."""
    address: str
    definition: str
    """Theirs, in words."""
    differs: str
    """How ours is counted differently: why the line is a hint and no measure."""


_HPA = "https://portal.hpamembers.com/topic/retention-rate-considerations"
_JARVIS = "https://henryscheinone.com/insights/blogs/how-the-top-10-dominate-dental-care-patient-retention-and-practice-growth"
_SCHEDULING = "https://henryscheinone.com/insights/blogs/how-top-practices-have-mastered-appointment-scheduling"
_UNSCHEDULED = "https://henryscheinone.com/insights/blogs/average-providers-are-losing-hundreds-of-thousands-in-unscheduled-treatment"
_EXAMS = (
    "Seen for an exam in the last 18 months, of patients with any completed code in "
    "the last 36."
)
_NOT_EXAMS = (
    "Broken-appointment codes are no visits with us, and the deceased are left out."
)
_LATER = (
    "Appointments completed after which a next one is made; of all appointments, not "
    "of hygiene visits alone."
)
_NOT_LATER = (
    "Ours looks at hygiene visits alone, and wants the hygiene appointment made "
    "within 7 days."
)
_OPEN = "The amount completed or scheduled, at any time since, of the amount presented."
_NOT_OPEN = (
    "Ours closes after 90 days and leaves unripe months out, so it reads lower and "
    "does not grow with time."
)

BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(
        "return_rate",
        0.85,
        0.85,
        GOAL,
        "85 % or more",
        "HPA",
        _HPA,
        "Of the patients with a visit in one year, those with a visit in the next.",
        "Theirs runs by calendar year; ours over the 12 months up to the day, the "
        "deceased left out.",
    ),
    Benchmark(
        "second_visit",
        0.60,
        0.60,
        GOAL,
        "60 % or more",
        "HPA",
        _HPA,
        "Of the new patients, those with a second visit within 12 months.",
        "Ours takes people new 24 to 12 months ago, so that everybody had 12 "
        "months; the deceased are left out.",
    ),
    Benchmark(
        "exam_of_base",
        0.57,
        0.57,
        CLAIM,
        "average of its customers",
        "Jarvis, Henry Schein One",
        _JARVIS,
        _EXAMS,
        _NOT_EXAMS,
    ),
    Benchmark(
        "exam_of_base",
        0.99,
        0.99,
        CLAIM,
        "best tenth of its customers",
        "Jarvis, Henry Schein One",
        _JARVIS,
        _EXAMS,
        _NOT_EXAMS,
    ),
    Benchmark(
        "continuing_care",
        0.85,
        0.85,
        GOAL,
        "above 85 %",
        "Novonee, on Dentrix Practice Advisor",
        "https://novonee.com/dentrix-patient-retention-percentage/",
        "Of the active patients, those seen for continuing care in the last 12 or "
        "18 months.",
        "Ours looks 12 months back; with 18 months theirs reads higher.",
    ),
    Benchmark(
        "booked_ahead",
        0.96,
        0.98,
        GOAL,
        "96 % to 98 %",
        "Levin Group",
        "https://www.insidedentistry.net/2025/05/reconnecting-with-patients",
        "Patients with a next appointment, of all; whoever has none is held to be "
        "inactive.",
        "Ours counts as active whoever came in the last 18 months, booked or not.",
    ),
    Benchmark(
        "booked_ahead",
        0.85,
        0.85,
        CLAIM,
        "85 % or more grows",
        "Weave",
        "https://www.weavehelp.com/hc/en-us/articles/360060828052-Practice-Analytics-Definitions",
        "Patients active in the practice's system, with an appointment completed in 18 "
        "months, who have any appointment ahead.",
        "Ours counts visits by completed procedures, not by appointments.",
    ),
    Benchmark(
        "hygiene_rebooking",
        0.77,
        0.77,
        CLAIM,
        "average of its customers",
        "Henry Schein One",
        _SCHEDULING,
        _LATER,
        _NOT_LATER,
    ),
    Benchmark(
        "hygiene_rebooking",
        0.94,
        0.94,
        CLAIM,
        "best of its customers",
        "Henry Schein One",
        _SCHEDULING,
        _LATER,
        _NOT_LATER,
    ),
    Benchmark(
        "acceptance",
        0.46,
        0.46,
        CLAIM,
        "average of its customers",
        "Henry Schein One",
        _UNSCHEDULED,
        _OPEN,
        _NOT_OPEN,
    ),
    Benchmark(
        "acceptance",
        0.83,
        0.83,
        CLAIM,
        "best of its customers",
        "Henry Schein One",
        _UNSCHEDULED,
        _OPEN,
        _NOT_OPEN,
    ),
    Benchmark(
        "acceptance",
        0.45,
        0.45,
        CLAIM,
        "about 45 %",
        "Dental Intelligence",
        "https://educate.dentalintel.com/en/articles/1054004-analytics-setting-the-treatment-acceptance-goal",
        "The amount completed as of today, of the amount presented.",
        _NOT_OPEN,
    ),
)
"""Published values with a published definition; figures without one have no line."""


def published(figure: Figure[Any], *, wanted: bool = False) -> tuple[Benchmark, ...]:
    """Return what is published for figures like this one.

    Nothing is returned unless the practice wants to see it.
    """
    if not wanted:
        return ()
    return tuple(benchmark for benchmark in BENCHMARKS if benchmark.key == figure.key)
