"""Sentences on screen that are no figure's definition: page introductions, empty
states, questions, confirmations.
"""

PRODUCT = "Patient retention"
PRACTICE = "Practice"
PERIOD = "Period"
EVERYBODY = "All"
PUBLISHED = "Show what others publish"
ONLY = (
    "Counted are only those in every group chosen. What a figure needs to know of the "
    "past is looked up in all records."
)
NOT_HERE = (
    "The address asks for the {what} “{asked}”, which is not here. What is shown "
    "instead stands below; choose another at the left."
)
UP_TO = "Records up to {day}"
DEMO = "Demo: nobody is real"

SHOW = "Show the people"
SHOW_OF = "Show the people of …"
WHICH = "Which people"
SHOWN = "{first} to {last} of {all}"
HOW = "How is this counted?"
TAKE_LIST = "Take this list as a file"

WELCOME = "Welcome"
TODAY = (
    "What should we do first?",
    "Whom to call, what was promised, and what is to be put right, as of this moment.",
)
OVERVIEW = (
    "How is the practice doing?",
    "Each number opens the people behind it, and says how it is counted.",
)
GROWTH = (
    "Are we growing or leaking?",
    "Click a bar, or use the menu below a chart, to see its people.",
)
RETENTION = (
    "Do they come back?",
    (
        "Six ways to count it are in use; they differ, and each says why. Click a "
        "cell or a curve to see its people."
    ),
)
SCHEDULE = (
    "Does the schedule hold?",
    (
        "What is booked, what was broken and never made good, who waits. Click a bar "
        "to see its people."
    ),
)
TREATMENT = (
    "What was accepted, and what is left sitting?",
    (
        "Treatment is what was planned from fillings to surgery; exams, pictures and "
        "cleanings are not counted."
    ),
)
OUTREACH = (
    "Whom do we call next?",
    (
        "Promised call-backs come first, then whom a call is worth most. One row is "
        "one family."
    ),
)
PERSON = ("Who is this?", "All that the records and the log know of one person.")
CAMPAIGNS = (
    "Who gets the next mailing?",
    "A letter, e-mail, text or round of calls, and the proof of what it brought back.",
)
IMPORTS = (
    "Bring in the exports",
    (
        "Drop the files that your system exports. Nothing changes until you say so, "
        "and nothing leaves this computer."
    ),
)
DEFINITIONS = (
    "How is every number counted?",
    (
        "These sentences stand in the program beside the sums they describe, so they "
        "cannot drift apart."
    ),
)
SETTINGS = (
    "What the practice decides",
    "A new value counts from the next look on, on every page and list.",
)

NOTHING_LOADED = (
    "There is nothing to show yet: no export of the practice has been imported."
)
WHAT_TO_DO = (
    "Drop the exports of your practice-management system on the Imports page, or look "
    "around first with a made-up practice of 2,000 people."
)
GO_TO_IMPORTS = "Import your exports"
LOAD_DEMO = "Load the demo practice"
DEMO_LOADING = "Making up a practice: people, visits, plans and recalls …"
DEMO_LOADED = "The demo practice is loaded. Nobody in it is real."
BROKEN = (
    "Something went wrong on our side, and this page could not be drawn. Nothing was "
    "changed. Load the page again; if it happens again, tell whoever looks after this "
    "program at what time it happened."
)
NO_GATE = (
    "This page was started by itself, without what keeps strangers out, so it shows "
    "nothing. Stop it, and start the dashboard from the project's folder with: "
    "streamlit run app.py"
)
GUESS_FIRST = "Before you look: what do you think?"
GUESS_WHY = (
    "Owners are often surprised. Write down what you expect, as many as you like, and "
    "see how near you were. You are asked once for each number."
)
GUESS_HOW = {"share": "in percent, such as 85%", "cents": "in dollars, such as 12000"}
KEEP_GUESSES = "Keep my guesses and show the numbers"
SKIP_GUESSES = "Just show the numbers"
GUESSED = "Guessed {value} on {day}, when it was {measured}."
NOT_KNOWN_EARLIER = "No change is shown: this is known for the day of the export only."
HAD_MORE_TIME = "No change is shown: earlier ones had more time to be followed up."
NOTHING_TO_COMPARE = (
    "No change is shown: a year before, there is nothing to compare with ({why})."
)
CANNOT = "Cannot be counted: {why}."
NOBODY = "Nobody."

BY_MONTH = "New and returning, month by month"
BRIDGE_TITLE = "From the start to the end"
BRIDGE_NOTE = (
    "“Joined” and “came back” count people who are active at the end; “new” and "
    "“returning” below count visits in the period, whatever happened afterwards. So "
    "the two differ."
)
STOPPED = "Who stopped coming"
FUNNEL_TITLE = "From presented to done"
AGES_TITLE = "How long treatment has been sitting"
GROUPS_TITLE = "By provider and by kind of work"
ACCEPTED_BY = "Case acceptance"
SITTING_BY = "Treatment left sitting"
FEW = (
    "Grey bars stand for fewer than 10: too few to compare. Whiskers are 95 % "
    "intervals."
)
LIST_TITLE = "Whose treatment is sitting"
NOTHING_SITS = "Nothing is sitting: every planned item is done, booked or withdrawn."
NOTHING_SITS_SHORT = "nothing is sitting"
HISTORY_SHORT = (
    "the records do not go back far enough; import an older export to see it"
)

WHY = {
    "history too short": HISTORY_SHORT,
    "nobody to count": "there is nobody to count in this period",
}
"""Reasons for which there is no value, in words for the front desk."""

ANY_REASON = "Any reason"
REASON = "Reason"
QUEUE_EMPTY = (
    "The list is empty: everybody who has a reason was contacted, booked or asked us "
    "to stop. It fills again with the next import, and when call-backs fall due."
)
LEFT_OUT_OF_LIST = "{people} with a reason are not on the list"
LEFT_OUT_ABOUT = "People left out of the list, by the first rule that stopped them"
LEFT_OUT_LOOK = (
    "To see why one person is not on it, use “Why is someone not on the list?” above."
)
PATIENT_NUMBER = "Patient {number} in your system"
SPEAK_FOR = "Speak to **{speaks}**, for {name}."
WORTH = "Worth {worth} × chance that a contact works {chance} = {product}"
NO_CONTACT = "No earlier contact is known."
LAST_CONTACT = "Last contact on {day}."
LAST_OUTCOME = "Last contact on {day}: {outcome}."
OUTCOME = "What came of it?"
NO_OUTCOME = "Nothing was saved: choose what came of it, then save again."
ABOUT = "Spoken about"
HOW_REACHED = "How"
CALL_BACK_ON = "Call back on"
NOTE = "Note"
NOTE_HELP = "Stays in this program. Somebody who leaves us: write why."
SAVE = "Save and next"
STOP = "Asked us to stop"
DO_NOT_CONTACT = "Do not contact"
VIEWS = ("Call next", "Why is someone not on the list?")
LOOK_FOR = "Name or patient number"
LOOK_HELP = "Type part of a name, then press Enter."
LOOK_NOBODY = (
    "Nobody by that name or number is in the records. Try only the family name."
)
LOOK_WHO = "Who is meant"
HOLDS = "Stops them"
PASSES = "Fine"
RULES_ABOUT = "Every rule asked about this person, in order"
CHANNELS = {
    "phone": "Phone",
    "text": "Text",
    "email": "E-mail",
    "mail": "Letter",
    "in_person": "In person",
    "other": "Other",
}

FIND_FIGURE = "Find a figure or a word"
NO_FIGURE = "No definition mentions this. Try another word."
POLICY_TITLE = "The practice's own values"
LIST_WORDS = "Words of the outreach list"
REASONS_ABOUT = "Reasons to contact somebody, and the chance that a contact works"
RULES_TITLE = "Rules that keep people off the list, in order"
OUTCOMES_ABOUT = "What can come of a contact"
VALUES = "Values"
LABELS = {
    "active_months": "Months a patient counts as active",
    "recall_months": "Months between recalls",
    "cool_down_days": "Days of peace after a contact",
    "most_attempts": "Most attempts per reason",
    "calls_per_day": "Households to speak to in a day",
    "call_from": "Hour from which people may be called",
    "call_until": "Hour until which people may be called",
    "practice_name": "Name of the practice",
    "practice_phone": "Number to call back",
    "postal_address": "Postal address of the practice",
}
CADENCE = "Attempts for “{reason}”"
SAVE_VALUES = "Save the values"
VALUES_SAVED = "Saved. The new values count from now on."
VALUES_SAME = "Nothing was changed."
STOPS = "Who asked us to stop"
NO_STOPS = (
    "Nobody has asked us to stop. On a person's card in Outreach, “Asked us to stop” "
    "puts them here."
)
STOP_LINE = "**{name}**, since {day}. {why}"
LIFT = "Let them be contacted again"
LIFTED = "They may be contacted again."
