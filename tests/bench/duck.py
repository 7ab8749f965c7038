"""The same snapshot in DuckDB: the tables that questions stand on, made beforehand as
our facts are.

What opening a practice settles (whose history a row is, one spelling of codes) is
handed over; everything else is read from the snapshot's Parquet files by SQL.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from retention.core import codes
from retention.practice import Practice

MACROS = """
create macro later(day, n) as cast(case when day = last_day(day) then last_day(day + to_months(n))
                                        else day + to_months(n) end as date)
"""

WORK = """
create table work as
select w.person, s.code, p.status, p.planned_on, p.completed_on, p.appointment_id,
       coalesce(p.fee_cents, 0) * coalesce(p.quantity, 1) as cents
from '{folder}/procedure.parquet' p join who w on w.id = p.patient_id left join spelt s on s.id = p.code_id
"""

VISITS = """
create table visits as
select person, completed_on as day, bool_or(coalesce(code in {hygiene}, false)) as hygiene,
       bool_or(coalesce(code in {exams}, false)) as exam, cast(sum(cents) as bigint) as cents
from work join who_is using (person)
where status = 'completed' and coalesce(code not in {broken}, true) and completed_on <= date '{d}'
group by all order by person, day
"""

BOOK = """
create table book as
with told as (
    select appointment_id as id, bool_or(status in ('planned', 'completed') and code is not null) as coded,
           bool_or(status in ('planned', 'completed') and coalesce(code in {hygiene}, false)) as hygiene,
           max(case when status = 'completed' and code = 'D9987' then 'cancelled'
                    when status = 'completed' and code = 'D9986' then 'missed' end) as said,
           bool_or(status = 'completed' and code = 'D9987') as is_cancelled
    from work where appointment_id is not null group by 1)
select a.id, w.person, cast(a.starts_at as date) as day, a.status, a.created_on, who_is.person is not null as is_person,
       a.status not in ('planned', 'note', 'deleted') as is_real,
       a.status = 'scheduled' and cast(a.starts_at as date) >= date '{d}' as booked,
       coalesce(told.coded, false) as coded, coalesce(told.hygiene, false) or coalesce(a.is_hygiene, false) as hygiene,
       case a.status when 'no_show' then 'missed' when 'cancelled' then 'cancelled' when 'broken_unspecified' then
            case when told.is_cancelled then 'cancelled' else coalesce(told.said, 'broken unspecified') end
       else '' end as kind,
       greatest(0, epoch(a.seated_at - greatest(a.arrived_at, a.starts_at)) / 60.0) as waited,
       a.arrived_at is not null and a.starts_at is not null and a.seated_at is not null as timed
from '{folder}/appointment.parquet' a join who w on w.id = a.patient_id left join told on told.id = a.id
     left join who_is on who_is.person = w.person
"""

PEOPLE = """
create table people as
with own as (
    select w.person, p.status, p.status_on, p.status = 'deceased' as deceased,
           p.status in ('inactive', 'archived', 'deceased', 'non_patient') as left_us
    from '{folder}/patient.parquet' p join who w on w.id = p.id where not w.is_merged),
reported as (select w.person, min(p.first_visit_reported) as day
             from '{folder}/patient.parquet' p join who w on w.id = p.id group by 1),
ranked as (select person, day, row_number() over (partition by person order by day) as n from visits),
seen as (select person, min(day) as first_in, max(day) as last_visit, max(day) filter (n = 2) as second_visit
         from ranked group by 1),
cleaned as (select person, max(day) as day from visits where hygiene group by 1),
ahead as (select person, true as booked, bool_or(hygiene or not coded) as hygiene from book where booked group by 1),
enabled as (select w.person, r.due_on from '{folder}/recall.parquet' r join who w on w.id = r.patient_id
            where not coalesce(r.is_disabled, false) and coalesce(r.disabled_until <= date '{d}', true)
            and r.due_on is not null),
due as (select e.person, bool_or(due_on < date '{d}') as late,
               min(due_on) filter (due_on < date '{d}' and coalesce(c.day < due_on, true)) as since
        from enabled e left join cleaned c using (person) group by 1),
has_recall as (select distinct w.person from '{folder}/recall.parquet' r join who w on w.id = r.patient_id),
touched as (select w.person, max(cast(c.at as date)) as day
            from '{folder}/contact.parquet' c join who w on w.id = c.patient_id
            where (coalesce(c.channel, 'none') <> 'none' or coalesce(c.direction in ('sent', 'received'), false))
            and cast(c.at as date) <= date '{d}' group by 1),
sources as (select w.person, s.person as by, row_number() over (partition by w.person
                   order by r.position nulls last, cast(r.id as bigint)) as n
            from '{folder}/referral.parquet' r join who w on w.id = r.patient_id
            left join '{folder}/referrer.parquet' f on f.id = r.referrer_id left join who s on s.id = f.patient_id
            where r.direction = 'from')
select own.person, own.status_on, own.deceased,
       case when left_us then coalesce(own.status_on, seen.last_visit + 1, date '0001-01-01') end as departed_on,
       case when reported.day < (select min(day) from visits) and seen.first_in is not null then reported.day
            else seen.first_in end as first_visit,
       seen.first_in, seen.last_visit, seen.second_visit, coalesce(ahead.booked, false) as booked,
       coalesce(ahead.hygiene, false) as hygiene_booked, due.person is not null as dated,
       coalesce(due.late, false) as late, due.since, cleaned.day as cleaned_on,
       has_recall.person is not null as has_recall, touched.day as touched_on, sources.by as sent_by,
       sent.person is not null as sent_by_a_patient
from own join who_is using (person) left join reported using (person) left join seen using (person)
     left join cleaned using (person) left join ahead using (person) left join due using (person)
     left join has_recall using (person) left join touched using (person)
     left join sources on sources.person = own.person and sources.n = 1
     left join (select distinct s.person from sources s where s.by <> s.person) sent on sent.person = own.person
order by own.person
"""

CARE = """
create table care as
select w.person, w.planned_on, case when w.status = 'completed' then w.completed_on end as completed_on,
       w.status = 'completed' as done, w.status = 'planned' as planned, w.status = 'planned_inactive' as inactive,
       w.cents, case when b.is_real then b.created_on end as put_on, coalesce(b.is_real, false) as stands,
       coalesce(b.booked, false) as booked,
       w.status = 'planned' and not coalesce(p.departed_on <= date '{d}', false)
       and not coalesce(w.planned_on > date '{d}', false) and not coalesce(b.booked, false) as sits
from work w join people p using (person) left join book b on b.id = w.appointment_id
where w.code between 'D2000' and 'D9999' and w.code not in ('D4910', 'D9310', 'D9986', 'D9987')
and (w.status in ('planned', 'planned_inactive') or w.status = 'completed' and w.completed_on <= date '{d}')
"""

CLAIMS = """
create table claims as
select who_is.person, sent_on, received_on, coalesce(is_preauthorisation, false) as asked_before,
       coalesce(amount_cents, 0) as cents, coalesce(c.status, 'unknown') as status
from '{folder}/claim.parquet' c join who w on w.id = c.patient_id join who_is using (person)
"""


def tables(practice: Practice, folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with the tables that the questions ask, from a snapshot's folder."""
    duck = duckdb.connect()
    merged = practice.people["merged_into"].to_numpy()
    rows = np.arange(len(merged))
    who = pd.DataFrame(  # noqa: F841  read by name below
        {
            "id": practice.people["id"].astype(str),
            "person": np.where(merged >= 0, merged, rows),
            "is_merged": merged >= 0,
        }
    )
    persons = pd.DataFrame({"person": rows[practice.people["is_person"].to_numpy()]})  # noqa: F841
    raw = duck.sql(f"select id, code_raw from '{folder}/code.parquet'").df()
    spelt = raw.assign(code=[codes.normalise(text) for text in raw["code_raw"]])
    known = spelt[["id", "code"]]  # noqa: F841
    duck.execute(MACROS)
    for name, frame in (("who", "who"), ("who_is", "persons"), ("spelt", "known")):
        duck.execute(f"create table {name} as select * from {frame}")
    given = {
        "folder": folder,
        "d": practice.exported,
        "hygiene": codes.HYGIENE,
        "exams": codes.EXAMS,
        "broken": codes.BROKEN,
    }
    for made in (WORK, VISITS, BOOK, PEOPLE, CARE, CLAIMS):
        duck.execute(made.format(**given))
    return duck
