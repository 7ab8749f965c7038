"""The first tables: practices, imports, mailings, contacts, stops, policy."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables; one after the other, as long as they are many."""
    op.create_table(
        "practice",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("current", sa.Integer),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_practice"),
        sa.UniqueConstraint("name", name="uq_practice_name"),
    )
    op.create_table(
        "import_",
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("exported", sa.Date, nullable=False),
        sa.Column("changed", sa.Boolean, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("practice", "number", name="pk_import_"),
        sa.ForeignKeyConstraint(
            ["practice"], ["practice.key"], name="fk_import__practice"
        ),
    )
    _numbered(
        "mailing",
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_index("ix_mailing_practice", "mailing", ["practice"])
    _numbered(
        "contact",
        sa.Column("patient_id", sa.Text, nullable=False),
        sa.Column("household_id", sa.Text),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reached", sa.Boolean),
        sa.Column("channel", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("call_back_on", sa.Date),
        sa.Column("mailing_id", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name="fk_contact_mailing_id"
        ),
    )
    op.create_index(
        "ix_contact_practice_patient_id", "contact", ["practice", "patient_id"]
    )
    _numbered(
        "stop",
        sa.Column("patient_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("lifted_at", sa.DateTime),
    )
    op.create_index("ix_stop_practice_patient_id", "stop", ["practice", "patient_id"])
    _numbered(
        "policy",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_policy_practice_key", "policy", ["practice", "key"])


def _numbered(name: str, *parts: sa.Column | sa.ForeignKeyConstraint) -> None:
    """A table whose rows belong to a practice and are numbered, no number twice."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["practice"], ["practice.key"], name=f"fk_{name}_practice"
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for name in ("policy", "stop", "contact", "mailing", "import_", "practice"):
        op.drop_table(name)
