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
    """A practice's rows of a table numbered above `after`, in the order made, without
    the practice's column.

    Days and times are datetime64[us], yes or no is boolean, numbers that may be missing
    Int64, text str; so too when there are no rows.
    """
    columns = [column for column in table.columns if column.name != "practice"]
    mine = (
        table.c.practice == practice,
        table.c.id > after,
        true() if where is None else where,
    )
    wanted = select(*map(_raw, columns)).where(*mine).order_by(table.c.id)
    rows = connection.execute(wanted).all()
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    content = zip(columns, values, strict=True)
    return pd.DataFrame(
        {column.name: _typed(column, list(given)) for column, given in content}
    )


def _raw(column: Column):  # type: ignore[no-untyped-def]
    """The column as the driver gives it: reading ISO days is left to pandas, all at
    once.
    """
    return (
        type_coerce(column, String)
        if isinstance(column.type, Date | DateTime | Boolean)
        else column
    )


def _typed(column: Column, given: list[object]) -> pd.Series:
    if isinstance(column.type, Date | DateTime):
        return pd.to_datetime(pd.Series(given, dtype=object), format="ISO8601").astype(
            "datetime64[us]"
        )
    if isinstance(column.type, Boolean):
        return pd.Series(given, dtype="boolean")
    if isinstance(column.type, Integer):
        return pd.Series(given, dtype="Int64" if column.nullable else "int64")
    return pd.Series(given, dtype="str")
