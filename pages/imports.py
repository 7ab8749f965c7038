"""Imports: drop the exports, map and answer what is asked, look at what would change;
the ledger, and the way back.
"""

from retention.web import data_quality, shell
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame, imports
from retention.web.copy import imports as trust
from retention.web.imports import history, kept, upload, watched_folder

# What there is to see while no file lies in the box; only the open view is drawn.
VIEWS = {
    imports.LEDGER: history.ledger,
    imports.PROBLEMS: history.problems,
    trust.HEALTH: data_quality.draw_checks,
    trust.DUPLICATES: data_quality.draw_duplicates,
    trust.WATCHING: watched_folder.draw,
    imports.MAPPED: kept.draw_mappings,
    imports.ANSWERS: kept.draw_answers,
}


def draw(context: PageContext) -> None:
    """The box for files with the steps of those in it; while none does, what was
    imported, only the open view.
    """
    widgets.heading(frame.IMPORTS)
    if not upload.draw(context):
        widgets.views(context, VIEWS, "imports.view")


shell.show(draw)
