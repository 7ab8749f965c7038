"""The same import in DuckDB: files typed in one reading, keys and repeats checked,
tables and problems as Parquet.
"""

from pathlib import Path

import duckdb

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

_NONE = ", ".join(f"date '{day}'" for day in NONE_DAYS)
_DAY = (
    f"case when try_cast({{t}} as date) not in ({_NONE}) then try_cast({{t}} as date) "
    "end"
)
_MOMENT = (
    f"case when cast(try_cast({{t}} as timestamp) as date) not in ({_NONE}) then "
    f"try_cast({{t}} as timestamp) end"
)
_IS = "case {{t}} when '{}' then true when '{}' then false end"
_TYPES = {
    "day": "date",
    "moment": "timestamp",
    "money": "decimal(14, 2)",
    "count": "bigint",
}
"""What a cell must be; others are told."""
_NUMBER = "try_cast({t} as bigint)"
_READ = {
    "id": "nullif({t}, '0')",
    "text": "{t}",
    "day": _DAY,
    "moment": _MOMENT,
    "count": _NUMBER,
    "money": "cast(try_cast({t} as decimal(14, 2)) * 100 as bigint)",
    "flag": _IS.format("1", "0"),
    "shown": "{t} = '0' and ProvStatus <> '1'",
    "text_ok": _IS.format("1", "2"),
    "phone_ok": "case when '1' in (PreferContactMethod, PreferRecallMethod) then false end",
    "pattern": "cast(length({t}) * 5 as bigint)",
    "asked_before": "{t} = 'PreAuth'",
    "automatic": "{t} <> '0'",
    "units": (
        f"greatest(1, coalesce({_NUMBER}, 0) + coalesce(try_cast(BaseUnits as "
        "bigint), 0))"
    ),
    "months": f"(({_NUMBER} >> 24) & 127) * 12 + (({_NUMBER} >> 16) & 255)",
    "days": f"(({_NUMBER} >> 8) & 255) * 7 + ({_NUMBER} & 255)",
    "name": "nullif(trim(coalesce(FName, '') || ' ' || coalesce(LName, '')), '')",
    "completed_on": f"case when ProcStatus = '2' then {_DAY} end",
    "died_on": f"case when PatStatus = '5' then {_DAY} end",
}


def load(files_in: Path, out: Path) -> None:
    """Every file, one after the other; DuckDB itself uses all cores."""
    with duckdb.connect() as duck:
        duck.execute(
            'create table problems (file text, row bigint, "column" text, found text, say text, '
            "set_aside boolean)"
        )
        for file, (table, columns) in files().items():
            _load(duck, files_in / f"{file}.csv", table, columns, out)
        duck.execute(f"copy problems to '{out}/problems.parquet' (compression zstd)")


def answer(files_in: Path, out: Path) -> Answer:
    """What was written."""
    return parquet_answer(out)


def _load(
    duck: duckdb.DuckDBPyConnection,
    file: Path,
    table: str,
    columns: dict[str, tuple[str, str]],
    out: Path,
) -> None:
    checked = {
        header: test
        for kind, header in columns.values()
        if (test := _fault(kind, header))
    }
    typed = [
        f'{_read(kind, header)} as "{name}"' for name, (kind, header) in columns.items()
    ]
    faults = [
        f'case when {test} then {header} end as "bad {header}"'
        for header, test in checked.items()
    ]
    duck.execute(f"""create or replace temp table st as
                     select row_number() over () + 1 as line, {", ".join([*typed, *faults])}
                     from read_csv('{file}', all_varchar = true, header = true, delim = ',', quote = '"')""")
    for header in checked:
        _tell(
            duck,
            f"""select '{file.name}', line, '{header}', "bad {header}", 'cannot be read', false
                        from st where "bad {header}" is not null""",
        )
    must = needed(table, columns)
    _tell_lacks(duck, file.name, must)
    has = " and ".join(f"{name} is not null" for name in must)
    _tell_repeats(duck, file.name, list(columns), must["id"], has)
    kept = ", ".join(
        f'"{column.name}"'
        if column.name in columns
        else f'cast(null as {_DUCK[column.kind]}) as "{column.name}"'
        for column in schema.BY_NAME[table].columns
    )
    duck.execute(f"""copy (select {kept} from st where {has} and line not in (select line from losers)
                     order by try_cast(id as bigint)) to '{out}/{table}.parquet' (compression zstd)""")


_DUCK = {
    schema.Kind.ID: "text",
    schema.Kind.TEXT: "text",
    schema.Kind.CHOICE: "text",
    schema.Kind.DAY: "date",
    schema.Kind.MOMENT: "timestamp",
    schema.Kind.CENTS: "bigint",
    schema.Kind.COUNT: "bigint",
    schema.Kind.FLAG: "boolean",
}


def _read(kind: str, header: str) -> str:
    """The SQL of a column: what its cell means."""
    if kind in WORDS:
        means = " ".join(
            f"when '{code}' then '{word}'" for code, word in WORDS[kind].items()
        )
        return (
            f"case {_cell(header)} {means} when null then null else "
            f"'{UNKNOWN.get(kind, 'unknown')}' end"
        )
    return _READ[kind].format(t=_cell(header))


def _cell(header: str) -> str:
    return f"nullif(trim({header}), '')"


def _fault(kind: str, header: str) -> str:
    """When a cell cannot be read."""
    if kind in WORDS:
        return f"{_cell(header)} not in ({', '.join(map(repr, WORDS[kind]))})"
    kind = {
        "completed_on": "day",
        "died_on": "day",
        "units": "count",
        "months": "count",
    }.get(kind, kind)
    if kind == "flag":
        return f"{_cell(header)} not in ('0', '1')"
    return (
        (
            f"{_cell(header)} is not null and try_cast({_cell(header)} as "
            f"{_TYPES[kind]}) is null"
        )
        if kind in _TYPES
        else ""
    )


def _tell(duck: duckdb.DuckDBPyConnection, rows: str) -> None:
    duck.execute(f"insert into problems {rows}")


def _tell_lacks(
    duck: duckdb.DuckDBPyConnection, file: str, must: dict[str, str]
) -> None:
    """Rows that lack what is needed are told once, for the first lack."""
    for at, (name, header) in enumerate(must.items()):
        before = (
            " and ".join(f"{other} is not null" for other in list(must)[:at]) or "true"
        )
        found = "''" if name == "id" else "'0'"
        _tell(
            duck,
            f"""select '{file}', line, '{header}', {found}, 'is none', true from st
                        where {name} is null and {before}""",
        )


def _tell_repeats(
    duck: duckdb.DuckDBPyConnection,
    file: str,
    columns: list[str],
    header: str,
    has: str,
) -> None:
    """Of several rows with one id the last counts, or the first where all are alike;
    the others are told.
    """
    whole = ", ".join(f'"{name}"' for name in columns)
    duck.execute(f"""create or replace temp table losers as
        with twice as (select line, id, hash(({whole})) as held from st where {has} and id in (
                           select id from st where {has} group by id having count(*) > 1)),
             wins as (select id, case when count(distinct held) = 1 then min(line) else max(line) end as line,
                             arg_max(held, line) as held from twice group by id)
        select t.line, t.id, t.held = w.held as alike from twice t join wins w using (id) where t.line <> w.line""")
    _tell(
        duck,
        f"""select '{file}', line, '{header}', id, case when alike then 'is a repeat' else
                    'stands again with other content' end, true from losers""",
    )
