"""What the Campaigns page says, for whoever does the mailings."""

VIEWS = ("Make a campaign", "What came of them")

START = "Start from"
NAME = "Name"
NAME_HELP = "By which you find its result again, such as “Recall letter, December”."
KIND = "What it says"
WAY = "How it goes out"
WHO = "Who is meant"
REASONS = "For people with any of these reasons"
ANY_REASON = "Any reason"
PROVIDERS = "Only patients of"
LOCATIONS = "Only of these locations"
EVERYBODY = "Everybody"
YOUNGEST = "From age"
OLDEST = "Up to age"
SINCE = "Last visit from"
UNTIL = "Last visit until"
MOST = "At most so many households"
NO_BOUND = "any"
COLUMNS = "What the file holds"
ALWAYS = "Always: {columns}."
MORE = "Further columns"
MORE_WHY = (
    "Whoever prints or sends sees what is in the file: tick only what they need. What "
    "is ticked is kept with the campaign. No treatment, amount or reason is ever in "
    "it."
)
MESSAGE = "What the text says"
MESSAGE_HELP = (
    "At most 160 characters; names the practice and says how to stop, such as “Reply "
    "STOP”."
)
PROOF = "How we will know that it worked"
PROOF_WHY = (
    "Some households, drawn by lot, are not contacted for a while. If more of the "
    "others come or accept treatment, the campaign brought them. They are left out of "
    "every list and file until the days are over."
)
SHARE = "Held out"
SHARES = {0: "Nobody", 10: "10 %", 20: "20 %", 30: "30 %", 50: "Half"}
WINDOW = "Counted after"
WINDOWS = {30: "30 days", 60: "60 days", 90: "90 days"}
COUNTS = "As it stands now"
HOUSEHOLDS_IN = "Households contacted"
HOUSEHOLDS_OUT = "Households held out"
PEOPLE_IN = "People contacted"
PEOPLE_OUT = "Left out by a rule"
BEYOND = "{people} more have the reason, but lie beyond the most you asked for."
LEFT_OUT = "{people} with these reasons are left out"
SET_ASIDE = "{rows} left out: something in them does not fit the file"
SET_ASIDE_ABOUT = "Rows that do not fit the file, and what to put right"
NOBODY = (
    "Nobody is left: everybody with these reasons was contacted lately, cannot be "
    "reached this way or asked us to stop. Choose other reasons or another way."
)
FORMAT = "File"
FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
MAKE_FILE = "Make the file and log it"
MAKE_CALLS = "Begin the campaign"
NAMELESS = "Give the campaign a name first: by it you find its result again."
MADE_FILE = "Campaign {number} is logged, and its file is ready."
MADE_CALLS = "Campaign {number} has begun: those to be called are on the Outreach page."
READY = (
    "The file is made and logged. Take it now; later it can be taken again under "
    "“What came of them”."
)
TAKE = "Take the file"

AGAIN = "Download the file again"
AGAIN_WHO = "**{rows}** for {people}, as when the campaign was made."
AGAIN_RECORDS = (
    "Names and addresses are those of your records as they are now. Each download is "
    "logged."
)
CANCEL = "Cancel this campaign"
CANCEL_MEANS = (
    "“{name}” is marked as canceled. Its contacts with {people} no longer count: they "
    "can be called and written to at once. {held_out} held out for it are free again. "
    "What was logged stays in the log, marked. Letters that were mailed cannot be "
    "called back."
)
CANCEL_NOW = "Cancel the campaign"
KEEP = "Keep it"
CANCELED = "“{name}” is canceled. Its contacts no longer count."
WAS_CANCELED = (
    "This campaign was {canceled}. Its contacts no longer count, and it has no result."
)
CANCELED_LINE = "{line} · canceled"

NONE_YET = (
    "No campaign has been made yet. Make one, and its result is shown here after the "
    "next import."
)
WHICH = "Campaign"
LINE = "{number} · {name} · {day}"
ABOUT = (
    "{kind}, {way}. {segment}. Made {day}{by}; {share} held out, counted after "
    "{window} days. Columns: {columns}."
)
STEPS = {
    "households": "Households",
    "contacted": "Contacted",
    "reached": "Reached",
    "booked": "Booked",
    "came": "Came",
    "accepted": "Accepted treatment",
    "came_or_accepted": "Came or accepted",
}
AMOUNT = "Completed work"
ARMS = {"treated": "Treated", "held_out": "Held out", "outside": "Not compared"}
TOGETHER = "All campaigns taken together"
STEPS_ABOUT = (
    "From everybody meant to those who came or accepted, treated beside held out"
)
DIFFERENCE = "How many more came or accepted treatment than without it"
DIFFERENCE_WHY = (
    "Treated households minus those held out, like against like; the bar holds the "
    "true value in 19 of 20 such campaigns. Where it crosses the line at 0, chance "
    "alone may have done it."
)
CREDIT = "What is usually claimed"
CALLS = "How the calling goes"
CALLS_WHY = (
    "A call is no booking: each line says how many were tried, reached and booked."
)
BY = {
    "reason": "By reason",
    "script": "By opening line",
    "hour": "By hour",
    "caller": "By caller",
}
NO_CALLS = "Nothing has been logged yet: log calls on the Outreach page."
CHANCES = "Can the chances on the list be trusted?"
CHANCES_WHY = (
    "The list is ordered by worth × chance. Each month the chances are learnt from the "
    "calls before it, and held here against what came of its calls: a dot on the line "
    "is a chance that held."
)
