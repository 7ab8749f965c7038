"""The same import in pandas, written by hand column by column; tables and problems as
Parquet.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from retention.core import schema
from tests.bench.apart import Answer
from tests.bench.import_tables import (
    NONE_DAYS,
    UNKNOWN,
    WORDS,
    files,
    needed,
    parquet_answer,
)

_NONE = pd.to_datetime([day for day in NONE_DAYS if day > "1000"])
Read = tuple[pd.Series, pd.Series | None]
"""What the cells mean, and which of them cannot be read."""


def load(files_in: Path, out: Path) -> None:
    """Every file, one after the other."""
    problems: list[pd.DataFrame] = []
    for file, (table, columns) in files().items():
        _load(files_in / f"{file}.csv", table, columns, out, problems)
    pd.concat(problems, ignore_index=True).to_parquet(
        out / "problems.parquet", compression="zstd", index=False
    )


def answer(files_in: Path, out: Path) -> Answer:
    """What was written."""
    return parquet_answer(out)


def _load(
    file: Path,
    table: str,
    columns: dict[str, tuple[str, str]],
    out: Path,
    problems: list[pd.DataFrame],
) -> None:
    raw = pd.read_csv(file, dtype=str, keep_default_na=False)
    cells = {header: _text(raw, header)[0] for header in raw.columns}
    made: dict[str, pd.Series] = {}

    def tell(rows: np.ndarray, header: str, *, set_aside: bool) -> None:
        problems.append(
            pd.DataFrame(
                {
                    "file": file.name,
                    "row": rows + 2,
                    "column": header,
                    "found": raw[header].to_numpy()[rows],
                    "set_aside": set_aside,
                }
            )
        )

    told = set()
    for name, (kind, header) in columns.items():
        made[name], bad = (
            _choice(cells[header], kind)
            if kind in WORDS
            else _READ[kind](cells, header)
        )
        if bad is not None and bad.any() and header not in told:
            told.add(header)
            tell(np.flatnonzero(bad), header, set_aside=False)
    frame = pd.DataFrame(made)
    has = np.ones(len(raw), bool)
    for name, header in needed(table, columns).items():
        lacks = has & frame[name].isna().to_numpy()
        tell(np.flatnonzero(lacks), header, set_aside=True)
        has &= ~lacks
    frame = frame[has]
    losers = _losers(frame)
    tell(losers, columns["id"][1], set_aside=True)
    frame = frame.drop(index=losers)
    frame = frame.iloc[np.argsort(frame["id"].astype("int64"), kind="stable")]
    declared = schema.BY_NAME[table].arrow
    arrays = [
        pa.array(frame[name.name], name.type, safe=False)
        if name.name in frame
        else pa.nulls(len(frame), name.type)
        for name in declared
    ]
    pq.write_table(
        pa.table(arrays, schema=declared), out / f"{table}.parquet", compression="zstd"
    )


def _losers(frame: pd.DataFrame) -> np.ndarray:
    """Of several rows with one id the last counts, or the first where all are alike;
    the others.
    """
    twice = frame[frame["id"].duplicated(keep=False)]
    differs = ~twice.duplicated(keep=False)
    has_other = differs.groupby(twice["id"]).transform("any")
    loses = np.where(
        has_other,
        twice["id"].duplicated(keep="last"),
        twice["id"].duplicated(keep="first"),
    )
    return twice.index.to_numpy()[loses.astype(bool)]


Cells = dict[str, pd.Series]


def _text(cells: Cells | pd.DataFrame, header: str) -> Read:
    found = cells[header].str.strip()
    return found.mask(found == ""), None


def _kept(cells: Cells, header: str) -> Read:
    return cells[header], None


def _id(cells: Cells, header: str) -> Read:
    return cells[header].mask(cells[header] == "0"), None


def _moment(cells: Cells, header: str) -> Read:
    texts = cells[header]
    found = pd.to_datetime(texts, errors="coerce", format="ISO8601")
    none = found.dt.normalize().isin(_NONE) | texts.str.startswith("0001-01-01")
    return found.mask(none), found.isna() & texts.notna() & ~none.fillna(False)


def _day(cells: Cells, header: str) -> Read:
    found, bad = _moment(cells, header)
    return found.dt.normalize(), bad


def _count(cells: Cells, header: str) -> Read:
    found = pd.to_numeric(cells[header], errors="coerce")
    return found.astype("Int64"), found.isna() & cells[header].notna()


def _money(cells: Cells, header: str) -> Read:
    found = pd.to_numeric(cells[header], errors="coerce")
    return (found * 100).round().astype("Int64"), found.isna() & cells[header].notna()


def _choice(texts: pd.Series, kind: str) -> Read:
    found = texts.map(WORDS[kind])
    bad = found.isna() & texts.notna()
    return found.mask(bad, UNKNOWN.get(kind, "unknown")), bad


def _yes(texts: pd.Series, yes: str, no: str) -> pd.Series:
    return texts.map({yes: True, no: False}).astype("boolean")


def _flag(cells: Cells, header: str) -> Read:
    found = _yes(cells[header], "1", "0")
    return found, found.isna() & cells[header].notna()


def _packed(cells: Cells, header: str, *parts: tuple[int, int, int]) -> Read:
    number, bad = _count(cells, header)
    return sum(
        (number // 2**bits % size * times for bits, size, times in parts),
        start=number * 0,
    ), bad


def _phone_ok(cells: Cells, header: str) -> Read:
    never = (cells["PreferContactMethod"] == "1") | (cells["PreferRecallMethod"] == "1")
    return pd.Series(pd.NA, never.index, "boolean").mask(never, False), None


def _completed_on(cells: Cells, header: str) -> Read:
    found, bad = _day(cells, header)
    return found.where(cells["ProcStatus"] == "2"), bad


def _died_on(cells: Cells, header: str) -> Read:
    found, bad = _day(cells, header)
    return found.where(cells["PatStatus"] == "5"), bad


def _units(cells: Cells, header: str) -> Read:
    units, bad = _count(cells, header)
    return (units.fillna(0) + _count(cells, "BaseUnits")[0].fillna(0)).clip(
        lower=1
    ), bad


def _name(cells: Cells, header: str) -> Read:
    found = (cells["FName"].fillna("") + " " + cells["LName"].fillna("")).str.strip()
    return found.mask(found == ""), None


_READ: dict[str, Callable[[Cells, str], Read]] = {
    "id": _id,
    "text": _kept,
    "day": _day,
    "moment": _moment,
    "count": _count,
    "money": _money,
    "flag": _flag,
    "shown": lambda cells, header: (
        _yes(cells[header], "0", "1") & (cells["ProvStatus"] != "1"),
        None,
    ),
    "text_ok": lambda cells, header: (_yes(cells[header], "1", "2"), None),
    "phone_ok": _phone_ok,
    "completed_on": _completed_on,
    "died_on": _died_on,
    "units": _units,
    "name": _name,
    "pattern": lambda cells, header: (
        cells[header].str.len().astype("Int64") * 5,
        None,
    ),
    "asked_before": lambda cells, header: (cells[header] == "PreAuth", None),
    "automatic": lambda cells, header: (cells[header] != "0", None),
    "months": lambda cells, header: _packed(cells, header, (24, 128, 12), (16, 256, 1)),
    "days": lambda cells, header: (
        _packed(cells, header, (8, 256, 7), (0, 256, 1))[0],
        None,
    ),
}
