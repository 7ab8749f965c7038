"""Imports: drop the exports, map and answer what is asked, look at what would change;
the ledger, and the way back.
"""

from retention.web import (
    answered,
    duplicates,
    health,
    importing,
    importing_history,
    mapped,
    parts,
    shell,
    text,
    watching,
)
from retention.web import text_imports as imports
from retention.web import text_trust as trust
from retention.web.desk import Desk

# What there is to see while no file lies in the box; only the open view is drawn.
VIEWS = {
    imports.LEDGER: importing_history.ledger,
    imports.PROBLEMS: importing_history.problems,
    trust.HEALTH: health.draw,
    trust.DUPLICATES: duplicates.draw,
    trust.WATCHING: watching.draw,
    imports.MAPPED: mapped.draw,
    imports.ANSWERS: answered.draw,
}


def draw(desk: Desk) -> None:
    """The box for files with the steps of those in it; while none does, what was
    imported, only the open view.
    """
    parts.heading(text.IMPORTS)
    if not importing.draw(desk):
        parts.views(desk, VIEWS, "imports.view")


shell.show(draw)
