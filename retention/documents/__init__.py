"""Files out of frames: spreadsheets, CSV and pages; no decision of its own.

The page is imported as `retention.documents.monthly_report` where it is made: its
library takes 60 ms that no other command should wait for.
"""

from retention.documents.tables import (
    is_formula,
    list_file,
    machine_csv,
    safe,
    spreadsheet_csv,
    spreadsheet_xlsx,
)

__all__ = [
    "is_formula",
    "list_file",
    "machine_csv",
    "safe",
    "spreadsheet_csv",
    "spreadsheet_xlsx",
]
