"""Rows of a table as a frame of declared types, the same on every database."""

import pandas as pd
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    select,
    true,
    type_coerce,
)


def frame(
    connection: Connection,
    table: Table,
    practice: str,
    *,
    after: int = 0,
    where: ColumnElement[bool] | None = None,
) -> pd.DataFrame:
    """Read a practice's rows of a table, in the order made.

    The practice's column is left out. Days and times are datetime64[us], yes or no is
    boolean, numbers that may be missing are Int64, text is str: so too where there are
    no rows.

    Args:
        after: Only rows numbered above this.
        where: Only rows of which this is true.
    """
    columns = [column for column in table.columns if column.name != "practice"]
    is_wanted = (
        table.c.practice == practice,
        table.c.id > after,
        true() if where is None else where,
    )
    as_given = [_as_given(column) for column in columns]
    rows = select(*as_given).where(*is_wanted).order_by(table.c.id)
    dtypes = {column.name: _dtype(column) for column in columns}
    try:
        return pd.read_sql_query(rows, connection, dtype=dtypes)
    except pd.errors.DatabaseError as failed:
        # pandas wraps the driver's own, for which the store has words
        raise failed.__cause__ or failed from None


def _as_given(column: Column):  # type: ignore[no-untyped-def]
    """Take a column as the driver gives it: pandas reads all ISO days at once."""
    if isinstance(column.type, Date | DateTime | Boolean):
        return type_coerce(column, String)
    return column


def _dtype(column: Column) -> str:
    if isinstance(column.type, Date | DateTime):
        return "datetime64[us]"
    if isinstance(column.type, Boolean):
        return "boolean"
    if isinstance(column.type, Integer):
        return "Int64" if column.nullable else "int64"
    return "str"
