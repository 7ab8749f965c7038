"""Files out of frames: spreadsheets and CSV, for people and machines, and the meeting's
page; no decision of its own.

The page is imported as `retention.papers.meeting` where it is made: its library takes
60 ms that no other command should wait for.
"""

from retention.papers.books import spreadsheet_xlsx
from retention.papers.sheets import (
    is_formula,
    list_file,
    machine_csv,
    safe,
    spreadsheet_csv,
)

__all__ = [
    "is_formula",
    "list_file",
    "machine_csv",
    "safe",
    "spreadsheet_csv",
    "spreadsheet_xlsx",
]
