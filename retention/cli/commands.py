"""The command line's group: what stands before every command, and the commands."""

from datetime import date
from pathlib import Path

import click

from retention import __version__
from retention.cli.context import CommandContext, Day
from retention.cli.lazy import Commands, Entry

COMMANDS = (
    Entry("import", "imports:import_", "Import files or folders, whole."),
    Entry(
        "watch",
        "watch:watch",
        "Take new exports from FOLDER as they arrive, each once; ends with Ctrl+C.",
    ),
    Entry(
        "imports",
        "imports:imports",
        "The ledger of imports, newest first; or what was answered at them.",
    ),
    Entry(
        "undo",
        "imports:undo",
        "Back to the import before, or to import NUMBER; 0 is before the first.",
    ),
    Entry(
        "problems",
        "imports:problems",
        "What was wrong in the files of an import, row by row.",
    ),
    Entry(
        "history",
        "imports:history",
        "What each import changed in PATIENT's own row, oldest first.",
    ),
    Entry(
        "duplicates",
        "data_quality:duplicates",
        "Rows of the patient list that look like one person, or what is decided "
        "of two of them.",
    ),
    Entry(
        "health",
        "data_quality:health",
        "What in the records makes figures worse than they need be; of check KEY "
        "the list behind it.",
    ),
    Entry("map", "mappings:map_", "Say which column of an unknown file is what."),
    Entry(
        "report", "figures:report", "Figures by KEY; all of them where none is named."
    ),
    Entry(
        "people",
        "figures:people",
        "The people or items behind figure KEY, or behind one group of a table: "
        "KEY/GROUP.",
    ),
    Entry(
        "reconcile",
        "reconcile:reconcile",
        "Hold a report printed by your own system against our figure: COMPARISON, "
        "person by person, with the rule.",
    ),
    Entry(
        "reconciliations",
        "reconcile:reconciliations",
        "Which figures were held against your own reports, and how far apart they "
        "were, newest first.",
    ),
    Entry(
        "guess",
        "reconcile:guess",
        "Guess figure KEY before it is shown: 1200, 57% or 1234.50.",
    ),
    Entry(
        "guesses",
        "reconcile:guesses",
        "What was guessed, what was measured then and today, and the gap between.",
    ),
    Entry(
        "targets",
        "front_desk:targets",
        "Whom to contact next, and why, the most valuable first.",
    ),
    Entry("why", "front_desk:why", "Why PATIENT is, or is not, on the list."),
    Entry(
        "log",
        "front_desk:log",
        "Log a contact with PATIENTS of one household, for all or for none; "
        "prints the first one's number.",
    ),
    Entry(
        "stop",
        "front_desk:stop",
        "Switch every channel off for PATIENTS, for all or for none; or lift that.",
    ),
    Entry(
        "corrections",
        "front_desk:corrections",
        "What has to be put right in your own system after contacts; ticks one off.",
    ),
    Entry(
        "said-booked",
        "effects:said_booked",
        "Bookings logged here that the export does not show.",
    ),
    Entry(
        "outcomes",
        "effects:outcomes",
        "What contacts came to, by reason, script, hour or caller: reached and "
        "booked of all, came of those ripe.",
    ),
    Entry(
        "chances",
        "effects:chances",
        "How likely a contact is to work, by reason, learnt from your own log; "
        "and how well that was foretold.",
    ),
    Entry(
        "mailing",
        "campaigns:mailing",
        "A campaign file, one row per household; everyone in it is logged as "
        "contacted, unless it is a list to call by.",
    ),
    Entry(
        "campaign",
        "campaigns:campaign",
        "Campaigns: who gets the next letter, who is held out to compare, and "
        "what came of it.",
    ),
    Entry(
        "sheets",
        "front_desk:sheets",
        "The day's calls on paper, with boxes for what came of each.",
    ),
    Entry(
        "huddle",
        "front_desk:huddle",
        "Who comes today, and what to know of each, on paper.",
    ),
    Entry("policy", "admin:policy", "Show the practice's values, or set some."),
    Entry(
        "demo",
        "demo:demo",
        "An invented practice, into an empty home or as export files.",
    ),
    Entry("doctor", "admin:doctor", "Is all well?"),
    Entry(
        "backup",
        "admin:backup",
        "Both homes into FILE, checked; of a broken home into broken-FILE.broken "
        "instead.",
    ),
    Entry("restore", "admin:restore", "Both homes out of FILE, into an empty home."),
)
"""Every command, in the order of README: where it is, and what `--help` says of it."""
CAMPAIGN_COMMANDS = (
    Entry(
        "new",
        "campaigns:new",
        "Make the campaign NAME: some households are held out, the others are in "
        "the file.",
    ),
    Entry("list", "campaigns:list_", "Every campaign, the newest first."),
    Entry(
        "show",
        "campaigns:show",
        "Campaign NUMBER: what was chosen, whom it reached, who was held out and "
        "who was left out.",
    ),
    Entry(
        "result",
        "effects:result",
        "What campaign NUMBER brought back: treated households held against those "
        "held out.",
    ),
    Entry(
        "file",
        "campaign_files:file",
        "The file of campaign NUMBER again, without whoever may not be contacted "
        "any more; each time is logged.",
    ),
    Entry(
        "cancel",
        "campaign_files:cancel",
        "Cancel campaign NUMBER, made by mistake: its contacts count no more, and "
        "nobody is held out by it.",
    ),
)
"""The commands below `campaign`."""


@click.group(cls=Commands, entries=COMMANDS)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder both homes of data are in.",
)
@click.option("--practice", help="The practice meant, where the home holds several.")
@click.option(
    "--today", type=Day(), help="The day of work; the clock's where none is given."
)
@click.version_option(__version__, prog_name="retention")
@click.pass_context
def main(
    ctx: click.Context, home: Path | None, practice: str | None, today: date | None
) -> None:
    """Who stays, who drifts off, and whom to call next."""
    ctx.obj = CommandContext(home, practice, today)
