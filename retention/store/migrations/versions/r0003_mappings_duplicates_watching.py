"""Files mapped by hand, likely duplicates decided, and the folder that is watched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _numbered(
        "mapping",
        "fingerprint",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("declaration", sa.JSON),
        sa.Column("by", sa.Text, nullable=False),
    )
    _numbered(
        "duplicate",
        "loser_id",
        sa.Column("loser_id", sa.Text, nullable=False),
        sa.Column("winner_id", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
    _numbered(
        "watch",
        None,
        sa.Column("folder", sa.Text),
        sa.Column("set_at", sa.DateTime, nullable=False),
    )
    _numbered(
        "watched",
        "sha256",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("snapshot", sa.Integer),
        sa.Column("say", sa.Text, nullable=False),
    )


def _numbered(name: str, found_by: str | None, *columns: sa.Column) -> None:
    """A table whose rows belong to a practice and are numbered, no number twice; found
    by practice and a column.
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
    indexed = ["practice", found_by] if found_by else ["practice"]
    op.create_index(f"ix_{name}_{'_'.join(indexed)}", name, indexed)


def downgrade() -> None:
    for name in ("watched", "watch", "duplicate", "mapping"):
        op.drop_table(name)
