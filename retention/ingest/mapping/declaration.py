"""A file that nobody declared, declared by hand: the table it fills, and the header
each column is read from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.core.errors import RetentionError
from retention.core.schema import Kind
from retention.ingest.mapping.targets import (
    CLOCK,
    DO_NOT_CALL,
    FILLABLE,
    FULL_NAME,
    RECALL_DUE_ON,
    targets,
)
from retention.ingest.parse import values
from retention.ingest.parse.parsers import (
    Choice,
    Consent,
    Count,
    Date,
    DateTime,
    Derived,
    Flag,
    Id,
    Money,
    PlainText,
    Refusal,
)
from retention.ingest.parse.sheet import Parser, Sheet
from retention.ingest.parse.vocabulary import CONSENTS
from retention.ingest.read.headers import fold
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems import generic, generic_readers
from retention.ingest.systems.opendental import own_headings

FAMILY = "mapped"
"""The family of the layouts that people declared; their keys are `mapped.<table>`."""


@dataclass(frozen=True)
class Declaration:
    """How the files of one header line are read; a table of "" says that such files are
    left out.

    `words` are the file's own words for a column's choices, {column: {text: choice}};
    `every` are choices that hold for every row, {column: choice}, where the file has no
    column for them.
    """

    table: str
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    every: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the columns that the table needs and nobody named."""
        if not self.table:
            return ()
        has = self.columns.keys() | self.every.keys()
        return tuple(
            one.title
            for one in targets(self.table).values()
            if one.is_required and one.column not in has
        )

    def as_plain(self) -> dict[str, Any]:
        """The declaration as plain JSON."""
        words = {column: dict(said) for column, said in self.words.items()}
        return {
            "table": self.table,
            "columns": dict(self.columns),
            "words": words,
            "every": dict(self.every),
        }

    @classmethod
    def of_plain(cls, plain: object) -> "Declaration":
        """The declaration that `as_plain` gave; RetentionError where it is none, or
        names what we do not have.
        """
        if not isinstance(plain, dict) or not isinstance(plain.get("table"), str):
            raise RetentionError(
                "This is no declaration of a file: it names no table. Take one in "
                "that was written here."
            )
        parts = {name: plain.get(name) or {} for name in ("columns", "words", "every")}
        texts = [
            text
            for part in (parts["columns"], parts["every"])
            if isinstance(part, dict)
            for text in part.values()
        ]
        if not all(isinstance(part, dict) for part in parts.values()) or not all(
            isinstance(text, str) for text in texts
        ):
            raise RetentionError(
                "This declaration cannot be read: columns, words and every are "
                "lists of names."
            )
        found = cls(plain["table"], **parts)
        found.check()
        return found

    def check(self) -> None:
        """RetentionError where the table, a column or a word is none of ours, or one
        that is needed is missing.
        """
        if self.table and self.table not in FILLABLE:
            raise RetentionError(
                f"There is no table “{self.table}” to fill. There are: "
                f"{', '.join(FILLABLE)}."
            )
        known = targets(self.table) if self.table else {}
        for column in (*self.columns, *self.words, *self.every):
            if column not in known:
                raise RetentionError(
                    f"There is no column “{column}” here. There are: "
                    f"{', '.join(known)}."
                )
        said = [
            (column, word)
            for column, words in self.words.items()
            for word in words.values()
        ]
        for column, word in (*said, *self.every.items()):
            if word not in known[column].choices:
                raise RetentionError(
                    f"“{word}” is no {column}. It is one of "
                    f"{', '.join(known[column].choices)}."
                )
        if self.missing:
            raise RetentionError(
                f"Still to be named: {', '.join(self.missing)}. Nothing was kept."
            )


def layout_of(declaration: Declaration, of: str | None = None) -> Layout:
    """The layout a declaration makes for one header line (its fingerprint);
    RetentionError where it cannot stand.
    """
    declaration.check()
    table = declaration.table
    if not table:
        return Layout(f"{FAMILY}.left_out", "left out by you", None, (), fingerprint=of)
    fields = [
        one
        for column, header in declaration.columns.items()
        for one in _fields(declaration, column, header)
    ]
    anchor = next(iter(declaration.columns.values()))
    fields += [
        Field(column, _same(word), headers=(anchor,))
        for column, word in declaration.every.items()
    ]
    if "id" not in declaration.columns:
        fields.insert(
            0, Field("id", _made_id(declaration), headers=(anchor,), needed=True)
        )
    title = f"{FILLABLE[table].title}, as you mapped it"
    return Layout(
        f"{FAMILY}.{table}",
        title,
        table,
        (),
        tuple(fields),
        fingerprint=of,
        parts=_parts(declaration),
    )


def _parts(declaration: Declaration) -> tuple[Layout, ...]:
    """The recalls in a list of patients, where a column was said to hold the day they
    are due.
    """
    due, own = (declaration.columns.get(name) for name in (RECALL_DUE_ON, "id"))
    if due is None or own is None:
        return ()
    fields = (
        Field("id", Derived(generic_readers.recall_id), headers=(own,), needed=True),
        Field("patient_id", Id(), headers=(own,), needed=True),
        Field("due_on", Date(), headers=(due,), needed=True),
    )
    return (
        Layout(
            f"{FAMILY}.patient_recall",
            "Recalls of patients, as you mapped them",
            "recall",
            (),
            fields,
        ),
    )


def _fields(declaration: Declaration, column: str, header: str) -> tuple[Field, ...]:
    """The fields of one mapped column; a name in one piece gives two, a status is kept
    as it was exported too.
    """
    if column in (CLOCK, RECALL_DUE_ON):
        return ()
    if column == FULL_NAME:
        names = (
            ("last_name", generic_readers.last_name),
            ("first_name", generic_readers.first_name),
        )
        return tuple(
            Field(part, Derived(take), headers=(header,))
            for part, take in names
            if part not in declaration.columns
        )
    if column == DO_NOT_CALL:
        return (Field("phone_ok", Refusal(), headers=(header,)),)
    needed = column in ("id", "patient_id") and not (
        column == "patient_id" and declaration.table in ("call", "review")
    )
    clock = declaration.columns.get(CLOCK) if column == "starts_at" else None
    parser = _start_with(clock) if clock else _parser(declaration, column, header)
    one = Field(
        column, parser, headers=(header,), needed=needed, also=(clock,) if clock else ()
    )
    raw = f"{column}_raw"
    has_raw = any(
        raw == known.name for known in schema.BY_NAME[declaration.table].columns
    )
    return (one, Field(raw, PlainText(), headers=(header,))) if has_raw else (one,)


def _taken(sheet: Sheet, header: str) -> pa.Array:
    """Whether somebody took a call; one that ended on a voicemail nobody did."""
    voicemail = sheet.columns.get("is_voicemail")
    answered = Flag().read(sheet, header)
    if not voicemail:
        return answered
    is_voicemail = pc.fill_null(Flag().read(sheet, voicemail), False)
    return pc.if_else(is_voicemail, False, answered)


_BY_KIND: Mapping[Kind, Parser] = {
    Kind.TEXT: PlainText(),
    Kind.DAY: Date(),
    Kind.MOMENT: DateTime(),
    Kind.CENTS: Money(),
    Kind.COUNT: Count(),
    Kind.FLAG: Flag(),
    Kind.ID: Id(),
}
_BY_COLUMN: Mapping[str, Parser] = {
    "birth_date": Date(of_birth=True),
    "household_id": Derived(generic_readers.household),
    **dict.fromkeys(
        ("arrived_at", "seated_at", "dismissed_at"),
        Derived(generic_readers.near_start),
    ),
    **dict.fromkeys(CONSENTS, Consent()),
    "call.is_answered": Derived(_taken),
    **dict.fromkeys(
        ("provider_id", "hygienist_id", "location_id", "type_id"),
        Derived(generic_readers.pointer),
    ),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "patient.status": generic.PATIENT_STATUS,
    "patient.sex": generic.SEX,
    "patient.preferred_channel": generic.CHANNEL,
    "appointment.status": generic.APPOINTMENT_STATUS,
    "contact.channel": generic.CHANNEL,
    "procedure.status": words(
        completed="complete completed done c",
        planned="planned tp proposed treatmentplanned",
        existing="existing",
        referred="referred",
        condition="condition",
        deleted="deleted",
    ),
    "call.direction": words(
        received="inbound incoming in", sent="outbound outgoing out"
    ),
}


def _parser(declaration: Declaration, column: str, header: str) -> Parser:
    known = schema.BY_NAME[declaration.table].column(column)
    if known.kind is not Kind.CHOICE:
        own = own_headings.parser_of(column, header, declaration.columns.values())
        by_column = _BY_COLUMN.get(f"{declaration.table}.{column}") or _BY_COLUMN.get(
            column
        )
        return own or by_column or _BY_KIND[known.kind]
    # what a column calls a word that nobody explained; None where it has no word for it
    names = [name for name in ("unknown", "other") if name in known.choices]
    unknown = names[0] if names else None
    return Choice(_words(declaration, column, header, known.choices), unknown)


def _words(
    declaration: Declaration, column: str, header: str, choices: tuple[str, ...]
) -> dict[str, str]:
    """The words of a column: our own, those of lists, Open Dental's codes, and above
    them those that people gave.
    """
    words = {values.word(choice): choice for choice in choices}
    words |= _WORDS.get(f"{declaration.table}.{column}", {})
    if (declaration.table, column) == ("patient", "status") and "active" in fold(
        header
    ):
        words |= generic.INACTIVE if "inactive" in fold(header) else generic.ACTIVE
    coded = own_headings.codes_of(header, declaration.columns.values())
    words |= {text: word for text, word in coded.items() if word in choices}
    return words | {
        values.word(text): word
        for text, word in declaration.words.get(column, {}).items()
    }


def _same(word: str) -> Derived:
    def same(sheet: Sheet, _: str) -> pa.Array:
        return pa.repeat(pa.scalar(word, pa.string()), len(sheet))

    return Derived(same)


def _start_with(clock: str) -> Derived:
    def start(sheet: Sheet, header: str) -> pa.Array:
        return generic_readers.moved_to_clock(sheet, header, clock)

    return Derived(start)


def _made_id(declaration: Declaration) -> Derived:
    """Reads an id made of the columns that name a row; rows alike in all of them are
    numbered.

    The number follows what the rows hold, not where they stand, so that a shuffled file
    gives the same ids.
    """
    columns = [
        name
        for name in FILLABLE[declaration.table].names_a_row
        if name in declaration.columns
    ]

    def take(sheet: Sheet, _: str) -> pa.Array:
        parts = [_named(sheet, declaration, name) for name in columns]
        key = pc.binary_join_element_wise(
            *parts, "@", null_handling="replace", null_replacement=""
        )
        empty = np.logical_and.reduce(
            [part.is_null().to_numpy(zero_copy_only=False) for part in parts]
        )
        rest = {
            header: sheet.text(header).to_pandas()
            for header in dict.fromkeys(declaration.columns.values())
        }
        rows = (
            pd.DataFrame(rest)
            .assign(key=key.to_pandas())
            .sort_values(["key", *rest], kind="stable")
        )
        again = rows.groupby("key").cumcount().sort_index().to_numpy()
        numbered = np.where(again > 0, "#" + pd.Series(again + 1).astype(str), "")
        return pc.if_else(
            pa.array(empty),
            None,
            pc.binary_join_element_wise(key, pa.array(numbered, pa.string()), ""),
        )

    return Derived(take)


def _named(sheet: Sheet, declaration: Declaration, column: str) -> pa.Array:
    """A column as text for an id: days and times in one spelling, whatever the
    file's.
    """
    header = declaration.columns[column]
    clock = declaration.columns.get(CLOCK)
    if schema.BY_NAME[declaration.table].column(column).kind not in (
        Kind.DAY,
        Kind.MOMENT,
    ):
        return sheet.text(header)
    moments = (
        generic_readers.moved_to_clock(sheet, header, clock)
        if clock
        else DateTime().read(sheet, header)
    )
    return pc.strftime(moments, format="%Y-%m-%dT%H:%M:%S")
