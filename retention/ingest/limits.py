"""How much a file may ask of us: sizes far beyond every export, so that a hostile or
broken file costs little.

A refusal for size always says the way out, which is mostly to save as CSV: text is read
whatever its length.
"""

HEAD = 1 << 20
"""Bytes read to tell what a file is: title lines and the header stand within them."""

PIECE = 4 << 20
"""Bytes checked at a time: large enough to be quick, small enough to cost no memory."""

LINE = 4 << 20
"""Bytes of one line: a row of an export has some hundreds, and notes have some
thousands of letters.
"""

COLUMNS = 2_000
"""Cells of a header line: the widest table of a practice system has about 300."""

EMPTY_LINES = 200_000
"""Empty lines in one file, which take memory as rows do and say nothing."""

RAGGED = 100_000
"""Rows with another number of cells than the header line: notes without quotation marks
may split many rows, and yet such a file is better exported again; each costs ten
millionths of a second.
"""

STRAY_MARKS = 1_000
"""Quotation marks without a partner in one file: beyond that no one can say where its
rows begin and end.
"""

VALUE = 1 << 20
"""Bytes of one cell over several lines: databases keep at most 64 KB of a note."""

MEMBERS = 2_000
"""Files in one archive: a full set of a practice system's tables has some 400."""

UNPACKED = 16 << 30
"""Bytes of all files of an archive together; a large practice's exports have 2 GB."""

RATIO = 100
RATIO_FROM = 8 << 20
"""Times that an archive's file may grow by unpacking, and the size from which that
matters: exports grow by 5 to 30 times, a zip bomb by 1,000.
"""

BOOK = 64 << 20
"""Bytes of a spreadsheet, which has to be read into memory whole; as CSV the same rows
may have any size.
"""

BOOK_UNPACKED = 1 << 30
"""Bytes of a spreadsheet's parts: half a million rows with 20 columns have about 600
MB.
"""

SHEETS = 200
"""Sheets of one spreadsheet: one a table, or one a month for many years."""

AREA = 1_000_000
AREA_PER_CELL = 10
"""Cells from a sheet's first to its last that are always fine, and beyond that how many
there may be for each cell that has something in it: a reader keeps room for the empty
ones too.
"""

CELLS = 25_000_000
"""Filled cells of one sheet: a sheet's full length of 1,048,576 rows with 20 columns
and more.
"""

LETTERS = 1 << 30
"""Letters of one sheet's cells together: texts that many cells share are stored once
and read many times.
"""
