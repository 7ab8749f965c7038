"""The tables of the work database, once; the migrations build exactly these."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def of_practice() -> Column[str]:
    """The practice that a row belongs to."""
    return Column("practice", String(60), ForeignKey("practice.key"), nullable=False)


def text(name: str) -> Column[str]:
    """A text that is empty where nobody said anything."""
    return Column(name, Text, nullable=False, default="")


practice = Table(
    "practice",
    metadata,
    Column(
        "key", String(60), primary_key=True
    ),  # a name for folders, made from the practice's name
    Column("name", Text, nullable=False, unique=True),
    Column("current", Integer),  # the snapshot in use; null until the first import
    Column(
        "last_number", Integer, nullable=False, default=0
    ),  # numbers are handed out once, for good
    Column(
        "revision", Integer, nullable=False, default=0
    ),  # rises with every write that concerns the practice
    Column("created_at", DateTime, nullable=False),
)

import_ = Table(
    "import_",
    metadata,
    Column("practice", String(60), ForeignKey("practice.key"), primary_key=True),
    Column(
        "number", Integer, primary_key=True, autoincrement=False
    ),  # the snapshot's number
    Column("made_at", DateTime, nullable=False),
    Column("exported", Date, nullable=False),
    Column("changed", Boolean, nullable=False),
    Column("files", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("undone_at", DateTime),
    text("note"),
)

mailing = Table(
    "mailing",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("profile", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("left_out", JSON, nullable=False),
    Column("sha256", String(64), nullable=False),
    Index(None, "practice"),
    sqlite_autoincrement=True,
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("patient_id", Text, nullable=False),
    Column("household_id", Text),
    Column("at", DateTime, nullable=False),
    Column("day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reached", Boolean),
    Column("channel", Text),
    text("note"),
    Column("call_back_on", Date),
    Column("mailing_id", Integer, ForeignKey("mailing.id")),
    text("by"),
    Column(
        "closing_reason", Text
    ),  # one of vocabulary.CLOSING_REASONS, where somebody leaves
    Column("script", Text),  # key of the opening line that the caller was shown
    Column("taken_back_at", DateTime),  # null while it counts
    Column("taken_back_by", Text),
    Index(None, "practice", "patient_id"),
    Index(None, "practice", "taken_back_at"),
    sqlite_autoincrement=True,
)

stop = Table(
    "stop",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("patient_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("since", Date, nullable=False),
    text("why"),
    Column("lifted_at", DateTime),
    Index(None, "practice", "patient_id"),
    sqlite_autoincrement=True,
)

policy = Table(
    "policy",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added; the last one of a key counts
    of_practice(),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("set_at", DateTime, nullable=False),
    Index(None, "practice", "key"),
    sqlite_autoincrement=True,
)

reconciliation = Table(
    "reconciliation",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("key", Text, nullable=False),  # of our figure
    Column("comparison", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("snapshot", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("first", Date, nullable=False),  # the period, both days counted
    Column("last", Date, nullable=False),
    Column(
        "unit", Text, nullable=False
    ),  # of both sides: people, appointments, visits, cents or share
    Column("ours", Float(53), nullable=False),
    Column("theirs", Float(53), nullable=False),
    Column(
        "only_ours", Integer
    ),  # people; null where a number was held against a number
    Column("only_theirs", Integer),
    Column("explained", Float(53), nullable=False),
    Column("not_explained", Float(53), nullable=False),
    Column("sha256", String(64), nullable=False),  # of the printed text
    text("by"),
    Index(None, "practice", "key"),
    sqlite_autoincrement=True,
)

guess = Table(
    "guess",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("key", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("unit", Text, nullable=False),
    Column("value", Float(53)),  # null where it was skipped
    Column("skipped", Boolean, nullable=False),
    Column("measured", Float(53)),  # at the time; null where it could not be given
    text("by"),
    Index(None, "practice", "key"),
    sqlite_autoincrement=True,
)

mapping = Table(
    "mapping",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added; the last one of a fingerprint counts
    of_practice(),
    Column("fingerprint", String(64), nullable=False),  # of the file's header line
    Column("made_at", DateTime, nullable=False),
    Column(
        "declaration", JSON
    ),  # how the file's columns are read; null where it was taken back
    text("by"),
    Index(None, "practice", "fingerprint"),
    sqlite_autoincrement=True,
)

answer = Table(
    "answer",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added; the last one of a key that stands counts
    of_practice(),
    Column("key", Text, nullable=False),  # of the question
    text("ask"),  # the question in words
    Column("answer", Text),  # null where it was taken back
    Column(
        "number",
        Integer,
        # the import it was given for, with which it is undone; null where nothing
        # changed
    ),
    Column("at", DateTime, nullable=False),
    Index(None, "practice"),
    sqlite_autoincrement=True,
)

duplicate = Table(
    "duplicate",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added; the last one of a pair counts
    of_practice(),
    Column(
        "loser_id", Text, nullable=False
    ),  # patients' ids; of a pair that is two people the smaller text
    Column("winner_id", Text, nullable=False),
    Column("decision", Text, nullable=False),  # one of vocabulary.DUPLICATES
    Column("at", DateTime, nullable=False),
    text("by"),
    Index(None, "practice", "loser_id"),
    sqlite_autoincrement=True,
)

watch = Table(
    "watch",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added; the last one of a practice counts
    of_practice(),
    Column("folder", Text),  # null where watching was ended
    Column("set_at", DateTime, nullable=False),
    Index(None, "practice"),
    sqlite_autoincrement=True,
)

watched = Table(
    "watched",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("name", Text, nullable=False),  # of the file in the folder
    Column("sha256", String(64), nullable=False),
    Column("at", DateTime, nullable=False),
    Column(
        "snapshot", Integer
    ),  # what it became; null where it was refused or waits for an answer
    text(
        "say"
        # why it was refused, or what is asked; empty without a snapshot: somebody had
        # it
        # tried again
    ),
    Column(
        "asks", JSON
    ),  # keys of the questions that it waits for; null where it waits for none
    Index(None, "practice", "sha256"),
    sqlite_autoincrement=True,
)
