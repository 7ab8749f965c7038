"""A small Open Dental practice as export files: Ann, her daughter Cleo, Bob with his
crown, and Dan who moved away.

As of 2026-11-20. Ann comes every half year; Cleo is a child of hers; Bob came once and
has a crown planned; Dan is inactive. Everyone is invented.
"""

from pathlib import Path

DAY = "2026-11-20"

PATIENT = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,Address2,City,State,Zip,HmPhone,WkPhone,WirelessPhone,Guarantor,\
Email,PriProv,DateFirstVisit,ClinicNum,PreferContactMethod,PreferRecallMethod,PreferConfirmMethod,TxtMsgOk,SecDateEntry
1,Archer,Ann,0,1,1980-04-01,1 Elm Street,,Salem,OR,01234,,,(503) 555-0101,1,ann@example.com,1,2022-03-10,1,0,0,0,1,2022-03-01
2,Barlow,Bob,0,0,1971-09-09,2 Oak Street,Apt. 5,Salem,OR,97301,,,(503) 555-0102,2,bob@example.com,1,2026-02-03,1,0,0,0,0,2026-02-01
3,Archer,Cleo,0,1,2016-05-05,1 Elm Street,,Salem,OR,01234,,,,1,,1,2024-03-10,1,0,0,0,0,2024-03-01
4,Dorn,Dan,2,0,1960-01-01,9 Low Road,,Salem,OR,97302,(503) 555-0104,,,4,,1,2022-03-10,1,0,0,0,0,2022-03-01
"""

APPOINTMENT = """\
AptNum,PatNum,AptStatus,Pattern,ProvNum,ProvHyg,AptDateTime,IsNewPatient,ClinicNum,IsHygiene,SecDateTEntry
1,1,1,/XXXX/,1,2,2026-12-03 09:00:00,0,1,1,2026-09-10 10:00:00
2,2,1,/XX/,1,0,2026-08-01 09:00:00,0,1,0,2026-07-10 10:00:00
"""

CODE = "CodeNum,ProcCode,Descript,ProcCat,IsHygiene\n1,D1110,,1,1\n2,D2740,,1,0\n3,D0150,,1,0\n4,D1120,,1,1\n"

RECALL = """\
RecallNum,PatNum,DateDue,DatePrevious,RecallInterval,IsDisabled,RecallTypeNum,DisableUntilDate,DateScheduled
1,1,2027-03-11,2026-09-10,393217,0,1,0001-01-01,0001-01-01
2,3,2024-09-11,2024-03-10,393217,0,1,0001-01-01,0001-01-01
"""


def procedures() -> str:
    """The procedurelog: visits of Ann, Cleo and Dan, and Bob's exam with the crown
    planned that day.
    """
    header = "ProcNum,PatNum,AptNum,ProcDate,ProcFee,ProcStatus,ProvNum,ClinicNum,CodeNum,UnitQty,BaseUnits,DateTP,DateComplete"
    ann = [f"{year}-{month}-10" for year in range(2022, 2027) for month in ("03", "09")]
    rows = [(1, day, "120.00", 2, 1, "0001-01-01", day) for day in ann]
    rows += [(4, "2022-03-10", "120.00", 2, 1, "0001-01-01", "2022-03-10")]
    rows += [(3, "2024-03-10", "90.00", 2, 4, "0001-01-01", "2024-03-10")]
    rows += [(2, "2026-02-03", "80.00", 2, 3, "0001-01-01", "2026-02-03")]
    rows += [(2, "0001-01-01", "1150.00", 1, 2, "2026-02-03", "0001-01-01")]
    lines = [
        f"{number},{who},0,{day},{fee},{status},1,1,{code},1,0,{planned},{done}"
        for number, (who, day, fee, status, code, planned, done) in enumerate(
            rows, start=1
        )
    ]
    return "\n".join([header, *lines]) + "\n"


def write(folder: Path) -> Path:
    """Write the folder of exports; gives it back."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "patient.csv": PATIENT,
        "appointment.csv": APPOINTMENT,
        "procedurelog.csv": procedures(),
        "procedurecode.csv": CODE,
        "recall.csv": RECALL,
        "recalltype.csv": "RecallTypeNum,Description,DefaultInterval\n1,Cleaning,393217\n",
        "provider.csv": "ProvNum,Abbr,LName,FName,IsSecondary,IsHidden\n1,LEE,Lee,Ada,0,0\n2,HYG,Moss,Eve,1,0\n",
        "clinic.csv": "ClinicNum,Description,Abbr\n1,North,N\n",
        "payment.csv": "PayNum,PayType,PayDate,PayAmt,PatNum\n1,1,2026-01-01,10.00,1\n",
    }
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return folder
