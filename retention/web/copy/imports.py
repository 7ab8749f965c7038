"""Sentences of the Imports page."""

YOUR_PRACTICE = "Name of the practice"
NAME_HELP = "The records are kept under this name."
MY_PRACTICE = "My practice"
DROP = "Drop the exported files here"
DROP_HELP = (
    "All of them together, as they were exported. The same file twice does no harm. A "
    "file over {most} MB does not go through this page: put it in the watched folder "
    "(below), or have it imported on the command line with `import`."
)
KINDS = ("csv", "txt", "tsv", "tab", "xls", "xlsx", "ods", "zip")
READING = "Looking at {files}, about {size} MB"
DOING = "{reading}: {doing} …"
LOOK_AGAIN = "Look again"

RECOGNISED = "What was recognised"
NOT_NEEDED = "Not needed: {files}."
PROBLEM_COUNT = "{problems} in these files"
COLUMNS_NOT_READ = "Not read: {columns}"
UNKNOWN = "not known yet"
REFUSED = "cannot be read"
NO_LIST = "no list; left out"
TAKE_OUT = (
    "To go on without it, take it out of the box above with the × beside its name."
)
MAP_AGAIN = "Say again what is in “{file}”"

WHAT_IS = "What is in “{file}”?"
WHAT_IS_WHY = (
    "Nobody has told us of files with these headings. Say once what the columns are; "
    "it is remembered for the next file that has them."
)
WHICH_TABLE = "What does the file hold?"
LEAVE_OUT = "Nothing we need: leave such files out"
LEADS = (
    "These look like people who asked for something ({headings}), not like your "
    "patients."
)
FIRST_ROWS = "The first rows of the file"
HEADER_LINE = "Line with the headings"
HEADER_HELP = "Choose another line where this one is a title or a row of data."
COLUMNS = "What are its columns?"
COLUMNS_WHY = (
    "What we think is filled in; a star marks what is needed. Put right what is wrong."
)
NOT_READ = "– not read –"
EMPTY_COLUMN = "empty"
GUESS = "Our guess: {because}"
EVERY_ROW = "{title} of every row"
EVERY_ROW_HELP = "No column says it. If it is the same for all rows, say it here."
CHOOSE = "– no column says it –"
TWICE = "Two columns are named “{title}”: {headers}. Choose one of them."
STILL = "Still to be named: {titles}."
WOULD_LOAD = (
    "Of the first {rows}, **{loads}** would be loaded and **{aside}** set aside."
)
CHECK_PROBLEMS = "{problems} in the first rows"
READ_SO = "Read the file this way"
THEN_FILES = "After this one: {files}."

QUESTIONS = "What only you can say"
QUESTIONS_WHY = (
    "What the files suggest is filled in. Your answers are remembered for the next "
    "import; “What you answered”, below when the box is empty, lists them, and what "
    "you forget there is asked again."
)
ANSWERED = "Your answers ({number})"
GO_ON = "Go on"
CHANGE_ANSWERS = "Use these answers"
AS_OF = "as_of"
TIME_ZONE = "time_zone"

PREVIEW = "What the import would change"
PREVIEW_NONE = "These files hold nothing new."
LOOK_AT_THIS = "Look at this before you import:"
SHOW_ROWS = "Look at some rows"
ROWS_OF = "Which rows"
KINDS_OF_ROWS = {
    "new": "New",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "vanished": "Vanished",
}
ROWS_LEFT_OUT = {"set_aside": "Set aside", "not_needed": "Not needed"}
SHOWN_ROWS = "{shown} of {all}"
VANISHED_MEANS = (
    "Vanished rows are kept and left out of the figures; an undo, or an export that "
    "has them again, brings them back."
)
IMPORT = "Import these files"
CHANGED_MEANWHILE = (
    "Meanwhile somebody else changed the records, and nothing was imported. This is "
    "what the import would change now; look at it, then press again."
)
MORE_TO_ASK = (
    "Nothing was imported yet. One more thing is to be answered above: {questions}"
)
IMPORTED = (
    "Imported into {practice}: {rows} new or changed, {aside} set aside{spare}. The "
    "numbers are of {day}."
)
AND_SPARE = ", {spare} not needed"
IMPORTED_SAME = "These files hold nothing new. Nothing was changed."

LEDGER = "What was imported"
NO_IMPORTS = "Nothing was imported yet. Drop the files above."
WHAT_CHANGED = "What an import changed"
WHICH_IMPORT = "Which import"
ONE_PATIENT = "What the imports changed for one patient"
ONE_PATIENT_MEANS = (
    "Shown with the import that first saw it. When it really happened no export says, "
    "so no figure uses that day."
)
PATIENT_NUMBER = "Patient number in your system"
UNDO = "Go back"
UNDO_MEANS = (
    "The records are as they were after the import you choose. Logged contacts, stops "
    "and settings stay as they are. What was answered at the imports undone is asked "
    "again; their files in a watched folder are not taken again by themselves, but "
    "“Watched folder” lists them to try again."
)
UNDO_TO = "Go back to"
UNDO_LINE = "Import {number}, exports of {day}"
UNDO_ALL = "Before the first import: nothing imported"
UNDO_NOW = "Go back now"
UNDONE_ALL = (
    "No import counts any more, as before the first one. Drop the files above to "
    "begin again."
)
UNDONE = "Import {number} counts again. The numbers are of {day}."
PROBLEMS = "What was wrong, row by row"
SPARE_LINES = "Lines that are not needed"
SPARE_MEANS = (
    "Payments, blocks of time, titles, totals and the like: nothing has to be put "
    "right."
)
NO_PROBLEMS = "Nothing was wrong in the files of the import that counts now."

ANSWERS = "What you answered"
NO_ANSWERS = (
    "Nothing was answered yet. What only you can say is asked when files are dropped "
    "above."
)
ANSWERS_WHY = (
    "These answers hold for every further import, and are not asked again. Forget one "
    "that is wrong, or a word that stayed unknown: the next import that has it asks "
    "again, and importing the same files once more is enough."
)
WHICH_ANSWER = "Which answer"
ANSWER_LINE = "{ask} {answer}"
ANSWER_FORGOTTEN = "Forgotten. The next import asks again: {ask}"

MAPPED = "Files mapped by hand"
NO_MAPPED = (
    "No file was mapped by hand. An unknown file dropped above opens the form for it."
)
MAPPED_WHY = (
    "Files with these headings are read as you said. Forget one, and the next such "
    "file asks again."
)
MAPPED_LEFT_OUT = "Left out"
FORGET = "Forget"
FORGOTTEN = "Forgotten. The next such file asks again."
TAKE_MAPPING = "Take it as a file to share"
GIVE_MAPPING = "Take in a mapping that was shared"
KEEP_MAPPING = "Keep it"
MAPPING_KEPT = "Kept. Files with those headings are read that way."


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
NOW_SAME = "{other} is {keep} from now on. It can be taken back below."
NOW_DIFFERENT = "{keep} and {other} are two people, and are not shown again."
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
