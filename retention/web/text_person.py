"""Sentences of a person's page."""

NOBODY_CHOSEN = (
    "Nobody is chosen. Open a person from a list of people, from a card in Outreach, "
    "or look them up there."
)
LEADS_TO_NOBODY = (
    "This address leads to nobody in this practice. It may belong to another practice, "
    "or to a patient whom a later import no longer has. Look the person up by name in "
    "Outreach."
)
OPEN = "Open the person’s page"
REACH = "How to reach them"
NO_WAY = "No phone, e-mail or address is on file."
SWITCHED_OFF = "Switched off: {channels}."
AHEAD = "What is ahead"
BOOKED = "Booked: {day}, {time}{provider}."
BOOKED_REPORTED = "Next visit as your system reports it: {day}."
NOTHING_BOOKED = "Nothing is booked."
BOOKINGS_UNKNOWN = "Bookings are not in the records."
RECALL_DUE = "Recall is due {day}."
RECALL_WAS_DUE = "Recall was due {day}."
HOUSEHOLD = "Same household"
CALL = "Do we call them?"
TIMELINE = "What happened"
WITH_IMPORTS = "With what each import changed in their row"
NOTHING_HAPPENED = "The records and the log tell of nothing yet."
STATUS = {
    "active": "Active",
    "inactive": "Inactive",
    "archived": "Archived",
    "deceased": "Deceased",
    "non_patient": "No patient",
    "prospective": "Prospective",
    "deleted": "Deleted",
    "unknown": "Status not known",
}
