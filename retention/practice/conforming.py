"""From stored tables to a `Practice`: people numbered, merges and codes joined."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes
from retention.core.arrays import BoolArray, IndexArray, is_among
from retention.core.policy import Policy
from retention.core.schema import BY_NAME, Kind, Tables
from retention.practice.forbidden import with_deaths
from retention.practice.ids import (
    index_in,
    natural_order,
    numbered,
    texts,
)
from retention.practice.merges import follow
from retention.practice.model import Practice, has_completed
from retention.practice.people import is_person, is_reported, oldest_on_account
from retention.practice.vanished import deleted_where, is_vanished, without_vanished


def without_given_up(
    status: pd.Series, ids: pa.ChunkedArray, plans: pa.Table, items: pa.Table
) -> pd.Series:
    """Return the status of each procedure, by id.

    Planned work that stands on inactive plans alone is planned_inactive: some systems
    say it of each line, some of the plan only (definitions.md 5, sitting).
    """
    is_planned = (status == "planned").to_numpy()
    is_given_up = is_planned & _on_inactive_alone(ids, plans, items)
    if not is_given_up.any():
        return status

    known = status.cat.categories
    with_inactive = known.union(["planned_inactive"], sort=False)
    widened = status.cat.set_categories(with_inactive)
    return widened.where(~is_given_up, "planned_inactive")


def _on_inactive_alone(
    ids: pa.ChunkedArray, plans: pa.Table, items: pa.Table
) -> BoolArray:
    """Return whether each procedure stands on plans, and every one is inactive.

    A plan nobody exported may still be open.
    """
    is_inactive = pc.fill_null(pc.equal(plans["status"], "inactive"), False)
    inactive_or_unknown = np.append(is_inactive.to_numpy(), False)
    plan = index_in(items["plan_id"], plans["id"])
    is_open = ~inactive_or_unknown[plan]
    # the last place takes the items of unknown procedures
    size = len(ids) + 1
    procedure = index_in(items["procedure_id"], ids)
    stands_on_any = is_among(procedure, size)
    stands_on_open = is_among(procedure[is_open], size)
    return (stands_on_any & ~stands_on_open)[:-1]


_CARRIED: Mapping[str, tuple[str, ...]] = {
    "appointment": (
        "id",
        "starts_at",
        "status",
        "status_raw",
        "provider_id",
        "hygienist_id",
        "location_id",
        "is_hygiene",
        "created_on",
        "arrived_at",
        "seated_at",
    ),
    "procedure": (
        "id",
        "code_id",
        "code_raw",
        "status",
        "planned_on",
        "completed_on",
        "fee_cents",
        "quantity",
        "provider_id",
        "location_id",
        "appointment_id",
    ),
    "recall": ("type_id", "due_on", "scheduled_on", "is_disabled", "disabled_until"),
    "contact": ("at", "channel", "direction"),
    "referral": ("id", "referrer_id", "direction", "position"),
    "claim": (
        "id",
        "sent_on",
        "received_on",
        "status",
        "is_preauthorisation",
        "amount_cents",
        "provider_id",
    ),
    "call": ("at", "direction", "phone", "seconds", "is_answered", "is_voicemail"),
}
"""What is carried of each table whose rows are patients'."""

_GROUPS = {"provider_id", "hygienist_id", "location_id", "status_raw"}
_TYPES = {
    pa.string(): pd.StringDtype("pyarrow", na_value=np.nan),
    pa.bool_(): pd.BooleanDtype(),
}


def conform(tables: Tables, exported: date, policy: Policy | None = None) -> Practice:
    """The practice that the tables describe, as exported on that day; a table that is
    absent reads as no rows.

    Whole columns at a time, in Arrow wherever text is looked up: twice the rows take
    twice the time.
    """
    tables = without_vanished(tables)
    stored = _stored(tables, "patient")
    patients = stored.take(natural_order(stored["id"]))
    winners, ignored = _merge_winners(tables, patients["id"])
    known = {
        name: _of_people(tables, name, patients["id"], winners) for name in _CARRIED
    }
    appointments = _appointments(known["appointment"])
    procedures = _procedures(known, tables)
    return Practice(
        exported=exported,
        policy=policy or Policy(),
        people=_people(
            patients,
            is_vanished(tables, patients["id"]),
            winners,
            appointments,
            procedures,
            exported,
        ),
        appointments=appointments,
        procedures=procedures,
        recalls=_recalls(known["recall"], tables),
        contacts=_frame("contact", known["contact"]),
        referrals=_referrals(known["referral"], tables, patients["id"], winners),
        claims=_claims(known["claim"]),
        calls=_frame("call", _with_person(tables, "call", patients["id"], winners)),
        providers=_names(tables, "provider"),
        locations=_names(tables, "location"),
        loaded=frozenset(tables),
        strangers=_strangers(tables, known),
        links_ignored=ignored,
    )


def _strangers(tables: Tables, known: Mapping[str, pa.Table]) -> dict[str, int]:
    """By table, how many rows belong to nobody on the patient list; a call may."""
    strangers = {
        name: len(_stored(tables, name)) - len(rows)
        for name, rows in known.items()
        if name != "call"
    }
    return {name: number for name, number in strangers.items() if number}


def _stored(tables: Tables, name: str) -> pa.Table:
    return tables.get(name, BY_NAME[name].arrow.empty_table())


def _frame(name: str, stored: pa.Table) -> pd.DataFrame:
    """Those columns of a table as a frame: days to the second, choices and group keys
    as categories.
    """
    kinds = {column.name: column.kind for column in BY_NAME[name].columns}
    columns = {
        column: _prepared(stored[column], column, kinds.get(column))
        for column in stored.column_names
    }
    return pa.table(columns).to_pandas(types_mapper=_TYPES.get, split_blocks=True)


def _prepared(cells: pa.ChunkedArray, name: str, kind: Kind | None) -> pa.ChunkedArray:
    is_group = kind is Kind.CHOICE or name in _GROUPS
    is_dictionary = pa.types.is_dictionary(cells.type)
    if kind is Kind.DAY:
        return cells.cast(pa.timestamp("s"))
    if is_group and not is_dictionary:
        return cells.dictionary_encode()

    is_text = kind is Kind.ID or is_dictionary
    return cells.cast(pa.string()) if is_text and not is_group else cells


def _of_people(
    tables: Tables, name: str, ids: pa.ChunkedArray, winners: IndexArray
) -> pa.Table:
    """The rows of known patients, with the person of each."""
    carried = _with_person(tables, name, ids, winners)
    is_known = carried["person"].to_numpy() >= 0
    return carried if is_known.all() else carried.filter(pa.array(is_known))


def _with_person(
    tables: Tables, name: str, ids: pa.ChunkedArray, winners: IndexArray
) -> pa.Table:
    """Return all rows with the person of each.

    It is the row of the patient, of the winner after a merge; -1 where it is unknown.
    """
    stored = _stored(tables, name)
    row = index_in(stored["patient_id"], ids)
    person = np.append(winners, -1)[row]
    carried = stored.select(_CARRIED[name])
    return carried.append_column("person", pa.array(person))


def _merge_winners(
    tables: Tables, ids: pa.ChunkedArray
) -> tuple[IndexArray, tuple[str, ...]]:
    """The winner's row for every patient, and the ids of the links ignored; of one
    loser's links the latest counts.
    """
    stored = _stored(tables, "merge")
    ends = (stored["loser_id"], stored["winner_id"])
    rows = {
        end: row
        for cells in ends
        for end, row in zip(cells.to_pylist(), index_in(cells, ids), strict=True)
    }
    links = _frame("merge", stored.take(natural_order(stored["id"])))
    links = links.sort_values("merged_at", kind="stable", na_position="first")[
        ["id", "loser_id", "winner_id"]
    ]
    known = {end: row for end, row in rows.items() if row >= 0}
    return follow(len(ids), list(links.itertuples(index=False, name=None)), known)


def _people(
    patients: pa.Table,
    vanished: BoolArray,
    winners: IndexArray,
    appointments: pd.DataFrame,
    procedures: pd.DataFrame,
    exported: date,
) -> pd.DataFrame:
    people = with_deaths(_frame("patient", deleted_where(patients, vanished)))
    own = np.arange(len(winners))
    people["is_vanished"] = vanished
    guarantor = index_in(patients["household_id"], patients["id"])
    people["merged_into"] = np.where(winners == own, -1, winners)
    people["is_person"] = is_person(people, appointments, procedures)
    if not (has_completed(appointments) or has_completed(procedures)):
        people["is_person"] |= is_reported(people, winners, exported)
    if (guarantor < 0).any():
        guarantor = np.where(guarantor >= 0, guarantor, oldest_on_account(people))
    people["household"] = winners[guarantor]
    return people


def _appointments(known: pa.Table) -> pd.DataFrame:
    frame = _frame("appointment", known)
    return frame.assign(
        day=frame["starts_at"].dt.floor("D"), is_hygiene=_flag(frame["is_hygiene"])
    )


def _procedures(known: Mapping[str, pa.Table], tables: Tables) -> pd.DataFrame:
    stored = known["procedure"]
    frame = _frame(
        "procedure", stored.drop_columns(["code_id", "code_raw", "appointment_id"])
    )
    plans = _stored(tables, "plan")
    items = _stored(tables, "plan_item")
    raw, code = _codes(stored, _stored(tables, "code"), _stored(tables, "code_meaning"))

    return frame.drop(columns=["fee_cents", "quantity"]).assign(
        code_raw=raw,
        code=code,
        status=without_given_up(frame["status"], stored["id"], plans, items),
        cents=_cents(frame["fee_cents"]) * frame["quantity"].fillna(1).astype(np.int64),
        appointment=index_in(stored["appointment_id"], known["appointment"]["id"]),
    )


def _codes(
    stored: pa.Table, listed: pa.Table, said: pa.Table
) -> tuple[pd.Categorical, pd.Categorical]:
    """The code as exported, the procedure's own or else the one its code id names; and
    what it is, normalised.

    What the practice said of a code comes before its spelling.
    """
    (own, written) = numbered(stored["code_raw"])
    by_id = index_in(stored["code_id"], listed["id"])
    every = np.array(
        [*written.to_pylist(), *listed["code_raw"].to_pylist()], dtype=object
    )
    place, names = pd.factorize(every)
    raw = np.append(place, -1)[
        np.where(own >= 0, own, np.where(by_id >= 0, by_id + len(written), -1))
    ]
    meanings = dict(zip(said["id"].to_pylist(), said["code"].to_pylist(), strict=True))
    spelt = [
        meanings[text] if text in meanings else codes.normalise(text) for text in names
    ]
    known = {
        code: number
        for number, code in enumerate(sorted({code for code in spelt if code}))
    }
    numbers = np.array([known.get(code or "", -1) for code in spelt] + [-1])
    normalised = pd.Categorical.from_codes(numbers[raw], pd.Index(known, dtype=object))
    return pd.Categorical.from_codes(raw, pd.Index(names)), normalised


def _recalls(known: pa.Table, tables: Tables) -> pd.DataFrame:
    frame = _frame("recall", known.drop_columns("type_id"))
    return frame.assign(
        type=_named(known["type_id"], tables, "recall_type"),
        is_disabled=_flag(frame["is_disabled"]),
    )


def _claims(known: pa.Table) -> pd.DataFrame:
    frame = _frame("claim", known)
    return frame.assign(
        cents=_cents(frame["amount_cents"]),
        is_preauthorisation=_flag(frame["is_preauthorisation"]),
    )


def _referrals(
    known: pa.Table, tables: Tables, ids: pa.ChunkedArray, winners: IndexArray
) -> pd.DataFrame:
    """Return the referrals from someone, each person's first source first."""
    referrer = _stored(tables, "referrer")
    person_or_none = np.append(winners, -1)
    referrer_row = index_in(referrer["patient_id"], ids)
    person_of_referrer = np.append(person_or_none[referrer_row], -1)
    sender = person_of_referrer[index_in(known["referrer_id"], referrer["id"])]
    source = _named(known["referrer_id"], tables, "referrer")
    frame = _frame("referral", known).assign(source=source, by=sender)
    by_id = frame.iloc[natural_order(known["id"])]
    from_someone = by_id[by_id["direction"] == "from"]
    in_order = from_someone.sort_values(["person", "position"], kind="stable")
    return in_order[["person", "position", "source", "by"]].reset_index(drop=True)


def _flag(column: pd.Series) -> pd.Series:
    return column.fillna(False).astype(bool)


def _cents(column: pd.Series) -> pd.Series:
    return column.fillna(0).astype(np.int64)


def _named(ids: pa.ChunkedArray, tables: Tables, name: str) -> pd.Series:
    """Return the name of the row of that table that each id names."""
    names = _names(tables, name)
    known_ids = pa.chunked_array([pa.array(names, pa.string())])
    place = index_in(ids, known_ids)
    name_or_none = np.array([*names.values(), None], dtype=object)
    return pd.Series(name_or_none[place], dtype="str")


def _names(tables: Tables, name: str) -> Mapping[str, str]:
    """Return the name of each id of a table; the id where it has none."""
    stored = _stored(tables, name)
    ids = texts(stored["id"])
    names = texts(stored["name"])
    return {key: text or key for key, text in zip(ids, names, strict=True)}
