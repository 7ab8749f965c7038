"""Open Dental's printed lists, saved from their windows: known by their headings, with
what to export instead.

They show counts and names, and leave out by rules of their own; rows of tables they
have not.
"""

from retention.ingest.layouts import Layout

_INSTEAD = "is a report, not a table: export {} as a user query (Raw) instead"
_REPORTS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "treatment_finder",
        "Treatment Finder",
        ("PatNum", "annualMax", "amountRemaining", "treatmentPlan"),
        "`procedurelog`, `procedurecode`, `patient` and `appointment`",
    ),
    (
        "new_patients",
        "New Patients",
        ("Date", "Last Name", "First Name", "Referral", "Production Fee"),
        "`patient`, `procedurelog` and `refattach`",
    ),
    (
        "active_patients",
        "Active Patients",
        ("Name", "Provider", "Address", "Carrier"),
        "`patient` and `procedurelog`",
    ),
    (
        "broken_by_code",
        "Broken Appointments",
        ("Date", "Provider", "Code", "Patient", "Fee"),
        "`appointment` and `procedurelog`",
    ),
    (
        "broken_by_status",
        "Broken Appointments",
        ("AptDate", "Patient", "Doctor", "Hygienist", "IsHyg"),
        "`appointment`",
    ),
    (
        "recall_list",
        "Recall List",
        ("Due Date", "Patient", "Age", "Type", "Interval", "#Remind", "LastRemind"),
        "`recall`, `recalltype` and `patient`",
    ),
)
_COMMON = (
    "active_patients",
    "broken_by_code",
)  # whose headings many lists of other systems have among theirs

REPORTS: tuple[Layout, ...] = tuple(
    Layout(
        f"opendental.report.{key}",
        f"Open Dental: report {title}",
        None,
        marks,
        instead=_INSTEAD.format(tables),
        whole=key in _COMMON,
    )
    for key, title, marks, tables in _REPORTS
)
