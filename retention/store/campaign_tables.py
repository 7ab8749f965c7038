"""The tables of claims, corrections, campaigns and the files taken of them; the
migrations build exactly these.
"""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from retention.store.tables import metadata, of_practice, text

claim = Table(
    "claim",
    metadata,
    Column("practice", String(60), ForeignKey("practice.key"), primary_key=True),
    Column(
        "household_id", Text, primary_key=True
    ),  # one claim at most on a household's row
    Column(
        "holder", Text, nullable=False
    ),  # who has it open: a token of one visitor's session, of nobody else
    text("by"),
    Column("at", DateTime, nullable=False),
    Column("until", DateTime, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("patient_id", Text, nullable=False),
    Column(
        "what", Text, nullable=False
    ),  # the outcome that says what is wrong in the practice's own system
    Column("contact_id", Integer, ForeignKey("contact.id")),
    Column("at", DateTime, nullable=False),
    Column("done_at", DateTime),  # null until somebody has put it right there
    text("done_by"),
    Index(None, "practice", "patient_id"),
    sqlite_autoincrement=True,
)

secret = Table(
    "secret",
    metadata,
    Column("practice", String(60), ForeignKey("practice.key"), primary_key=True),
    Column(
        "key", String(64), nullable=False
    ),  # 256 random bits, made once: hashes with it tell nothing without it
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", Integer, primary_key=True),
    of_practice(),
    Column("name", Text, nullable=False),
    Column(
        "kind", Text, nullable=False
    ),  # its class before the law, one of vocabulary.CAMPAIGN_KINDS
    Column("profile", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column(
        "day", Date, nullable=False
    ),  # the day of work from which its effect is counted
    Column("snapshot", Integer, nullable=False),
    Column("segment", JSON, nullable=False),  # reasons and filters, as chosen
    Column("columns", JSON, nullable=False),
    Column("share", Float(53), nullable=False),  # held out, 0 to 0.5
    Column("window", Integer, nullable=False),  # days after which its effect is said
    Column("left_out", JSON, nullable=False),
    Column(
        "mailing_id", Integer, ForeignKey("mailing.id")
    ),  # null where no file was made
    text("by"),
    Column(
        "message", Text
    ),  # of a file of texts; null where the campaign is older than this column
    Column("canceled_at", DateTime),  # null while it stands
    Column("canceled_by", Text),
    Index(None, "practice"),
    sqlite_autoincrement=True,
)

taken_file = Table(
    "taken_file",
    metadata,
    Column(
        "id", Integer, primary_key=True
    ),  # rows are only added: each is a campaign's file that somebody got
    of_practice(),
    Column("campaign_id", Integer, ForeignKey("campaign.id"), nullable=False),
    Column("at", DateTime, nullable=False),
    text("by"),
    Column("rows", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column(
        "left_out", JSON, nullable=False
    ),  # people of the first file who are not in this one, by why
    Column("sha256", String(64), nullable=False),
    Index(None, "practice", "campaign_id"),
    sqlite_autoincrement=True,
)

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),  # the frozen list: rows are never changed
    of_practice(),
    Column("campaign_id", Integer, ForeignKey("campaign.id"), nullable=False),
    Column("patient_id", Text, nullable=False),
    Column("household_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column(
        "band", Integer, nullable=False
    ),  # of priority within its reason, 0 the highest
    Column("arm", Text, nullable=False),  # one of vocabulary.ARMS
    Index(None, "practice", "campaign_id"),
    sqlite_autoincrement=True,
)
