"""Sentences of the sections in which a practice sees what its records are worth:
duplicates, health, watched folder.
"""

DUPLICATES = "Entered twice?"
DUPLICATES_NONE = "No two rows of the patient list look like one person."
DUPLICATES_ALL_DECIDED = (
    "Nothing is open: of every two rows that look like one person it is decided what "
    "they are."
)
DUPLICATES_ABOUT = (
    "These rows of the patient list look like one person. Nothing is ever put together "
    "without you. Say that they are one, and the history of both counts as one from "
    "then on; your own system is not changed, and it can be taken back."
)
DUPLICATES_OPEN = "{pairs} to decide"
WHY = "{likeness} alike: {why}."
BUT = "But: {but}"
KEEP = "Keep: {id}"
OTHER = "Put with it: {id}"
ONE_PERSON = "They are one person"
TWO_PEOPLE = "Two people"
SAID_SAME = "{other} is {keep} from now on. It can be taken back below."
SAID_DIFFERENT = "{keep} and {other} are two people, and are not shown again."
DECIDED = "Decided so far ({count})"
DECISIONS = {"same": "one person", "different": "two people"}
TAKE_BACK = "Take back"
TAKEN_BACK = "Taken back: nothing is decided of {one} and {other} any more."
TAKE_BACK_WHICH = "Which decision"

HEALTH = "Data health"
HEALTH_ABOUT = (
    "What in the export makes the figures worse than they need be, the list behind "
    "it, and what to do."
)
HEALTH_FINE = "Fine: {checks}."
HEALTH_UNKNOWN = "Not known, for want of the tables: {checks}."
HEALTH_SHOW = "Show the list of …"
HEALTH_TAKE = "Take this list as a file"

WATCHING = "Watched folder"
WATCHING_ABOUT = (
    "Name the folder that your system saves its exports in, on this computer or on a "
    "shared drive. While this program runs it is looked at every minute; new files are "
    "imported, each once. Nothing in the folder is ever changed."
)
WATCHING_FOLDER = "Folder"
WATCHING_START = "Watch this folder"
WATCHING_STOP = "Stop watching"
WATCHING_NOW = "{folder} is looked at every minute."
WATCHING_ON = (
    "The folder is watched from now on. The first files are taken in a minute or two."
)
WATCHING_OFF = "The folder is not watched any more."
WATCHING_FILES = "What became of its files"
WATCHING_NOTHING = "No file has been met in it yet."
WATCHING_REFUSED = "not imported"
WATCHING_IMPORT = "import {number}"
WATCHING_UNDONE = "import {number}, undone"
WATCHING_AGAIN = "to be tried again"
WATCHING_LEFT = "Have a file tried again"
WATCHING_LEFT_WHY = (
    "Files that were refused, and those of an import that was undone, are not taken "
    "again by themselves; a file that waits for an answer is tried again once it was "
    "given."
)
WATCHING_WHICH = "Which file"
WATCHING_LINE = "{name}, {day}, {time}: {became}"
WATCHING_TRY = "Try again"
WATCHING_TRIED = (
    "{name} is tried again at the next look, if it is still in the folder as it was."
)
