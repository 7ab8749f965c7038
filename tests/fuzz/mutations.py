"""What happens to files on their way: every mutation is drawn from a seeded source, so
that each can be made again.
"""

import io
import zipfile
from collections.abc import Callable
from random import Random

import xlsxwriter

Mutation = Callable[[bytes, Random], bytes]

NASTY = (
    b"",
    b"-1",
    b"0",
    b"1e308",
    b"2.98725E+13",
    b"1/1/0001",
    b"31/12/2024",
    b"13/13/2024",
    b"=1+1",
    b"NULL",
    b"\xff",
    "Zoë".encode(),
    "Zoë".encode("cp1252"),
    b"9" * 400,
    b'"',
    b'""',
    b",",
    b"\t",
    b"\x00",
    b"Total",
    b"2026-02-30",
    b"9:00 AM   3/14/2024",
    b"1700000000",
    b"2024-03-10T10:00:00Z",
    b"(123.45)",
    b"Smith, John",
    b"12.345,67",
    b"-",
    "\u2028".encode(),
    "\ufeff".encode(),
    b"1" * 25,
    b"0001-01-01",
    b"9999-12-31",
    b"1.5.2024",
    b"-9223372036854775808",
)
EXTRA = (
    b"Total,12,34",
    b"Provider Totals",
    b"Page 1 of 2",
    b",,,,,,",
    b"",
    b"   ",
    b"OK",
    b'"',
    b"a\tb\tc",
    b"Report, of all",
)


def flipped(content: bytes, random: Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 20)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(content: bytes, random: Random) -> bytes:
    """The end, or a piece in the middle, is missing."""
    at = random.randrange(len(content))
    return (
        content[:at]
        if random.random() < 0.6
        else content[:at] + content[at + random.randrange(200) :]
    )


def doubled(content: bytes, random: Random) -> bytes:
    """A piece stands twice."""
    at = random.randrange(len(content))
    length = random.randrange(500)
    return content[: at + length] + content[at:]


def swapped(content: bytes, random: Random) -> bytes:
    """Lines stand elsewhere, or twice."""
    lines = content.split(b"\n")
    for _ in range(random.randint(1, 5)):
        one = random.randrange(len(lines))
        other = random.randrange(len(lines))
        lines[one], lines[other] = (
            lines[other],
            lines[one] if random.random() < 0.7 else lines[other],
        )
    return b"\n".join(lines)


def with_lines(content: bytes, random: Random) -> bytes:
    """Lines of a report, or empty ones, stand among the rows; sometimes the header once
    more.
    """
    lines = content.split(b"\n")
    for _ in range(random.randint(1, 6)):
        lines.insert(
            random.randrange(len(lines) + 1), random.choice((*EXTRA, lines[0]))
        )
    return b"\n".join(lines)


def redelimited(content: bytes, random: Random) -> bytes:
    """Another delimiter, everywhere or in some places."""
    old = random.choice((b",", b"\t"))
    new = random.choice((b",", b"\t", b";", b"|", b" "))
    return content.replace(
        old, new, -1 if random.random() < 0.6 else random.randint(1, 30)
    )


def quoted(content: bytes, random: Random) -> bytes:
    """Quotation marks where none belong."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        changed.insert(random.randrange(len(changed)), ord('"'))
    return bytes(changed)


def with_cells(content: bytes, random: Random) -> bytes:
    """Cells hold something else; sometimes a whole column does, or its heading."""
    lines = [line.split(b",") for line in content.split(b"\n")]
    column = random.randrange(len(lines[0]))
    is_whole = random.random() < 0.3
    for line in (
        random.sample(lines, len(lines))
        if is_whole
        else random.choices(lines, k=random.randint(1, 10))
    ):
        at = column if is_whole else random.randrange(len(line))
        if at < len(line):
            line[at] = random.choice(NASTY)
    return b"\n".join(b",".join(line) for line in lines)


def recoded(content: bytes, random: Random) -> bytes:
    """Another encoding, or half of it in another one."""
    text = content.decode("utf-8", "replace")
    encoding = random.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32", "utf-7")
    )
    half = len(content) // 2
    if random.random() < 0.2:
        return content[:half] + content[half:].decode("utf-8", "replace").encode(
            encoding, "replace"
        )
    return text.encode(encoding, "replace")


def reended(content: bytes, random: Random) -> bytes:
    """Other line ends, everywhere or in places."""
    return content.replace(
        b"\n",
        random.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n")),
        random.choice((-1, 3)),
    )


def without_column(content: bytes, random: Random) -> bytes:
    """A column is missing, or stands twice, or every row ends with a delimiter."""
    lines = [line.split(b",") for line in content.split(b"\n")]
    at = random.randrange(len(lines[0]))
    kind = random.randrange(3)
    changed = (
        [line[:at] + line[at + 1 :], [*line, *line[at : at + 1]], [*line, b""]][kind]
        for line in lines
    )
    return b"\n".join(b",".join(line) for line in changed)


TEXT: tuple[Mutation, ...] = (
    flipped,
    cut,
    doubled,
    swapped,
    with_lines,
    redelimited,
    quoted,
    with_cells,
    recoded,
    reended,
    without_column,
)
BYTES: tuple[Mutation, ...] = (flipped, cut, doubled)


def mutated(content: bytes, random: Random) -> bytes:
    """A text after one to three mutations."""
    for mutation in random.choices(TEXT, k=random.randint(1, 3)):
        content = mutation(content, random) if content else content
    return content


def as_book(content: bytes, random: Random) -> bytes:
    """A text as an XLSX; numbers as numbers, and sometimes with another sheet before
    it.
    """
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held, {"in_memory": True, "strings_to_numbers": random.random() < 0.5}
    )
    if random.random() < 0.3:
        book.add_worksheet("Summary").write_row(0, 0, ["Month", "Visits"])
    sheet = book.add_worksheet("List")
    for at, line in enumerate(content.decode("utf-8", "replace").split("\n")[:1000]):
        for column, cell in enumerate(line.split(",")[:100]):
            sheet.write_string(at, column, cell[:30_000]) if cell[
                :1
            ] == "=" else sheet.write(at, column, cell[:30_000])
    book.close()
    return held.getvalue()


def repacked(content: bytes, random: Random) -> bytes:
    """An archive (an XLSX is one) in which the bytes of one part are changed, or a part
    is missing.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    chosen = random.choice(sorted(parts))
    if random.random() < 0.2:
        del parts[chosen]
    elif parts[chosen]:
        parts[chosen] = random.choice(BYTES)(parts[chosen], random)
    held = io.BytesIO()
    with zipfile.ZipFile(
        held, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return held.getvalue()


def file_of(content: bytes, random: Random) -> tuple[str, bytes]:
    """A file made of an export: the ending of its name and its bytes, as text, XLSX or
    zip, mutated on one level.
    """
    kind = random.random()
    if kind < 0.7:
        return random.choice(("csv", "txt", "xls")), mutated(content, random)
    book = as_book(
        mutated(content, random) if random.random() < 0.4 else content, random
    )
    if kind < 0.95:
        return "xlsx", random.choice(
            (repacked, repacked, flipped, cut, lambda same, _: same)
        )(book, random)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.csv", mutated(content, random))
        archive.writestr("b.xlsx", book)
    return "zip", random.choice((repacked, flipped, cut))(held.getvalue(), random)
