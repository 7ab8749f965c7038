"""What was answered at imports, and which questions kept a watched file waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_PER_IMPORT = "as_of"  # the day of the export is another one each time


def upgrade() -> None:
    op.add_column("watched", sa.Column("asks", sa.JSON))
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("ask", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("number", sa.Integer),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["practice"], ["practice.key"], name="fk_answer_practice"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_practice", "answer", ["practice"])
    _carry_over()


def _carry_over() -> None:
    """The answers that stood in the ledger alone; which words were asked is not known
    of them.
    """
    names = ("practice", "number", "made_at", "answers")
    ledger = sa.table(
        "import_",
        *(sa.column(name, sa.JSON if name == "answers" else None) for name in names),
    )
    columns = ("practice", "key", "ask", "answer", "number", "at")
    answer = sa.table("answer", *(sa.column(name) for name in columns))
    lines = (
        op.get_bind()
        .execute(sa.select(ledger).order_by(ledger.c.practice, ledger.c.number))
        .all()
    )
    rows = [
        dict(
            zip(
                columns,
                (line.practice, key, "", text, line.number, line.made_at),
                strict=True,
            )
        )
        for line in lines
        for key, text in line.answers.items()
        if key != _PER_IMPORT
    ]
    if rows:
        op.bulk_insert(answer, rows)


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_column("watched", "asks")
