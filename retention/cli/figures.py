"""`report` and `people`: figures by key, and the subjects behind them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from retention import services
from retention.cli.context import (
    CommandContext,
    Day,
    as_csv,
    as_json,
    csv_option,
    json_option,
    options,
    write_file,
)
from retention.core import formatting
from retention.core.errors import WrongCall
from retention.core.policy import TO_DATE, WINDOWS
from retention.facts.survival import Curve
from retention.metrics import BY, FigureTable, Reading, Unit
from retention.services import FigureAnswer, FigureQuery

asking = options(
    click.option(
        "--as-of",
        type=Day(),
        help="The day to count at; the day of the export where none is given.",
    ),
    click.option(
        "--period",
        help=(
            "2025-01-01..2025-12-31, 2025 or 2025-03; the last 12 full months where "
            "none is given."
        ),
    ),
    click.option("--by", type=click.Choice([*BY, "month"]), help="Split into groups."),
    click.option(
        "--window",
        type=click.Choice([*map(str, WINDOWS), TO_DATE]),
        default="90",
        help="Days for acceptance.",
    ),
    click.option(
        "--by-what",
        type=click.Choice(["amount", "item", "person"]),
        default="amount",
        help="Acceptance by.",
    ),
    json_option,
    csv_option,
)


@click.command()
@click.argument("keys", nargs=-1)
@asking
@click.option(
    "--pdf",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The monthly meeting's page into a file.",
)
@click.pass_obj
def report(
    desk: CommandContext,
    keys: Sequence[str],
    wants_json: bool,
    wants_csv: bool,
    pdf: Path | None,
    **given: Any,
) -> None:
    """Figures by KEY; all of them where none is named."""
    if pdf:
        if keys or wants_json or wants_csv or given["by"]:
            raise WrongCall(
                "--pdf makes one page of its own figures: leave out KEY, --by, "
                "--json and --csv."
            )
        _meeting(desk, pdf, given["as_of"], given["period"])
        return

    answers = [
        services.answer(desk.practice, figure, _asked(desk, **given))
        for figure in services.figures(keys)
    ]
    if wants_json:
        as_json(_report_json(answers))
    elif wants_csv:
        as_csv(
            ("key", "group", "by", "value", "part", "whole", "note"),
            [row for answer in answers for row in _rows(answer)],
        )
    else:
        click.echo(f"As of {formatting.day(answers[0].period.as_of)}")
        for answer in answers:
            _print(answer)


def _report_json(answers: Sequence[FigureAnswer]) -> dict[str, Any]:
    values = [_figure_json(answer) for answer in answers if not answer.figure.is_table]
    tables = {
        answer.figure.key: _table_json(answer)
        for answer in answers
        if answer.figure.is_table
    }
    as_of = answers[0].period.as_of.isoformat()
    return {"as_of": as_of, "figures": values, "tables": tables}


@click.command()
@click.argument("key")
@asking
@click.pass_obj
def people(
    desk: CommandContext, key: str, wants_json: bool, wants_csv: bool, **given: Any
) -> None:
    """The people or items behind figure KEY, or behind one group of a table:
    KEY/GROUP.
    """
    name, _, group = key.partition("/")
    answer = services.answer(
        desk.practice, services.figures([name])[0], _asked(desk, **given)
    )
    reading = services.chosen(answer, group or None)
    part = services.ids(desk.practice, reading, reading.part_rows)
    whole = (
        services.ids(desk.practice, reading, reading.whole_rows)
        if reading.is_share
        else None
    )
    left_out = [
        {"id": id_, "reason": reason}
        for reason, rows in reading.left_out.items()
        for id_ in services.ids(desk.practice, reading, rows)
    ]
    if wants_json:
        if not reading.is_known:
            part = whole = None  # type: ignore[assignment]
        notes = [note for note in (reading.reason, *reading.notes) if note]
        as_json(
            {
                "key": key,
                "as_of": answer.period.as_of.isoformat(),
                "part_ids": part,
                "whole_ids": whole,
                "left_out": left_out,
                "notes": notes,
            }
        )
    else:
        _print_people(reading, part, left_out, wants_csv=wants_csv)


def _meeting(
    desk: CommandContext, out: Path, as_of: date | None, period: str | None
) -> None:
    from retention.documents.monthly_report import meeting_pdf

    asked = services.period_of(desk.practice, as_of, period)
    state = services.state(desk.home, desk.name)
    content = services.meeting(desk.practice, state.name, asked)
    write_file(out, meeting_pdf(content))
    day = formatting.day(asked.as_of)
    click.echo(f"One page for the meeting, as of {day}, in {out}.")


def _asked(
    desk: CommandContext,
    as_of: date | None,
    period: str | None,
    by: str | None,
    window: str,
    by_what: str,
) -> FigureQuery:
    days = window if window == TO_DATE else int(window)
    return FigureQuery(
        services.period_of(desk.practice, as_of, period),
        by,
        {"window": days, "by_what": by_what},
    )


def _figure_json(answer: FigureAnswer) -> dict[str, Any]:
    figure = answer.figure
    period = answer.period
    groups = {
        name: _reading_json(reading)
        for name, reading in answer.groups.items()
        if isinstance(reading, Reading)
    }
    return {
        "key": figure.key,
        "title": figure.title,
        "unit": figure.unit.value,
        "period": [period.first.isoformat(), period.last.isoformat()]
        if figure.takes_period
        else None,
        **(_reading_json(answer.found) if isinstance(answer.found, Reading) else {}),
        "by": groups,
    }


def _reading_json(reading: Reading) -> dict[str, Any]:
    value = reading.value
    return {
        "value": round(value, 6) if isinstance(value, float) else value,
        "part": reading.part_count,
        "whole": reading.whole_count,
        "people": reading.people_count,
        "amount_cents": reading.amount,
        "whole_cents": reading.whole_amount,
        "left_out": {reason: len(rows) for reason, rows in reading.left_out.items()},
        "apart": {name: len(rows) for name, rows in reading.apart.items()},
        **reading.numbers,
        "notes": [note for note in (reading.reason, *reading.notes) if note],
    }


def _table_json(answer: FigureAnswer) -> list[dict[str, Any]]:
    tables = answer.groups or {"": answer.found}
    return [
        row
        for by, table in tables.items()
        if isinstance(table, FigureTable)
        for row in _table_rows(table, by)
    ]


def _table_rows(table: FigureTable, by: str) -> list[dict[str, Any]]:
    return [
        {
            "group": row.group,
            "by": by,
            "from": row.first.isoformat() if row.first else None,
            "to": row.last.isoformat() if row.last else None,
            "part": row.reading.part_count,
            "whole": row.reading.whole_count,
            "people": row.reading.people_count,
            **_amounts(row.reading),
            **{name: round(number, 6) for name, number in row.reading.numbers.items()},
            **({"curve": _points(row.curve)} if row.curve else {}),
            "notes": [
                note for note in (row.reading.unknown, *row.reading.notes) if note
            ],
        }
        for row in table.rows
    ]


def _amounts(reading: Reading) -> dict[str, int | None]:
    return (
        {}
        if reading.cents is None
        else {"items": reading.part_count, "amount_cents": reading.amount}
    )


def _points(curve: Curve) -> list[list[float]]:
    """A survival curve: [day, share still without an event, at risk, events, low, high]
    at each day with an event.
    """
    points = zip(
        curve.day,
        curve.s,
        curve.at_risk,
        curve.events,
        curve.low,
        curve.high,
        strict=True,
    )
    return [
        [
            int(day),
            round(float(s), 6),
            int(at_risk),
            int(events),
            round(float(low), 6),
            round(float(high), 6),
        ]
        for day, s, at_risk, events, low, high in points
    ]


def _rows(answer: FigureAnswer) -> list[tuple[object, ...]]:
    if isinstance(answer.found, FigureTable):
        return [
            (
                answer.figure.key,
                row["group"],
                row["by"],
                row.get("amount_cents", row["part"]),
                row["part"],
                row["whole"],
                "",
            )
            for row in _table_json(answer)
        ]

    readings = {"": answer.found, **answer.groups}
    return [
        (
            answer.figure.key,
            "",
            by,
            reading.value,
            reading.part_count,
            reading.whole_count,
            reading.reason,
        )
        for by, reading in readings.items()
        if isinstance(reading, Reading)
    ]


def _print(answer: FigureAnswer) -> None:
    figure = answer.figure
    if isinstance(answer.found, Reading):
        click.echo(f"{figure.title:<36}{_words(answer, answer.found)}")
        for name, reading in answer.groups.items():
            click.echo(f"  {name:<34}{_words(answer, reading)}")
        return

    unknown = answer.found.unknown
    heading = f"{figure.title}: – {unknown}" if unknown else figure.title
    click.echo(heading)
    for row in _table_json(answer):
        count = formatting.count(row["part"])
        line = f"  {row['by']:<10}{row['group']:<24}{count:>8}"
        if "amount_cents" in row:
            amount = formatting.money(row["amount_cents"])
            line += f"  {amount}"
        click.echo(line)


def _words(answer: FigureAnswer, reading: Reading | FigureTable) -> str:
    if not isinstance(reading, Reading):
        return ""
    if reading.value is None:
        return f"{formatting.ABSENT}  {reading.reason}"
    if not reading.is_share:
        is_money = answer.figure.unit is Unit.AMOUNT
        return (
            formatting.money(reading.amount)
            if is_money
            else formatting.count(reading.part_count)
        )
    return (
        f"{formatting.share(reading.value)}  ({formatting.count(reading.part_count)} "
        f"of {formatting.count(reading.whole_count)})"
    )


def _print_people(
    reading: Reading,
    part: list[str],
    left_out: list[dict[str, str]],
    *,
    wants_csv: bool,
) -> None:
    counted_rows = [(id_, "counted", "") for id_ in part]
    other_rows = [(row["id"], "left out", row["reason"]) for row in left_out]
    rows = counted_rows + other_rows
    if wants_csv:
        as_csv(("id", "counted", "reason"), rows)
        return

    if reading.reason:
        click.echo(f"{formatting.ABSENT}  {reading.reason}")
    for id_, counted, reason in rows:
        line = f"{id_}\t{counted}\t{reason}"
        click.echo(line.rstrip())
