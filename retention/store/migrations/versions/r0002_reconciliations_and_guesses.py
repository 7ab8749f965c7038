"""Reconciliations with the practice's own reports, and what the owner guessed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _numbered(
        "reconciliation",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("comparison", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("ours", sa.Float(53), nullable=False),
        sa.Column("theirs", sa.Float(53), nullable=False),
        sa.Column("only_ours", sa.Integer),
        sa.Column("only_theirs", sa.Integer),
        sa.Column("explained", sa.Float(53), nullable=False),
        sa.Column("not_explained", sa.Float(53), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
    _numbered(
        "guess",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("value", sa.Float(53)),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sa.Column("measured", sa.Float(53)),
        sa.Column("by", sa.Text, nullable=False),
    )


def _numbered(name: str, *columns: sa.Column) -> None:
    """A table whose rows belong to a practice and a figure, and are numbered, no number
    twice.
    """
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["practice"], ["practice.key"], name=f"fk_{name}_practice"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_practice_key", name, ["practice", "key"])


def downgrade() -> None:
    for name in ("guess", "reconciliation"):
        op.drop_table(name)
