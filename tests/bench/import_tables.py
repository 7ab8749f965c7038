"""What other engines are to make of Open Dental's files, column by column, and how
answers are compared.

Written down a second time and by hand, so that an engine's own way of reading is all
that it shares with ours.
"""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from retention.core import schema
from tests.bench.apart import Answer

NONE_DAYS = ("0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01")
CENTS = {"procedure": "fee_cents", "claim": "amount_cents"}

_CODES = {
    "patient_status": "active non_patient inactive archived deleted deceased prospective",
    "sex": "male female unknown other",
    "channel_liked": "none none phone phone phone email other mail text",
    "appointment_status": (
        "unknown scheduled completed unscheduled scheduled broken_unspecified planned "
        "note note"
    ),
    "procedure_status": (
        "- planned completed existing existing referred deleted condition "
        "planned_inactive"
    ),
    "plan_status": "saved active inactive",
    "channel": "none email mail phone in_person text email phone other",
    "direction": "neither sent received",
    "referral_direction": "to from custom",
}
WORDS = {
    kind: {str(at): word for at, word in enumerate(words.split()) if word != "-"}
    for kind, words in _CODES.items()
}
"""For each choice what Open Dental's numbers mean; an unknown one is told."""
WORDS["claim_status"] = {
    **dict.fromkeys("UHWI", "not_sent"),
    "S": "sent",
    "R": "received",
    "A": "unknown",
    "P": "unknown",
}
UNKNOWN = {
    "channel_liked": "other",
    "channel": "other",
    "direction": "neither",
    "referral_direction": "custom",
}

_FILES = {
    "patient": "patient id=id:PatNum last_name=text:LName first_name=text:FName "
    "middle_name=text:MiddleI preferred_name=text:Preferred "
    "birth_date=day:Birthdate sex=sex:Gender "
    "status=patient_status:PatStatus status_raw=text:PatStatus "
    "status_on=died_on:DateTimeDeceased household_id=id:Guarantor "
    "chart_number=text:ChartNumber home_phone=text:HmPhone "
    "work_phone=text:WkPhone mobile_phone=text:WirelessPhone "
    "email=text:Email address_1=text:Address address_2=text:Address2 "
    "city=text:City state=text:State zip=text:Zip "
    "phone_ok=phone_ok:PreferContactMethod text_ok=text_ok:TxtMsgOk "
    "preferred_channel=channel_liked:PreferContactMethod "
    "provider_id=id:PriProv hygienist_id=id:SecProv "
    "location_id=id:ClinicNum first_visit_reported=day:DateFirstVisit "
    "created_on=day:SecDateEntry",
    "appointment": "appointment id=id:AptNum patient_id=id:PatNum "
    "starts_at=moment:AptDateTime minutes=pattern:Pattern "
    "status=appointment_status:AptStatus status_raw=text:AptStatus "
    "provider_id=id:ProvNum hygienist_id=id:ProvHyg "
    "location_id=id:ClinicNum is_hygiene=flag:IsHygiene "
    "is_new_patient=flag:IsNewPatient created_on=day:SecDateTEntry "
    "arrived_at=moment:DateTimeArrived seated_at=moment:DateTimeSeated "
    "dismissed_at=moment:DateTimeDismissed",
    "procedurelog": "procedure id=id:ProcNum patient_id=id:PatNum code_id=id:CodeNum "
    "status=procedure_status:ProcStatus status_raw=text:ProcStatus "
    "planned_on=day:DateTP completed_on=completed_on:ProcDate "
    "fee_cents=money:ProcFee quantity=units:UnitQty "
    "tooth=text:ToothNum surface=text:Surf provider_id=id:ProvNum "
    "location_id=id:ClinicNum appointment_id=id:AptNum",
    "procedurecode": "code id=id:CodeNum code_raw=text:ProcCode description=text:Descript",
    "recall": "recall id=id:RecallNum patient_id=id:PatNum type_id=id:RecallTypeNum "
    "due_on=day:DateDue previous_on=day:DatePrevious "
    "interval_months=months:RecallInterval interval_days=days:RecallInterval "
    "scheduled_on=day:DateScheduled is_disabled=flag:IsDisabled "
    "disabled_until=day:DisableUntilDate",
    "recalltype": "recall_type id=id:RecallTypeNum name=text:Description "
    "interval_months=months:DefaultInterval "
    "interval_days=days:DefaultInterval",
    "provider": (
        "provider id=id:ProvNum name=name:LName is_hygienist=flag:IsSecondary "
        "is_active=shown:IsHidden"
    ),
    "clinic": "location id=id:ClinicNum name=text:Description",
    "patientlink": "merge id=id:PatientLinkNum loser_id=id:PatNumFrom "
    "winner_id=id:PatNumTo merged_at=moment:DateTimeLink",
    "treatplan": "plan id=id:TreatPlanNum patient_id=id:PatNum presented_on=day:DateTP "
    "status=plan_status:TPStatus status_raw=text:TPStatus",
    "treatplanattach": (
        "plan_item id=id:TreatPlanAttachNum plan_id=id:TreatPlanNum "
        "procedure_id=id:ProcNum"
    ),
    "claim": "claim id=id:ClaimNum patient_id=id:PatNum service_on=day:DateService "
    "sent_on=day:DateSent received_on=day:DateReceived "
    "status=claim_status:ClaimStatus status_raw=text:ClaimStatus "
    "is_preauthorisation=asked_before:ClaimType amount_cents=money:ClaimFee "
    "provider_id=id:ProvTreat location_id=id:ClinicNum",
    "referral": (
        "referrer id=id:ReferralNum name=name:LName patient_id=id:PatNum "
        "is_doctor=flag:IsDoctor"
    ),
    "refattach": "referral id=id:RefAttachNum patient_id=id:PatNum "
    "referrer_id=id:ReferralNum direction=referral_direction:RefType "
    "position=count:ItemOrder referred_on=day:RefDate",
    "commlog": "contact id=id:CommlogNum patient_id=id:PatNum at=moment:CommDateTime "
    "channel=channel:Mode_ direction=direction:SentOrReceived "
    "is_automatic=automatic:CommSource",
}

NEEDED = ("id", "patient_id", "loser_id", "winner_id", "plan_id", "procedure_id")
OPTIONAL = {("referrer", "patient_id")}
"""A row without one of these is set aside; but a referrer need not be a patient."""


def files() -> dict[str, tuple[str, dict[str, tuple[str, str]]]]:
    """For each file its table, and for each column of that how it is read and under
    which header.
    """
    found = {}
    for file, line in _FILES.items():
        table, *columns = line.split()
        parts = (column.replace("=", ":").split(":") for column in columns)
        found[file] = table, {column: (kind, header) for column, kind, header in parts}
    return found


def needed(table: str, columns: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The headers under which a row must have something, by column."""
    return {
        name: columns[name][1]
        for name in NEEDED
        if name in columns and (table, name) not in OPTIONAL
    }


def parquet_answer(folder: Path) -> Answer:
    """The answer of a folder with a Parquet file for each table, and one with the
    problems.
    """
    found = {
        file.stem: pq.read_table(file) for file in sorted(folder.glob("*.parquet"))
    }
    told = found.pop("problems")
    return Answer(
        {name: table.num_rows for name, table in found.items()},
        {name: pc.sum(found[name][column]).as_py() for name, column in CENTS.items()},
        told.num_rows,
        pc.sum(told["set_aside"]).as_py() or 0,
        {
            **{
                name: _hash(table.cast(schema.BY_NAME[name].arrow))
                for name, table in found.items()
            },
            "problems": _hash(
                told.select(["file", "row", "column", "found", "set_aside"]).sort_by(
                    [
                        ("file", "ascending"),
                        ("row", "ascending"),
                        ("column", "ascending"),
                    ]
                )
            ),
        },
    )


def _hash(table: pa.Table) -> str:
    """A table's contents; nothing and an empty text differ."""
    sink = pa.BufferOutputStream()
    pacsv.write_csv(table, sink)
    return hashlib.sha256(sink.getvalue()).hexdigest()
