"""Headings and notes of the number pages, and what they say where there is nothing to
draw.
"""

WON_AND_LOST = "Won and lost, month by month"
SOURCES = "Where new patients come from"
NO_NEW = "there is no new patient in this period"
WHY_LEFT = "Who left, by their status"
NOBODY_LEFT = "Nobody left in this period."
WATCHED = "Worth a look"
HEADLINE = "The headline: the others are held against it."
SIX = "Six definitions, side by side"
COHORTS = "Do those who began together come back?"
COHORTS_NOTE = (
    "A cell is the share seen again in that year after the first visit. Cells of fewer "
    "than {few} people are grey; years that are not over for the whole group are "
    "blank."
)
CURVES = "How long until they come back"
CURVES_NOTE = (
    "Each curve rises to the share that has come back by then; the shade is its 95 % "
    "band. Short marks: people still waiting when last heard of; they are not counted "
    "as lost."
)
CURVES_LIMIT = "Only the {number} largest of {all} groups are drawn."
AT_RISK = "Still waiting, by time since the visit"
BY_WHAT = "Counted by"
WINDOW = "Accepted within"
ACCEPTED_MONTHS = "Acceptance, month by month"
NO_INTERVAL = (
    "Amounts have no interval: a few large plans decide them. Counting by item or by "
    "person shows one."
)
UNRIPE = "not over yet"
UNRIPE_NOTE = (
    "Grey and striped: months whose last plans have not had their full time. They show "
    "what was accepted so far, and are left out of all totals. Below each month: how "
    "many were presented."
)
TO_DATE_NOTE = (
    "“To date” counts any time up to the export: older months had longer. It is no "
    "acceptance within days."
)
NOTHING_PRESENTED = "no treatment was presented in this period"
NOTHING_RIPE = "no month of this period is over yet for this window"
BROKEN_MONTHS = "Broken appointments, month by month"
NO_APPOINTMENTS = "no appointment of this period was completed or broken"
LOOSE_ENDS = "Loose ends"
ALL_CLOSED = "Nobody: nothing is left open here."
WAITED = "Half waited {median} minutes or less, nine in ten {p90} or less."
WAITING = "Kept waiting more than 15 minutes, by provider"
NO_TIMES = (
    "no appointment of this period has both the time of arrival and the time of being "
    "seated"
)
CLAIMS = "Claims waiting, by days since they were sent"
NO_CLAIMS = "No claim is waiting."
OVERDUE = "Overdue for recall, by days since the due day"
NOBODY_OVERDUE = "Nobody is overdue for recall."
APART = "Counted apart: {groups}."
EXAMPLE = "In this practice: **{value}**"
USES = "{what}: **{value}** (your own setting)."
YEAR = "Year {number}"
GROUP = "Group"
PUBLISHED = "[{says}]({address}), {kind}: {label}. Theirs: {definition} {differs}"
