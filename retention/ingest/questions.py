"""What only the practice can answer, asked with the answer that the data suggest and
the rows that show why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.core.errors import RetentionError

AS_OF = "as_of"
DATE_ORDER = "date_order"
DECIMAL_COMMA = "decimal_comma"
TIME_ZONE = "time_zone"
CODE = "code."
UNDATED = "undated_plans"
ENTRY = "entry"
KEYS = (AS_OF, DATE_ORDER, DECIMAL_COMMA, TIME_ZONE, UNDATED)
"""Questions of the files together; every other key names a word, a day, a table or a
column, with dots.
"""
_NEAR = np.timedelta64(7, "D")
_COMES_NEAR = timedelta(days=14)
_MOST_SHOWN = 5
_DOTS = 2

_HAPPENED: tuple[tuple[str, str, str | None], ...] = (
    ("procedure", "completed_on", "completed"),
    ("appointment", "starts_at", "completed"),
    ("appointment", "created_on", None),
    ("contact", "at", None),
)
"""Columns that say when something happened, with the status a row must have for
that.
"""


@dataclass(frozen=True)
class Question:
    """One question: its key for `--set`, the question, the suggested answer, and the
    answers there are (none: free).

    `because` are the rows or counts that show why it is asked, a few short texts.
    """

    key: str
    ask: str
    suggested: str
    answers: tuple[str, ...]
    because: tuple[str, ...] = ()


@dataclass
class Asking:
    """The answers given so far, and the questions that are still open.

    `earlier` are answers of earlier imports: they count where nothing is said now, and
    where they still fit. RetentionError for an answer to a question that there is not.
    """

    given: Mapping[str, str]
    earlier: Mapping[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """All questions that came up, in words by key, those that were answered already
    too.
    """
    _open: dict[str, Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = (
            key for key in self.given if key not in KEYS and not key.startswith(CODE)
        )
        wrong = next((key for key in named if key.count(".") < _DOTS), None)
        if wrong is not None:
            raise RetentionError(
                f"No question is called “{wrong}”. Questions are {', '.join(KEYS)}; "
                "those about a word, a day or a column have the longer names that "
                "they are asked under."
            )

    @property
    def open(self) -> list[Question]:
        """The questions nobody has answered, in the order they came up."""
        return list(self._open.values())

    def is_answered(self, key: str) -> bool:
        """Whether the question of that key was answered, now or earlier."""
        return key in self.given or key in self.earlier

    def answer(
        self,
        question: Question,
        *,
        fits: Callable[[str], bool] | None = None,
        like: str = "another like these",
        anew: bool = False,
    ) -> str:
        """The answer given, or the suggested one, and then the question is open;
        `anew`: earlier ones do not count.

        RetentionError for an answer that is none of the question's; `fits` accepts
        further ones, which are `like`.
        """
        key = question.key
        self.asked.setdefault(key, question.ask)
        given = self.given.get(key, "").strip()
        answer = _accepted(question, given, fits)
        if answer is None and key in self.given:
            others = f" or {like}" if fits is not None else ""
            raise RetentionError(
                f"{key} is {_either(question.answers)}{others}; “{given}” was given."
            )

        if answer is None and not anew:
            earlier = self.earlier.get(key, "").strip()
            answer = _accepted(question, earlier, fits)
        if answer is not None:
            return answer

        self._keep_open(question)
        return question.suggested

    def _keep_open(self, question: Question) -> None:
        """Keep a question open; of one that came up before the reasons are added."""
        known = self._open.get(question.key)
        because = question.because
        if known is not None:
            because = (*known.because, *because)
        each_once = tuple(dict.fromkeys(because))
        shown = each_once[:_MOST_SHOWN]
        self._open[question.key] = replace(known or question, because=shown)


def _accepted(
    question: Question, text: str, fits: Callable[[str], bool] | None
) -> str | None:
    """The answer that a text is, whatever its case; None where it is none."""
    allowed = {answer.casefold(): answer for answer in question.answers}
    answer = allowed.get(text.casefold())
    if answer is None and fits is not None and fits(text):
        return text
    return answer


def _either(answers: Sequence[str]) -> str:
    if len(answers) > 2:
        shown = ", ".join(answers)
        return f"one of {shown}"
    return " or ".join(answers)


def ask_as_of(files: schema.Tables, exported: date | None) -> Question:
    """Which day the export was taken; suggested is the latest day on which something
    happened, "" where nothing did.

    `files` are the rows of the files alone. An export that runs on from the one before
    (of the day `exported`) is not suggested to be older than that: a quiet day or two
    is likelier than an older export.
    """
    latest = latest_day(files)
    because = []
    if latest:
        because.append(
            f"The newest entry is of {formatting.day(latest)}; the export was taken "
            "on that day or soon after."
        )
    if exported:
        because.append(
            f"The records here are of {formatting.day(exported)}; an older export is "
            "refused."
        )
        if latest is None or latest >= exported - _COMES_NEAR:
            latest = max(latest or exported, exported)
    ask = "On which day were these files exported?"
    return Question(
        AS_OF, ask, latest.isoformat() if latest else "", (), tuple(because)
    )


def ask_date_order(
    file: str, column: str, examples: Sequence[str], orders: tuple[str, str]
) -> Question:
    """Whether 3/4/2024 is in March or in April, for files in which no date decides
    it.
    """
    return Question(
        DATE_ORDER,
        f"In “{file}”, column “{column}”, is “{examples[0]}” written with the "
        "month or the day first?",
        orders[0],
        orders,
        (f"no day above the 12th decides it: {', '.join(examples)}",),
    )


def ask_decimal_comma(file: str, column: str, examples: Sequence[str]) -> Question:
    """Whether 1,234 is a thousand or a little more than one, for files in which no
    amount decides it.
    """
    return Question(
        DECIMAL_COMMA,
        f"In “{file}”, column “{column}”, does a comma stand before the cents (as "
        "in 12,50)?",
        "no",
        ("no", "yes"),
        (f"no amount with cents decides it: {', '.join(examples)}",),
    )


def ask_time_zone(
    suggested: str, zones: tuple[str, ...], because: tuple[str, ...]
) -> Question:
    """In which time zone the practice is, for files whose times are those of another
    one.
    """
    return Question(
        TIME_ZONE,
        "In which time zone is the practice? Some times in these files are told with a "
        "zone, and are turned into the practice's own.",
        suggested,
        zones,
        because,
    )


def ask_none_day(
    key: str, day: date, column: str, suggested: str, because: str
) -> Question:
    """Whether a day that stands in too many rows is a day at all."""
    what = column.removesuffix("_on").replace("_", " ")
    return Question(
        key,
        f"Is {formatting.day(day)} a real day where the {what} should stand, or does "
        "it mean that none is known?",
        suggested,
        ("none", "real"),
        (because,),
    )


def ask_undated(because: str) -> Question:
    """What to do with planned treatment whose day of planning a conversion has lost."""
    return Question(
        UNDATED,
        "Many planned treatments have no day of planning, as when a practice changes "
        "its system. Should the day they were entered stand for it, or should they "
        "stay undated?",
        "undated",
        ("undated", ENTRY),
        (because,),
    )


def ask_past(key: str, layout: str, because: tuple[str, ...]) -> Question:
    """What became of appointments that are over and that nobody has marked; unknown
    unless somebody says so.
    """
    return Question(
        key,
        f"“{layout}”: many appointments are over and still scheduled. Did these people "
        "come? Only say so if nearly all of them did, or did not.",
        "unknown",
        ("unknown", "attended", "missed"),
        because,
    )


def ask_word(key: str, ask: str, choices: tuple[str, ...], because: str) -> Question:
    """What a word of the practice's system means; unknown unless somebody says so."""
    return Question(key, ask, "unknown", choices, (because,))


def ask_forbidden(
    key: str, flag: str, column: str, answers: tuple[str, ...], because: str
) -> Question:
    """What a flag forbids that only the practice's system explains; everything unless
    somebody says so.
    """
    ask = (
        f"What does “{flag}” in column “{column}” forbid? Until you say so, whoever "
        "has it is not contacted at all."
    )
    return Question(key, ask, "unknown", answers, (because,))


def ask_layout(
    keys: Sequence[str],
    file: str,
    titles: tuple[str, ...],
    suggested: str,
    because: str,
) -> Question:
    """Which kind of file one is whose headings are those of several; answered by
    title.
    """
    quoted = [f"“{title}”" for title in titles]
    shown = " and ".join(quoted)
    ask = f"“{file}” has the headings of {shown}. As which is it to be read?"
    of_layouts = ".".join(sorted(keys))
    return Question(f"layout.{of_layouts}", ask, suggested, titles, (because,))


def ask_column(
    key: str,
    file: str,
    column: str,
    headers: tuple[str, ...],
    because: tuple[str, ...] = (),
) -> Question:
    """Which of several columns of a list is meant."""
    shown = " or ".join(f"“{header}”" for header in headers)
    what = column.removesuffix("_id").replace("_", " ")
    return Question(
        key,
        f"In “{file}”, which column is the {what}: {shown}?",
        headers[0],
        headers,
        because,
    )


def happened(name: str, rows: pa.Table) -> dict[str, pa.Table]:
    """Of a table's rows the columns that say when something happened, by the table's
    name; nothing for other tables.
    """
    columns: set[str] = set()
    for table, column, status in _HAPPENED:
        if table != name:
            continue
        columns.add(column)
        if status is not None:
            columns.add("status")
    if not columns:
        return {}
    return {name: rows.select(sorted(columns))}


def latest_day(tables: schema.Tables) -> date | None:
    """The latest day on which something happened, None where nothing did.

    A practice works every week and leaves more than one trace: in each column a day
    counts when the week before it has one too (else the column's last one), and of the
    columns' latest days the first that another column comes near to within two weeks.
    So neither a mistyped year nor one column that runs ahead moves the day.
    """
    latest: list[date] = []
    for name, column, status in _HAPPENED:
        if name in tables:
            days = _days(tables[name], column, status)
            if len(days):
                latest.append(_latest(days))
    latest.sort(reverse=True)
    for day, before in pairwise(latest):
        if day - before <= _COMES_NEAR:
            return day
    return latest[0] if latest else None


def _latest(days: np.ndarray) -> date:
    """The last of sorted days that another one comes before within a week."""
    gaps = np.diff(days)
    followed = np.flatnonzero(gaps <= _NEAR) + 1
    last = -1
    if len(followed):
        last = followed[-1]
    return days[last].item()


def _days(table: pa.Table, column: str, status: str | None) -> np.ndarray:
    """The days of a column, sorted and each once, of rows with that status."""
    moments = table[column]
    if status is not None:
        is_so = pc.equal(table["status"], status)
        moments = moments.filter(pc.fill_null(is_so, False))
    filled = pc.drop_null(moments)
    days = pc.cast(filled, pa.date32(), safe=False)
    return np.unique(days.to_numpy())
