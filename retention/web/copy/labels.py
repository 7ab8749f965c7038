"""What steps, groups and choices of the number pages are called on screen."""

BRIDGE = {
    "active_start": "Active at start",
    "joined": "Joined",
    "came_back": "Came back",
    "lapsed": "Lapsed",
    "departed": "Left",
    "active_end": "Active at end",
}
FUNNEL = {
    "presented": "Presented",
    "accepted": "Accepted",
    "booked_or_done": "Booked or done",
    "done": "Done",
}
AGES = {
    "0-30": "Up to 30 days",
    "1-30": "Up to 30 days",
    "31-60": "31 to 60 days",
    "31-90": "31 to 90 days",
    "61-90": "61 to 90 days",
    "91-180": "91 to 180 days",
    "181-365": "181 to 365 days",
    ">90": "More than 90 days",
    ">365": "More than a year",
    "undated": "No plan day",
    "not sent": "Not sent yet",
    "day not known": "Sent, day not known",
}
BEFORE_AN_AGE = {
    "estimated ": "By estimate: ",
    "preauthorisation ": "Asked before treatment: ",
}
LEFT = {
    "lapsed": "Drifted off",
    "departed": "Left the practice",
    "silent_leavers": "Without a word",
    "best_customers_at_risk": "Best customers at risk",
}
KINDS_OF_RETURN = {
    "first_to_second": "From the first visit to the second",
    "visit_to_next": "From a visit to the next",
}
COHORTS_BY = {"quarter": "By quarter", "year": "By year"}
CURVES_BY = {
    "everybody": "Everybody",
    "provider": "By provider",
    "source": "By source",
    "age": "By age",
}
DAYS = {
    0: "0",
    90: "3 months",
    180: "6 months",
    365: "1 year",
    545: "18 months",
    730: "2 years",
}
"""Days that are marked below a curve."""
TREATMENT_BY = {"provider": "By provider", "category": "By kind of work"}
WINDOWS = {
    "90": "90 days",
    "60": "60 days",
    "30": "30 days",
    "7": "7 days",
    "0": "the same day",
    "to-date": "to date",
}
BY_WHAT = {"item": "Item", "amount": "Amount", "person": "Person"}
BROKEN = {
    "missed": "Missed",
    "cancelled": "Cancelled",
    "broken unspecified": "Not said which",
}
LOOSE_ENDS = {
    "broken_not_rebooked": "Broken and not rebooked",
    "past_still_scheduled": "Past, still scheduled",
}
STATUS = {
    "inactive": "Inactive",
    "archived": "Archived",
    "deceased": "Deceased",
    "non_patient": "No patient any more",
}

FILTERS = {
    "provider": "Provider",
    "location": "Location",
    "category": "Kind of work",
    "source": "Source",
    "age": "Age",
}
GROUPS = {
    "none": "None given",
    "unknown": "Not known",
    "a patient": "A patient",
    "75+": "75 and older",
    "everybody": "Everybody",
}
"""Groups whose name in the records is not what people say."""

_BY_ACTIVE_MONTHS = (
    "active",
    "new",
    "returning",
    "continuing",
    "reactivated",
    "returning_share",
    "lapsed",
    "departed",
    "bridge",
    "silent_leavers",
    "continuing_care",
    "headcount_retention",
    "second_visit",
    "recall_current",
    "cohorts",
    "booked_ahead",
    "referrals",
)
POLICY_OF = {
    **dict.fromkeys(_BY_ACTIVE_MONTHS, "active_months"),
    "recall_estimated": "recall_months",
    "overdue_ages": "recall_months",
}
"""The practice's value that a figure reads, where it reads one."""


def age(group: str) -> str:
    """What an age bucket is called, with what stands before it: "By estimate: Up to 30
    days".
    """
    for prefix, label in BEFORE_AN_AGE.items():
        if group.startswith(prefix):
            return f"{label}{AGES[group.removeprefix(prefix)].lower()}"
    return AGES[group]
