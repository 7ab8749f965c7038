"""What the values of a column look like: days, phones, e-mails, money, codes, numbers,
yes or no, few words.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import phones
from retention.core.schema import Kind
from retention.ingest.parse import dates, values

MOSTLY = 0.7  # share of values from which a column is what they are
_FEW = 20  # different words from which a column is no choice any more
_FORMS = {
    "phone": r"^\+?[\d ().\-/]{7,20}(?: ?(?:x|ext\.?) ?\d+)?$",
    "email": r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$",
    "code": r"^[Dd]\d{4}(?:\.\w+)?$",
    "money": r"^\(?-?[$€£]? ?-?\d[\d,]*(?:[.,]\d{1,2})?\)?$",
    "number": r"^-?\d{1,15}(?:\.0+)?$",
    "amount": r"[$€£]|\d[.,]\d{2}\)?$",
    "state": r"^[A-Z]{2}$",
    "sex": r"^(?i:m|f|male|female|w|u|o|other|unknown)$",
    "name": r"^[^\d,@]+,\s*[^\d,@]+$",
    "words": r"^[^\d@]*[^\W\d]{2}[^\d@]*$",
}
_SAYS = {
    "day": "days",
    "clock": "times of day",
    "phone": "phone numbers",
    "email": "addresses of e-mail",
    "code": "procedure codes",
    "sex": "female and male",
    "state": "states",
    "number": "numbers",
    "amount": "amounts of money",
    "name": "names written “Last, First”",
    "flag": "yes and no",
    "words": "words",
}


@dataclass(frozen=True)
class Shape:
    """One column of a sample: how many of its rows say something, how many values
    differ, and what they look like.
    """

    filled: float
    """Share of the rows."""
    different: float
    """Share of the filled rows."""
    number: int
    """How many different values."""
    shares: dict[str, float]
    """Share of the different values that have a form, by form."""

    def is_mostly(self, form: str) -> bool:
        """Whether most values have that form."""
        share = self.shares.get(form, 0.0)
        return share >= MOSTLY

    @property
    def says(self) -> str:
        """What the values look like, for people; "" where nothing is told."""
        for form, words in _SAYS.items():
            if self.is_mostly(form):
                return words
        return ""


def shape_of(column: pa.Array) -> Shape:
    """The shape of a column of texts."""
    texts = values.clean(column)
    filled = len(texts) - texts.null_count
    distinct = texts.drop_null().unique()
    if not len(distinct):
        return Shape(0.0, 0.0, 0, {})

    shares = {
        form: _share(pc.match_substring_regex(distinct, regex))
        for form, regex in _FORMS.items()
    }
    digits = pc.utf8_length(phones.all_digits(distinct))
    shares["phone"] = min(
        shares["phone"], _share(pc.and_(pc.greater(digits, 6), pc.less(digits, 16)))
    )
    parsed = dates.parsed(distinct)
    unread = [
        dates.moments(parsed, order)[1]
        for order in (dates.MONTH_FIRST, dates.DAY_FIRST)
    ]
    counted = (
        parsed.parts is None and parsed.zoned.any()
    )  # seconds since 1970 look like phones and other long numbers
    shares["day"] = 0.0 if counted else 1 - float(np.logical_and(*unread).mean())
    shares["clock"] = 1 - float(np.isnat(dates.clocks(distinct)).mean())
    shares["flag"] = 1 - float(values.flags(distinct)[1].mean())
    if shares["day"] >= MOSTLY:
        shares |= dict.fromkeys(("phone", "money", "number", "amount"), 0.0)
    return Shape(filled / len(texts), len(distinct) / filled, len(distinct), shares)


def _share(truth: pa.Array) -> float:
    return float(np.mean(truth.to_numpy(zero_copy_only=False)))


_NEEDS = {
    "email": "email",
    "home_phone": "phone",
    "work_phone": "phone",
    "mobile_phone": "phone",
    "phone": "phone",
    "time": "clock",
}
"""Columns of text whose values must have a form."""
_TELLS = {
    "email": "email",
    "mobile_phone": "phone",
    "phone": "phone",
    "code_raw": "code",
    "sex": "sex",
    "state": "state",
    "full_name": "name",
    "time": "clock",
}
"""Columns that the form of values alone suggests."""
_BY_KIND = {
    Kind.DAY: "day",
    Kind.MOMENT: "day",
    Kind.CENTS: "money",
    Kind.COUNT: "number",
    Kind.FLAG: "flag",
}


def fits(shape: Shape, column: str, kind: Kind) -> bool:
    """Whether values of that shape may be those of a column; an empty column may be
    any.
    """
    if not shape.number:
        return True

    is_days = shape.is_mostly("day")
    if column in ("starts_at", "at"):
        return is_days
    if column in ("arrived_at", "seated_at", "dismissed_at"):
        return is_days or shape.is_mostly("clock")

    form = _NEEDS.get(column) or _BY_KIND.get(kind)
    if form is not None:
        return shape.is_mostly(form)
    if is_days:
        return False
    if kind is Kind.CHOICE:
        return shape.number <= _FEW
    if shape.is_mostly("email"):
        return False
    return column not in ("id", "patient_id") or not shape.is_mostly("name")


def tells(shape: Shape, column: str) -> bool:
    """Whether values of that shape, under whatever heading, are likely those of the
    column.
    """
    if column == "birth_date":
        return False

    form = _TELLS.get(column)
    return (
        form is not None
        and shape.is_mostly(form)
        and (form != "sex" or shape.number <= 5)
    )
