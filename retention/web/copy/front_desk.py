"""Sentences of Today, Outreach and a person's page."""

WHO = "Who are you?"
WHO_WHY = (
    "Others see your name on the row you have open, and it is kept with what you log. "
    "You are asked once."
)
WHO_ELSE = "Your name"
WHO_GO = "Go on"
WHO_EMPTY = "Nothing was kept: type your name, then go on."
YOU = "You are **{name}**."
NOT_YOU = "Somebody else"

FRESH = {0: "Your records are from today.", 1: "Your records are from yesterday."}
AGED = "Your records are {days} old."
STALE = (
    "Your records are {days} old: whoever booked since then still stands on the list. "
    "Import a new export before you call."
)
START = "Start calling"
PRINT = "Print"
SHEETS = "Call sheets"
HUDDLE = "Morning huddle"
INITIALS = "Initials only"
INITIALS_HELP = "For paper that lies about: nobody is named, and no notes are printed."
SHRED = "PDF files, of today and as things stand now. Shred the paper after use."

TO_CALL = "To call today"
TO_CALL_OF = "of {calls} a day, {done} done already"
DAY_DONE = "Today’s {calls} are done. Well done."
SITTING_LONG = "Sitting more than 30 days"
SITTING_OF = "{items} of treatment of {people}, planned and not booked"

WINS_LINE = "**{booked} booked** of {day} {calls}."
WINS_OF_OLD = "**{booked} booked** of {calls} on {day}, the last day of calls."
YESTERDAYS = "yesterday’s"
TODAYS = "today’s"
OF_DAY = "{day}’s"
OPEN_ROWS = "You have these open"
OPEN_UNTIL = "Kept for you until {time}"
CALL_BACKS = "Call-backs due"
NO_CALL_BACKS = "No call-back is due today."
MINE = "promised by you"
THEIRS = "promised by {name}"
PROMISED = "promised"
CALL_BACK = "Call-back {promised} for {day}"
THIS_DAY = "today"
SAID_BOOKED = "Said booked, but not in the schedule"
SAID_BOOKED_ABOUT = (
    "They were logged as booked, and the newest export has no appointment for them. "
    "Look in your own system: was it entered, or have they called it off?"
)
ALL_BOOKED = (
    "Nobody: every booking that was logged is in the schedule, or waits for the next "
    "export."
)
BOOKED_ON = "logged as booked on {day}"
BOOKED_BY = "logged as booked on {day} by {name}"
PUT_RIGHT = "To put right in your own system"
PUT_RIGHT_ABOUT = "Calls brought this up. Change it there, then tick it off here."
NOTHING_TO_PUT_RIGHT = "Nothing is open here."
PUT_RIGHT_DONE = "Ticked off."
SHOW_ALL = "Show all {number}"

LEFT_TODAY = "{calls} left today"
OF_THE_DAY = "{done} of {calls} done today; {households} on the whole list."
ALL_ROWS = "Show all"
PICK = (
    "Open a row, or start with the first. Who opens a row has it for 15 minutes, so "
    "that nobody calls twice."
)
TAKEN = "Open at {name}’s screen until {time}"
TAKEN_MINE = "Open in another window under your name until {time}"
SOMEBODY = "somebody"
TAKE_OVER = "Take it over"
TAKE_OVER_WHY = (
    "This row is open in another window under your name, until {time}. Take it over if "
    "that is you; if somebody else works under your name, leave it to them."
)
FASTER = (
    "{name} was faster and has {who} open until {until}. Whoever is next on the list "
    "opens instead."
)
GONE = (
    "That household is not on the list any more: somebody has logged a contact with "
    "them, or they have booked."
)
FAMILY = "{number} more of the family"
AND_MORE = "{reason} and {number} more"
WORTH_WHY = "Worth {total}: how?"
WORTH_FAMILY = "Others of the family who are due add {family}."
FAMILY_DUE = "Also due in this family"
ALL_OF_THEM = "All that happened"
CLOSE = "Put back without a call"

TOO_EARLY_OR_LATE = (
    "It is {time}: no calls now. Calls are made between {start} and {end}. You can "
    "look, and write down what came in."
)
THIS_TIME_BY = "This time by **{channel}**, not by phone."
BY_TEXT = "by text this time"
OPENING = "You could begin like this"
VOICEMAIL = "On voicemail"
ATTEMPT = "Attempt {number} of {most}."
LAST_BY = "Last contact on {day}: {outcome}, by {name}."

REACHED = "Spoken to"
NOT_REACHED = "Not reached"
SAVE_AS = "Save “{outcome}”"
WHY_LEAVING = "Why do they leave?"
CLOSING = {
    "cost": "Cost",
    "insurance": "Insurance",
    "fear": "Fear",
    "moved": "Moved away",
    "another_dentist": "Another dentist",
    "dissatisfied": "Not content with us",
    "no_need": "See no need",
    "other": "Something else",
}
NO_WHY_LEAVING = "Nothing was saved: choose why they leave, then save again."
FOR_WHOM = "For whom"
FOR_ONE = "This is saved for {name} alone."
NO_ONE = "Nothing was saved: choose for whom it is, then save again."
KEYS_HELP = (
    "Press its number, then Ctrl and Enter together: it is saved, and the next row "
    "opens."
)
SAVED = "Saved: {outcome}."

STOP_TITLE = "Stop contacting"
STOP_WHO = "Who asked us to stop? Tick everybody it holds for."
STOPPED_BEFORE = "asked us to stop before"
STOP_TOO = "It holds for {names} too: a child is contacted through the guarantor."
STOP_WHY = "What they said (optional)"
STOP_MEANS = (
    "No call, letter, text or e-mail any more: they are in no list and no file. "
    "Settings can lift it again."
)
STOP_ONE = "Stop contacting {name}"
STOP_MORE = "Stop contacting {name} and {more} more"
STOP_NOBODY = "Tick who asked us to stop"
STOP_CANCEL = "Cancel"
STOPPED = "{names} will not be contacted."
HAS_STOPPED = "one of this household asked us to stop"
DO_NOT_ASK_FOR = "Asked us to stop: {names}. Do not ask for them."


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
