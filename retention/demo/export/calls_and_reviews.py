"""A phone system's log and a list of reviews, as such services write them."""

from retention.demo.export.cells import code, files_of, flag, moment, text
from retention.demo.export.exporter import Files, Written

_DIRECTION = {"received": "Inbound", "sent": "Outbound"}

CALL_FILES: Files = {
    "call log": (
        "call",
        {
            "Call ID": text("id"),
            "Start Time": moment("at"),
            "Direction": code("direction", {}, _DIRECTION),
            "Phone Number": text("phone"),
            "Caller Name": text("name"),
            "Duration (seconds)": text("seconds"),
            "Answered": flag("is_answered", "Yes", "No"),
            "Voicemail": flag("is_voicemail", "Yes", "No"),
        },
    ),
}

REVIEW_FILES: Files = {
    "reviews": (
        "review",
        {
            "Review ID": text("id"),
            "Date": moment("at", "%m/%d/%Y %H:%M:%S"),
            "Source": text("site"),
            "Name": text("name"),
            "Email ID": text("email"),
            "Phone Number": text("phone"),
            "Rating": text("stars"),
            "NPS Score": text("would_recommend"),
            "Comment": text("text"),
            "Replied": flag("is_answered", "Yes", "No"),
        },
    ),
}

CALLS = Written(
    "calls",
    "Phone system",
    "its log of calls as CSV: when, direction, number, length, answered, voicemail",
    lambda tables: files_of(tables, CALL_FILES),
)
REVIEWS = Written(
    "reviews",
    "Reviews and surveys",
    "a list as CSV: day, site, name, e-mail, phone, stars, score of 0 to 10, comment",
    lambda tables: files_of(tables, REVIEW_FILES),
)
