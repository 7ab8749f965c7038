"""Reviews and answers to surveys, as lists of any service: told by what their headers
mean.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import Derived, Id, PlainText
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, Needs
from retention.ingest.systems.derived_fields import hidden, made_id, with_time
from retention.ingest.systems.generic import APPOINTMENT_IDS, PATIENT_IDS
from retention.ingest.systems.system import System

MOST_STARS = 5
MOST_LIKELY = 10
_AT = (
    "Review Date",
    "Response Date",
    "Submitted At",
    "Responded At",
    "Completed At",
    "Date Created",
    "Created At",
    "Date/Time",
    "Timestamp",
    "Date",
)
_TIME = ("Review Time", "Time")
_NAME = (
    "Name",
    "Reviewer Name",
    "Reviewer",
    "Customer Name",
    "Author",
    "Full Name",
    "Patient Name",
    "Patient",
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NUMBER = r"^(?P<number>\d{1,2})(?:[.,]\d+)?\s*(?:/\s*\d+|stars?|out of \d+)?$"
_NO = pa.array(["no", "false", "0", "n", "none", "not replied", "pending"])


def at(sheet: Sheet, header: str) -> pa.Array:
    """When it was written; the time from a column of its own where there is one."""
    return with_time(sheet, header, _TIME)


def review_id(sheet: Sheet, header: str) -> pa.Array:
    """An id made of moment and writer, for lists whose rows have none."""
    moment = pc.strftime(at(sheet, header), format="%Y-%m-%dT%H:%M:%S")
    columns = (sheet.columns.get(name) for name in ("site", "name", "email", "phone"))
    said = [pc.fill_null(sheet.text(name), "") for name in columns if name is not None]
    return made_id(
        "review",
        moment,
        hidden(pc.binary_join_element_wise(*said, "/")) if said else "",
    )


def number(least: int, most: int) -> Derived:
    """A whole number in a range, as `5`, `4.0`, `5/5`, `FIVE`; others are none, and are
    told.
    """

    def take(sheet: Sheet, header: str) -> pa.Array:
        texts, _ = sheet.distinct(header)
        folded = pc.utf8_lower(texts)
        digits = pc.cast(
            pc.struct_field(pc.extract_regex(folded, _NUMBER), "number"), pa.int64()
        )
        spelled = pa.array(list(_WORDS.values()), pa.int64()).take(
            pc.index_in(folded, pa.array(list(_WORDS)))
        )
        found = pc.coalesce(digits, spelled)
        fits = pc.fill_null(
            pc.and_(pc.greater_equal(found, least), pc.less_equal(found, most)), False
        )
        _tell(
            sheet,
            header,
            texts.filter(pc.and_(pc.is_valid(texts), pc.invert(fits))),
            f"{least} to {most}",
        )
        return sheet.spread(header, pc.if_else(fits, found, None))

    return Derived(take)


def _tell(sheet: Sheet, header: str, wrong: pa.Array, wanted: str) -> None:
    for found in wrong.slice(0, 10).to_pylist():
        sheet.faults.add(
            0, header, found, f"is no number from {wanted}, and is read as none"
        )


def is_answered(sheet: Sheet, header: str) -> pa.Array:
    """Whether the practice has replied: a yes, a day, or the reply itself."""
    texts, _ = sheet.distinct(header)
    return sheet.spread(
        header,
        pc.and_(pc.is_valid(texts), pc.invert(pc.is_in(pc.utf8_lower(texts), _NO))),
    )


_LIST = Layout(
    "reviews.list",
    "a list of reviews or answers to a survey",
    "review",
    (),
    (
        Field("at", Derived(at), headers=_AT, needed=True, also=_TIME),
        Field(
            "site",
            PlainText(),
            headers=("Site", "Source", "Review Source", "Platform", "Channel"),
        ),
        Field("name", PlainText(), headers=_NAME),
        Field(
            "phone",
            PlainText(),
            headers=("Phone Number", "Phone", "Mobile", "Customer Phone"),
        ),
        Field(
            "email",
            PlainText(),
            headers=("Email ID", "Email", "Email Address", "Customer Email"),
        ),
        Field("id", Id(), headers=("Review ID", "Response ID", "id"), needed=True),
        Field("id", Derived(review_id), headers=_AT, needed=True, also=_TIME),
        Field("patient_id", Id(), headers=(*PATIENT_IDS,)),
        Field(
            "stars",
            number(1, MOST_STARS),
            headers=(
                "Rating",
                "Star Rating",
                "Stars",
                "Review Rating",
                "Overall Rating",
            ),
        ),
        Field(
            "would_recommend",
            number(0, MOST_LIKELY),
            headers=(
                "NPS",
                "NPS Score",
                "Would Recommend",
                "Likelihood To Recommend",
                "Recommend",
            ),
        ),
        Field(
            "text",
            PlainText(),
            headers=(
                "Comment",
                "Comments",
                "Review Text",
                "Review Content",
                "Review",
                "Feedback",
            ),
        ),
        Field(
            "is_answered",
            Derived(is_answered),
            headers=(
                "Replied",
                "Responded",
                "Response Text",
                "Reply",
                "Owner Response",
            ),
        ),
    ),
    needs=Needs(
        ("at",),
        any_of=("stars", "would_recommend"),
        none_of=(*APPOINTMENT_IDS, "ProcCode", "Charges"),
        say="a day, and stars or a score",
    ),
)

REVIEWS = System("reviews", (_LIST,))
