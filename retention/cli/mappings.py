"""`map`: how a file that nobody declared is read, proposed, checked and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from retention import services
from retention.cli.context import CommandContext, as_json, json_option, say
from retention.core import formatting
from retention.core.errors import RetentionError, WrongCall
from retention.services import mappings


@click.command("map")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--practice",
    "name",
    help="The practice's name; a new one where there is none of that name.",
)
@click.option(
    "--table",
    type=click.Choice(list(mappings.table_titles())),
    help="The table that the file fills.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN=HEADER",
    help="Read a column from that header.",
)
@click.option(
    "--every",
    multiple=True,
    metavar="COLUMN=WORD",
    help="Give every row that word, such as status=completed.",
)
@click.option("--sheet", help="The sheet, or the file in the archive, that is meant.")
@click.option(
    "--line", type=int, help="The line of the headings; found where none is given."
)
@click.option(
    "--take",
    type=click.Path(path_type=Path, exists=True),
    help="Start from a mapping that was shared.",
)
@click.option(
    "--export",
    "out",
    type=click.Path(path_type=Path),
    help="Write the mapping to share it.",
)
@click.option("--save", is_flag=True, help="Keep it for all files with these headings.")
@click.option(
    "--forget", is_flag=True, help="Take back what is kept for these headings."
)
@json_option
@click.pass_obj
def map_(
    desk: CommandContext,
    path: Path,
    name: str | None,
    table: str | None,
    columns: Sequence[str],
    every: Sequence[str],
    sheet: str | None,
    line: int | None,
    take: Path | None,
    out: Path | None,
    save: bool,
    forget: bool,
    wants_json: bool,
) -> None:
    """Say which column of an unknown file is what."""
    sample = _sample(path, sheet, line)
    if forget:
        mappings.forget(desk.home, desk.name, mappings.fingerprint(sample), desk.now)
        click.echo("Forgotten: files with these headings are unknown again.")
        return
    if take:
        _, before = mappings.taken_in(take.read_text("utf-8"))
        table = table or before.table
        proposals: Mapping[str, mappings.ColumnProposal] = {}
    else:
        table = table or _likely(sample)
        proposals = mappings.propose(sample, table)
        before = _proposed(table, proposals)
    declared = _declared(sample, table, before, _pairs(columns), _pairs(every))
    preview = _check(sample, declared)
    if wants_json:
        as_json(_plain(sample, declared, proposals, preview))
    else:
        _print(sample, declared, proposals, preview)
    _refuse_unfinished(declared)
    if out:
        _export(sample, declared, out)
    if save:
        _keep(desk, name, sample, declared)


def _sample(path: Path, sheet: str | None, line: int | None) -> mappings.Sample:
    """The first rows of the file, or of a sheet in it."""
    source = services.find([path])[0]
    if sheet:
        source = replace(source, name=f"{source.name} / {sheet}")
    return mappings.peek(source, line)


def _proposed(
    table: str, proposals: Mapping[str, mappings.ColumnProposal]
) -> mappings.Declaration:
    """What is proposed, as if somebody had said it."""
    headers = {column: proposal.header for column, proposal in proposals.items()}
    return mappings.Declaration(table, headers)


def _declared(
    sample: mappings.Sample,
    table: str,
    before: mappings.Declaration,
    columns: Mapping[str, str],
    every: Mapping[str, str],
) -> mappings.Declaration:
    """What was there before with what was given now; an empty header takes one back."""
    read = {
        column: header
        for column, header in {**before.columns, **columns}.items()
        if header
    }
    return mappings.declare(sample, table, read, {**before.every, **every})


def _refuse_unfinished(declared: mappings.Declaration) -> None:
    if declared.missing:
        raise RetentionError(
            f"Still to be named with --column: {', '.join(declared.missing)}. "
            "Nothing was kept."
        )


def _export(sample: mappings.Sample, declared: mappings.Declaration, out: Path) -> None:
    headings = mappings.fingerprint(sample)
    written = mappings.written(headings, declared)
    out.write_text(f"{written}\n", "utf-8")
    say(f"Written to {out}.")


def _keep(
    desk: CommandContext,
    name: str | None,
    sample: mappings.Sample,
    declared: mappings.Declaration,
) -> None:
    kept_for = mappings.keep(
        desk.home,
        _meant(desk, name),
        {mappings.fingerprint(sample): declared},
        desk.now,
    )
    say(f"Kept for {kept_for}: files with these headings are now read this way.")


def _likely(sample: mappings.Sample) -> str:
    """The likeliest table; RetentionError for a list of leads, which are nobody's
    patients until somebody says so.
    """
    if leads := mappings.leads(sample):
        shown = ", ".join(f"“{heading}”" for heading in leads)
        raise RetentionError(
            f"“{sample.name}” looks like people who asked for something ({shown}), and "
            "nothing is read of such lists. Leave it out; if all of them are "
            "patients, say so with --table patient."
        )
    return mappings.likely_tables(sample)[0]


def _meant(desk: CommandContext, name: str | None) -> str | None:
    """The practice meant: the one named, else the only one there is; None where there
    is none yet.
    """
    named = name or desk.practice_name
    if named:
        return named
    if services.practices(desk.home):
        return desk.name
    return None


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """What was given as NAME=VALUE; an empty value takes a proposal back."""
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        raise WrongCall(f"“{wrong[0]}” names nothing; write COLUMN=HEADER.")

    pairs = {}
    for text in texts:
        name, _, value = text.partition("=")
        pairs[name.strip()] = value.strip()
    return pairs


def _check(
    sample: mappings.Sample, declared: mappings.Declaration
) -> mappings.MappingPreview | None:
    """What the first rows would become; None while something needed is missing."""
    if declared.missing:
        return None
    return mappings.check(sample, declared)


def _print(
    sample: mappings.Sample,
    declared: mappings.Declaration,
    proposals: Mapping[str, mappings.ColumnProposal],
    preview: mappings.MappingPreview | None,
) -> None:
    title = mappings.table_titles()[declared.table]
    click.echo(f"{sample.name}, headings in line {sample.header.line}: {title}")
    values_by_column = preview.values if preview else {}
    for column, header in declared.columns.items():
        because = "as given"
        proposal = proposals.get(column)
        if proposal and proposal.header == header:
            because = proposal.because
        pairs = values_by_column.get(column, ())
        values = ", ".join(f"{text} → {read or '–'}" for text, read in pairs)
        click.echo(f"  {column:<22} “{header}”  ({because})  {values}")
    for column, word in declared.every.items():
        click.echo(f"  {column:<22} every row: {word}")
    _print_unread(sample, declared)
    if preview:
        _print_preview(preview)


def _print_unread(sample: mappings.Sample, declared: mappings.Declaration) -> None:
    """Print which headings are not read, and which columns are still to be filled."""
    read = declared.columns.values()
    unread = [header for header in sample.headers if header not in read]
    if not unread:
        return

    columns = mappings.columns(declared.table)
    unfilled = [column for column in columns if column not in declared.columns]
    click.echo(f"Not read: {', '.join(unread)}.")
    click.echo(f"Columns there are: {', '.join(unfilled)}.")


def _print_preview(preview: mappings.MappingPreview) -> None:
    """Print how the first rows would be read, and the first problems."""
    rows = formatting.plural(preview.rows, "row")
    click.echo(
        f"Of the first {rows}, {preview.loads:,} would load and "
        f"{preview.set_aside:,} be set aside."
    )
    for problem in preview.problems[:10]:
        click.echo(f"  {problem.column}: “{problem.found}” {problem.say}")


def _plain(
    sample: mappings.Sample,
    declared: mappings.Declaration,
    proposals: Mapping[str, mappings.ColumnProposal],
    found: mappings.MappingPreview | None,
) -> dict[str, object]:
    return {
        "file": sample.name,
        "line": sample.header.line,
        "headers": list(sample.headers),
        "fingerprint": mappings.fingerprint(sample),
        "tables": list(mappings.likely_tables(sample)),
        "declaration": declared.as_plain(),
        "missing": list(declared.missing),
        "proposals": [asdict(one) for one in proposals.values()],
        "check": asdict(found) if found else None,
    }
