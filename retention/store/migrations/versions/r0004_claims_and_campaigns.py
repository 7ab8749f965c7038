"""Claims on a row, corrections for the practice's own system, campaigns with their
frozen lists and arms.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_HELD = ("practice", "household_id")


def upgrade() -> None:
    op.add_column("contact", sa.Column("closing_reason", sa.Text))
    op.add_column("contact", sa.Column("script", sa.Text))
    op.create_table(
        "claim",
        *(
            sa.Column(
                name, sa.String(60) if name == "practice" else sa.Text, nullable=False
            )
            for name in _HELD
        ),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint(*_HELD, name="pk_claim"),
        _of_practice("claim"),
    )
    op.create_table(
        "secret",
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("practice", name="pk_secret"),
        _of_practice("secret"),
    )
    _numbered(
        "correction",
        "patient_id",
        sa.Column("patient_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Integer),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_correction_contact_id"
        ),
    )
    _campaigns()


def _campaigns() -> None:
    _numbered(
        "campaign",
        None,
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("name", "kind", "profile")
        ),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("segment", sa.JSON, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("share", sa.Float(53), nullable=False),
        sa.Column("window", sa.Integer, nullable=False),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("mailing_id", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name="fk_campaign_mailing_id"
        ),
    )
    _numbered(
        "member",
        "campaign_id",
        sa.Column("campaign_id", sa.Integer, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("patient_id", "household_id", "reason")
        ),
        sa.Column("band", sa.Integer, nullable=False),
        sa.Column("arm", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_member_campaign_id"
        ),
    )


def _of_practice(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["practice"], ["practice.key"], name=f"fk_{name}_practice"
    )


def _numbered(
    name: str, found_by: str | None, *columns: sa.Column | sa.Constraint
) -> None:
    """A table whose rows belong to a practice and are numbered, no number twice; found
    by practice and a column.
    """
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        _of_practice(name),
        sqlite_autoincrement=True,
    )
    indexed = ["practice", found_by] if found_by else ["practice"]
    op.create_index(f"ix_{name}_{'_'.join(indexed)}", name, indexed)


def downgrade() -> None:
    for name in ("member", "campaign", "correction", "secret", "claim"):
        op.drop_table(name)
    op.drop_column("contact", "script")
    op.drop_column("contact", "closing_reason")
