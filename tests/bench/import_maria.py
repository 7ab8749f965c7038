"""The same files in MariaDB, as a practice's own server holds them: Open Dental's
tables with their keys and indexes.

The server is Debian's, started here on a socket in a temporary folder, without network;
nothing of it stays. What cannot be read is what the server itself warns of, row by row.
"""

import getpass
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.apart import Answer
from tests.bench.import_tables import files, needed

SERVER = "mariadbd"
CLIENT = "mariadb"
INSTALL = "mariadb-install-db"

_KEYS = {
    "patient": "key (LName, FName), key (FName), key (Birthdate, PatStatus), key "
    "(PatStatus), key (Guarantor), key (PriProv), key (SecProv), key "
    "(ClinicNum), key (ChartNumber), key (Email), key (HmPhone), key "
    "(WkPhone), key (WirelessPhone)",
    "appointment": "key (PatNum), key (ProvNum), key (ProvHyg), key (AptDateTime), key "
    "(AptStatus, AptDateTime), key (ClinicNum)",
    "procedurelog": "key (CodeNum), key (PatNum, ProcStatus, ClinicNum), key (ProvNum, "
    "ProcDate), key (ClinicNum), key (PatNum, ProcStatus, ProcFee, "
    "UnitQty, BaseUnits, ProcDate), key (PatNum, ProcStatus, CodeNum, "
    "ProcDate), key (DateComplete), key (AptNum, CodeNum, ProcStatus, "
    "ProvNum), key (ProcDate, ClinicNum, ProcStatus)",
    "procedurecode": "key (ProcCode)",
    "recall": (
        "key (PatNum), key (DateDue), key (DateScheduled), key (RecallTypeNum), key "
        "(DatePrevious)"
    ),
    "patientlink": "key (PatNumFrom), key (PatNumTo)",
    "treatplan": "key (PatNum)",
    "treatplanattach": "key (TreatPlanNum), key (ProcNum)",
    "claim": (
        "key (PatNum, ClaimStatus, ClaimType, DateSent), key (DateService), key "
        "(ProvTreat), key (ClinicNum)"
    ),
    "referral": "key (PatNum)",
    "refattach": "key (PatNum), key (ReferralNum)",
    "commlog": "key (PatNum, CommDateTime), key (CommDateTime)",
}
"""The indexes of its schema, as far as the exported columns go."""
_TYPES = (
    ("date", r"Birthdate|.*Date|Date(?!Time).*|SecDateEntry"),
    ("datetime", r".*Date(Time|TEntry).*"),
    ("double", r"\w+Fee"),
    ("int", r"\w+Interval|ItemOrder|UnitQty|BaseUnits"),
    ("varchar(255)", r"ToothNum|Claim(Status|Type)"),
    ("bigint", r"\w+(Num|Prov|NumTo|NumFrom)|Guarantor|Prov(Hyg|Treat)|ProcCat"),
    (
        "tinyint",
        r"\w+Status|Is\w+|Gender|Prefer\w+Method|TxtMsgOk|Mode_|SentOrReceived|CommSource|\w+Type|NotPerson",
    ),
)
"""Its types by the columns' names; texts are the rest."""
_ROW = re.compile(r"at row (\d+)$")


class _Server:
    """The running server: its folder and process."""

    folder: tempfile.TemporaryDirectory
    process: subprocess.Popen


_server = _Server()


def is_there() -> bool:
    """Whether the server is installed."""
    return shutil.which(SERVER) is not None and shutil.which(INSTALL) is not None


def start(out: Path) -> int:
    """Install an empty database beside `out` and start the server on it; gives its
    process id when it answers.
    """
    _server.folder = tempfile.TemporaryDirectory(dir=out.parent)
    home = Path(_server.folder.name)
    user = f"--user={getpass.getuser()}"
    subprocess.run(
        [
            INSTALL,
            "--no-defaults",
            f"--datadir={home}/data",
            user,
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ],
        check=True,
        capture_output=True,
    )
    _server.process = subprocess.Popen(
        [
            SERVER,
            "--no-defaults",
            f"--datadir={home}/data",
            f"--socket={home}/socket",
            "--skip-networking",
            user,
            "--innodb-buffer-pool-size=1G",
            "--innodb-log-file-size=512M",
            "--max-error-count=65535",
            "--sql-mode=NO_AUTO_VALUE_ON_ZERO",
            "--character-set-server=utf8mb4",
        ],
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (home / "socket").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    _ask("create database od")
    return _server.process.pid


def stop() -> None:
    """End the server and take its folder away."""
    _server.process.terminate()
    _server.process.wait()
    _server.folder.cleanup()


def load(files_in: Path, out: Path) -> None:
    """Make the tables and load every file; a key met twice replaces the row before, a
    row without one goes.
    """
    statements = []
    for file, (table, columns) in files().items():
        path = files_in / f"{file}.csv"
        headers = path.open(encoding="utf-8").readline().strip().split(",")
        keys = ", ".join(filter(None, [f"primary key ({headers[0]})", _KEYS.get(file)]))
        typed = ", ".join(f"{name} {_type(name)} not null" for name in headers)
        none = " or ".join(f"{name} = 0" for name in needed(table, columns).values())
        statements.append(f"""create table {file} ({typed}, {keys}) engine = innodb;
            load data infile '{path}' replace into table {file} character set utf8mb4
            fields terminated by ',' optionally enclosed by '"' escaped by '' lines terminated by '\\n' ignore 1 lines;
            show warnings; delete from {file} where {none};""")
    (out / "warnings").write_text(_ask("".join(statements), "od"), "utf-8")


def _type(name: str) -> str:
    return next(
        (kind for kind, form in _TYPES if re.fullmatch(form, name)), "varchar(255)"
    )


def answer(files_in: Path, out: Path) -> Answer:
    """What the tables hold, and how many cells the server warned of; rows that are not
    there were set aside.
    """
    counts = {
        table: int(_ask(f"select count(*) from {file}", "od"))
        for file, (table, _) in files().items()
    }
    read = sum(path.read_bytes().count(b"\n") - 1 for path in files_in.iterdir())
    cents = {
        "procedure": "round(100 * sum(ProcFee)) from procedurelog",
        "claim": "round(100 * sum(ClaimFee)) from claim",
    }
    keys = "|".join(columns["id"][1] for _, columns in files().values())
    warned = [
        line
        for line in (out / "warnings").read_text("utf-8").splitlines()
        if _ROW.search(line)
    ]
    cells = sum(not re.search(f"`({keys})`", line) for line in warned)
    aside = read - sum(counts.values())
    return Answer(
        counts,
        {
            name: int(float(_ask(f"select {what}", "od")))
            for name, what in cents.items()
        },
        cells + aside,
        aside,
    )


def _ask(statements: str, database: str = "") -> str:
    """What the server answers, a line a row."""
    socket = f"--socket={_server.folder.name}/socket"
    done = subprocess.run(
        [
            CLIENT,
            "--no-defaults",
            socket,
            "--user=root",
            "--batch",
            "--skip-column-names",
            database,
        ],
        input=statements,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
