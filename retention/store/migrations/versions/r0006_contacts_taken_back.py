"""Contacts that were taken back, canceled campaigns, and the files that were taken of
campaigns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ADDED = {
    "contact": {"taken_back_at": sa.DateTime, "taken_back_by": sa.Text},
    "campaign": {
        "message": sa.Text,
        "canceled_at": sa.DateTime,
        "canceled_by": sa.Text,
    },
}
_BY_TAKEN_BACK = "ix_contact_practice_taken_back_at"


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
    op.create_index(_BY_TAKEN_BACK, "contact", ["practice", "taken_back_at"])
    op.create_table(
        "taken_file",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_taken_file"),
        sa.ForeignKeyConstraint(
            ["practice"], ["practice.key"], name="fk_taken_file_practice"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_taken_file_campaign_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_taken_file_practice_campaign_id", "taken_file", ["practice", "campaign_id"]
    )


def downgrade() -> None:
    op.drop_table("taken_file")
    op.drop_index(_BY_TAKEN_BACK, "contact")
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
