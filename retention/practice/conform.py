"""From stored tables to a `Practice`: people numbered, merges followed, codes joined, days and cents as such."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention import codes
from retention.policy import Policy
from retention.practice.merges import follow
from retention.practice.model import Practice
from retention.schema import BY_NAME, Kind, Tables

_GROUPS = {"provider_id", "hygienist_id", "location_id", "code_raw", "code_id", "status_raw"}
_TYPES = {pa.string(): pd.StringDtype("pyarrow", na_value=np.nan), pa.bool_(): pd.BooleanDtype()}


def conform(tables: Tables, exported: date, policy: Policy | None = None) -> Practice:
    """The practice that the tables describe, as exported on that day; a table that is absent reads as no rows."""
    people = _frame(tables, "patient")
    people = people.iloc[natural_order(people["id"].tolist())].reset_index(drop=True)
    rows = {key: row for row, key in enumerate(people["id"])}
    winners, ignored = follow(people["id"].tolist(), _links(tables), rows)
    strangers: dict[str, int] = {}

    def of_people(name: str, columns: Sequence[str]) -> pd.DataFrame:
        frame = _of_people(tables, name, columns, people["id"], winners)
        known = frame["person"].to_numpy() >= 0
        strangers[name] = int((~known).sum())
        return frame[known].reset_index(drop=True) if strangers[name] else frame

    appointments = _appointments(of_people)
    procedures = _procedures(of_people, tables, appointments)
    people["merged_into"] = np.where(winners == np.arange(len(winners)), -1, winners)
    people["is_person"] = _is_person(people, appointments, procedures)
    if appointments.empty and procedures.empty:
        people["is_person"] |= _is_reported(people, winners, exported)
    people["household"] = winners[_rows_of(people["household_id"], rows)]
    return Practice(
        exported=exported,
        policy=policy or Policy(),
        people=people,
        appointments=appointments,
        procedures=procedures,
        recalls=_recalls(of_people, tables),
        contacts=of_people("contact", ("at", "channel", "direction")),
        referrals=_referrals(of_people, tables, rows, winners),
        claims=_claims(of_people),
        providers=_names(tables, "provider"),
        locations=_names(tables, "location"),
        loaded=frozenset(tables),
        strangers={name: number for name, number in strangers.items() if number},
        links_ignored=ignored,
    )


def natural_order(ids: Sequence[str]) -> list[int]:
    """Positions that sort ids as people do: numbers by value, then words."""
    return sorted(range(len(ids)), key=lambda row: natural(ids[row]))


def natural(key: str) -> tuple[bool, int, str]:
    """Sort key of one id: "2" before "10" before "A1"."""
    return (not key.isdecimal(), int(key) if key.isdecimal() else 0, key)


def _frame(tables: Tables, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    declared = BY_NAME[name]
    names = list(columns or [column.name for column in declared.columns])
    table = tables.get(name, declared.arrow.empty_table()).select(names)
    for at, column in enumerate(names):
        is_dictionary = pa.types.is_dictionary(table.schema.field(column).type)
        wants_dictionary = column in _GROUPS or declared.column(column).kind is Kind.CHOICE
        if wants_dictionary and not is_dictionary:
            table = table.set_column(at, column, table[column].dictionary_encode())
        elif is_dictionary and not wants_dictionary:
            table = table.set_column(at, column, table[column].cast(pa.string()))
    frame = table.to_pandas(date_as_object=False, types_mapper=_TYPES.get)
    for column in names:
        if declared.column(column).kind is Kind.DAY:
            frame[column] = frame[column].astype("datetime64[s]")
    return frame


def _of_people(
    tables: Tables, name: str, columns: Sequence[str], patients: pd.Series, winners: np.ndarray
) -> pd.DataFrame:
    frame = _frame(tables, name, columns)
    if name not in tables:
        return frame.assign(person=np.empty(0, dtype=np.int64))
    found = _index_in(tables[name]["patient_id"], pa.array(patients.tolist(), pa.string()))
    return frame.assign(person=np.where(found >= 0, np.append(winners, -1)[found], -1))


def _index_in(column: pa.ChunkedArray, values: pa.Array) -> np.ndarray:
    """The position of each cell among the values, -1 where it is none of them; dictionaries are looked up once."""
    if not len(column):
        return np.empty(0, dtype=np.int64)
    encoded = column.combine_chunks() if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    places = pc.fill_null(pc.index_in(encoded.dictionary, values), -1).to_numpy(zero_copy_only=False)
    at = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return np.append(places, -1)[at].astype(np.int64)


def _texts(column: pd.Series) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(column, pa.string())] if len(column) else [], pa.string())


def _links(tables: Tables) -> list[tuple[str, str | None, str | None]]:
    links = _frame(tables, "merge")
    by_number = links.iloc[natural_order(links["id"].tolist())]
    order = by_number.sort_values("merged_at", kind="stable", na_position="first")
    return list(order[["id", "loser_id", "winner_id"]].itertuples(index=False, name=None))


def _appointments(of_people) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    columns = (
        "id", "starts_at", "status", "provider_id", "hygienist_id", "location_id", "is_hygiene", "created_on",
        "arrived_at", "seated_at",
    )  # fmt: skip
    frame = of_people("appointment", columns)
    return frame.assign(day=frame["starts_at"].dt.floor("D"), is_hygiene=frame["is_hygiene"].fillna(False).astype(bool))


def _procedures(of_people, tables: Tables, appointments: pd.DataFrame) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    columns = (
        "id", "code_id", "code_raw", "status", "planned_on", "completed_on", "fee_cents", "quantity", "provider_id",
        "location_id", "appointment_id",
    )  # fmt: skip
    frame = of_people("procedure", columns)
    raw = _codes_of(frame, tables)
    spelt = [codes.normalise(text) for text in raw.cat.categories]
    known = sorted({code for code in spelt if code})
    place = np.array([known.index(code) if code else -1 for code in spelt] + [-1])
    appointment = _index_in(_texts(frame["appointment_id"]), _texts(appointments["id"]).combine_chunks())
    return frame.drop(columns=["code_id", "fee_cents", "quantity", "appointment_id"]).assign(
        code_raw=raw,
        code=pd.Categorical.from_codes(place[raw.cat.codes.to_numpy()], pd.Index(known, dtype=object)),
        cents=frame["fee_cents"].fillna(0).astype(np.int64) * frame["quantity"].fillna(1).astype(np.int64),
        appointment=appointment,
    )


def _codes_of(procedures: pd.DataFrame, tables: Tables) -> pd.Series:
    """The code as exported: the procedure's own, else the one its code id names."""
    by_id = dict(_frame(tables, "code", ("id", "code_raw")).itertuples(index=False, name=None))
    named = procedures["code_id"].map(by_id).astype("category")
    own = procedures["code_raw"]
    if own.isna().all():
        return named
    return own.astype(object).where(own.notna(), named.astype(object)).astype("category")


def _recalls(of_people, tables: Tables) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    frame = of_people("recall", ("type_id", "due_on", "is_disabled", "disabled_until"))
    return frame.assign(
        type=frame["type_id"].map(_names(tables, "recall_type")),
        is_disabled=frame["is_disabled"].fillna(False).astype(bool),
    )


def _claims(of_people) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    frame = of_people("claim", ("id", "sent_on", "received_on", "is_preauthorisation", "amount_cents", "provider_id"))
    cents = frame["amount_cents"].fillna(0).astype(np.int64)
    return frame.assign(cents=cents, is_preauthorisation=frame["is_preauthorisation"].fillna(False).astype(bool))


def _referrals(of_people, tables: Tables, rows: Mapping[str, int], winners: np.ndarray) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    frame = of_people("referral", ("id", "referrer_id", "direction", "position"))
    patients = dict(_frame(tables, "referrer", ("id", "patient_id")).itertuples(index=False, name=None))
    by = frame["referrer_id"].map(patients).map(rows)
    by = np.append(winners, -1)[by.fillna(-1).astype(np.int64).to_numpy()]
    frame = frame.assign(source=frame["referrer_id"].map(_names(tables, "referrer")), by=by)[
        frame["direction"] == "from"
    ]
    by_number = frame.iloc[natural_order(frame["id"].tolist())]
    order = by_number.sort_values(["person", "position"], kind="stable")
    return order[["person", "position", "source", "by"]].reset_index(drop=True)


def _names(tables: Tables, name: str) -> Mapping[str, str]:
    frame = _frame(tables, name, ("id", "name"))
    return {
        key: text if isinstance(text, str) and text else key for key, text in frame.itertuples(index=False, name=None)
    }


def _rows_of(ids: pd.Series, rows: Mapping[str, int]) -> np.ndarray:
    """Row of each id; a row's own number where the id is empty or unknown."""
    found = ids.map(rows).to_numpy(dtype=float)
    return np.where(np.isnan(found), np.arange(len(ids)), found).astype(np.int64)


def _is_person(people: pd.DataFrame, appointments: pd.DataFrame, procedures: pd.DataFrame) -> np.ndarray:
    """Rows that are people (definitions.md 0): not deleted, not merged, with something in their history."""
    history = np.zeros(len(people), dtype=bool)
    history[appointments["person"][~appointments["status"].isin(["note", "deleted"])]] = True
    history[procedures["person"][procedures["status"] != "deleted"]] = True
    return history & _stands(people)


def _is_reported(people: pd.DataFrame, winners: np.ndarray, exported: date) -> np.ndarray:
    """Where only a patient list was loaded: rows with a visit reported up to the export, a merged row's too."""
    reported = people[["first_visit_reported", "last_visit_reported"]].to_numpy() <= np.datetime64(exported, "D")
    return np.isin(np.arange(len(people)), winners[reported.any(axis=1)]) & _stands(people)


def _stands(people: pd.DataFrame) -> np.ndarray:
    return (people["status"] != "deleted").to_numpy() & (people["merged_into"] == -1).to_numpy()
