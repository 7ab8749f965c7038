"""The figures asked in plain SQL: key to query over the tables of `duck.py`.

Each gives rows of (group, part, whole, cents, whole cents), NULL where a figure has
none. `{d}` is the day, `{first}` and `{last}` the period, `{t0}` the day before it,
`{d18}` the day 18 months before the day, and so on.
"""

_GONE = "coalesce(departed_on <= date '{%s}', false)"
LEFT = _GONE % "d"


def _active(day: str, start: str) -> str:
    """People active on a day."""
    return f"""select distinct person from visits join people using (person)
    where day > date '{{{start}}}' and day <= date '{{{day}}}' and not {_GONE % day}"""


def _seen(first: str, last: str, which: str = "true") -> str:
    """People seen after one day and up to another."""
    return (
        f"select distinct person from visits where day > date '{{{first}}}' and day "
        f"<= date '{{{last}}}' and {which}"
    )


def _count(people: str) -> str:
    return f"select '', count(*), null, null, null from ({people})"


def _share(whole: str, part: str) -> str:
    """The share of one query's people that another's holds."""
    return f"""with w as ({whole}), p as ({part})
    select '', count(p.person), count(*), null, null from w left join p using (person)"""


def _items(where: str, part: str = "") -> str:
    if not part:
        return f"select '', count(*), null, sum(cents), null from care where {where}"
    return f"""select '', count(*) filter ({part}), count(*), sum(cents) filter ({part}), sum(cents)
    from care where {where}"""


_IN_PERIOD = _seen("t0", "last")
_FIRST_IN_IT = (
    f"select person from ({_IN_PERIOD}) join people using (person) where first_visit "
    f"%s date '{{first}}'"
)
_BACK = """select person, min(day) as back from visits join people using (person)
where day > date '{t0}' and day <= date '{last}' and first_visit < date '{first}' group by 1"""
_AWAY = f"""select b.person from ({_BACK}) b join people p using (person)
left join (select person, max(day) as day from visits where day <= date '{{t0}}' group by 1) v using (person)
where coalesce(v.day, p.first_visit) %s later(b.back, -18)"""
_SETS = f"""with a0 as ({_active("t0", "t018")}), a1 as ({_active("last", "last18")}),
s as (select person, a0.person is not null as started, a1.person is not null as ended,
             {_GONE % "last"} as gone, first_visit <= date '{{t0}}' as known
      from people left join a0 using (person) left join a1 using (person))
"""
_STEPS = {
    "active_start": "started",
    "joined": "ended and not started and not known",
    "came_back": "ended and not started and known",
    "lapsed": "started and not ended and not gone",
    "departed": "started and gone",
    "active_end": "ended",
}
_PRESENTED = "planned_on between date '{first}' and date '{last}' and not inactive"
_RIPE = "last_day(planned_on) + 90 <= date '{d}'"
_IN_TIME = (
    "(coalesce(completed_on <= planned_on + %d, false) or coalesce(put_on <= "
    "planned_on + %d, false))"
)
_LIVING = "select person from ({}) join people using (person) where not deceased"
_CLEANED = """select person, day from visits join people using (person)
where hygiene and day between date '{first}' and date '{last}'"""
_OF_BOOK = (
    "is_person and day between date '{first}' and date '{last}' and day <= date '{d}'"
)
_BUCKETS = (
    ("0-30", 0, 30),
    ("31-90", 31, 90),
    ("91-180", 91, 180),
    ("181-365", 181, 365),
    (">365", 366, 10**6),
)


def _ages(
    table: str,
    age: str,
    holds: str,
    buckets: tuple = _BUCKETS,
    prefix: str = "",
    cents: str = "null",
) -> str:
    """One row per age bucket, empty ones too."""
    listed = ", ".join(
        f"('{prefix}{name}', {low}, {high})" for name, low, high in buckets
    )
    return f"""select b.name, count(t.age), null, {"coalesce(sum(t.cents), 0)" if cents != "null" else "null"}, null
    from (values {listed}) b(name, low, high) left join
    (select {age} as age, {cents} as cents from {table} where {holds}) t on t.age between b.low and b.high group by 1"""


def _claims(kind: str, prefix: str) -> str:
    buckets = (
        ("0-30", 0, 30),
        ("31-60", 31, 60),
        ("61-90", 61, 90),
        (">90", 91, 10**6),
    )
    waits = (
        f"{kind} and sent_on <= date '{{d}}' and not coalesce(received_on <= date "
        f"'{{d}}', false)"
    )
    return f"""{_ages("claims", "date '{d}' - sent_on", waits, buckets, prefix, "cents")} union all
    select '{prefix}not sent', count(*), null, coalesce(sum(cents), 0), null from claims
    where {kind} and sent_on is null and received_on is null and status not in ('sent', 'received')"""


def _cohorts(unit: str, months: int, name: str) -> str:
    return f"""
    with c as (select person, cast(date_trunc('{unit}', first_visit) as date) as start from people
               where first_visit <= date '{{d}}' and not deceased),
    sizes as (select start, count(*) as n from c where later(start, -18) >= (select min(day) from visits) group by 1),
    cells as (select start, year_on as k, count(distinct person) as n from (
                  select start, person, (datediff('month', date_trunc('month', first_visit), date_trunc('month', day))
                         // 12) as y,
                         case when day > later(first_visit, cast(12 * y as int)) then y else y - 1 end as year_on
                  from visits join c using (person) join people using (person) where day <= date '{{d}}') group by all)
    select {name} || '/' || k, coalesce(cells.n, 0), sizes.n, null, null
    from sizes cross join range(0, 20) r(k) left join cells using (start, k)
    where later(cast(later(start, {months}) - 1 as date), cast(12 * (k + 1) as int)) <= date '{{d}}'"""


_BEST = """with own as (select person, sum(cents) as cents from visits
                       where day > date '{d36}' and day <= date '{d}' group by 1),
sent as (select p.sent_by as person, sum(own.cents) as cents from own join people p using (person)
         where p.first_visit > date '{d36}' and p.first_visit <= date '{d}' group by 1),
ranked as (select person, own.cents + coalesce(sent.cents, 0) as cents from own left join sent using (person)),
best as (select *, row_number() over (order by cents desc, person) <= ceil(0.1 * count(*) over ()) as best from ranked)
"""

QUESTIONS = {
    "active": _count(_active("d", "d18")),
    "seen": _count(_IN_PERIOD),
    "new": _count(_FIRST_IN_IT % ">="),
    "returning": _count(_FIRST_IN_IT % "<"),
    "continuing": _count(_AWAY % ">"),
    "reactivated": _count(_AWAY % "<="),
    "returning_share": _share(_IN_PERIOD, _FIRST_IN_IT % "<"),
    "lapsed": _SETS
    + f"select '', count(*) filter ({_STEPS['lapsed']}), null, null, null from s",
    "departed": _SETS
    + f"select '', count(*) filter ({_STEPS['departed']}), null, null, null from s",
    "bridge": _SETS
    + " union all ".join(
        f"select '{name}', count(*) filter ({who}), null, null, null from s"
        for name, who in _STEPS.items()
    ),
    "visits_by_month": """select strftime(day, '%Y-%m'), count(*), null, null, null from visits
                          where day <= date '{d}' group by 1""",
    "silent_leavers": f"""with a0 as ({_active("d18", "d36")}), a1 as ({_active("d", "d18")})
        select '', count(*), null, null, null from a0 join people using (person) where person not in (from a1)
        and not {LEFT} and not booked and not coalesce(touched_on > last_visit, false)""",
    "return_rate": _share(_LIVING.format(_seen("d24", "d12")), _seen("d12", "d")),
    "exam_of_base": _share(
        _LIVING.format(_seen("d36", "d")), _seen("d18", "d", "exam")
    ),
    "continuing_care": _share(_active("d", "d18"), _seen("d12", "d", "hygiene")),
    "headcount_retention": f"""select '', (select count(*) from ({_active("d", "d18")}) join people using (person)
        where first_visit <= date '{{d12}}'), (select count(*) from ({_active("d12", "d30")})), null, null""",
    "second_visit": """select '', count(*) filter (second_visit <= later(first_visit, 12)
        and second_visit <= date '{d}'), count(*), null, null from people
        where first_visit > date '{d24}' and first_visit <= date '{d12}' and not deceased""",
    "recall_current": f"""select '', count(*) filter (dated and not late), count(*), null, null
        from ({_active("d", "d18")}) join people using (person)""",
    "cohorts": _cohorts("quarter", 3, "year(start) || 'Q' || quarter(start)")
    + " union all from ("
    + _cohorts("year", 12, "year(start)")
    + ")",
    "survival": """with w as (
            select person, day, status_on, lead(day) over (partition by person order by day) as following,
                   row_number() over (partition by person order by day) as n
            from visits join people using (person) where day <= date '{d}' and first_visit = first_in),
        waits as (select n, following is not null as came,
                         greatest(coalesce(following, least(status_on, date '{d}')) - day, 0) as days from w),
        both_ as (select 'first_to_second' as name, * from waits where n = 1 union all
                  select 'visit_to_next', * from waits),
        g as (select name, days, count(*) filter (came) as d, count(*) as c from both_ group by all),
        r as (select name, days, d, sum(c) over (partition by name order by days desc) as n from g),
        s as (select name, days, product(1 - d / n) over (partition by name order by days) as s from r)
        select name, (select count(*) from both_ b where b.name = s.name and came),
               (select count(*) from both_ b where b.name = s.name),
               list(round(s, 9) order by days) filter (days in (30, 90, 180, 365, 730)), null from s group by 1""",
    "booked_ahead": f"""select '', count(*) filter (booked), count(*), null, null
        from ({_active("d", "d18")}) join people using (person)""",
    "hygiene_rebooking": f"""with h as ({_CLEANED} and not coalesce(departed_on <= day + 7, false)),
        r as (select distinct h.person, h.day from h join book b on b.person = h.person and b.is_real and b.hygiene
              and b.day > h.day and b.created_on between h.day and h.day + 7)
        select '', count(r.person), count(*), null, null from h left join r using (person, day)""",
    "hygiene_booked_since": f"""with h as ({_CLEANED} and not {LEFT}),
        later as (select person, max(day) as day from (select person, day from visits where hygiene union all
                  select person, day from book where booked and hygiene) group by 1)
        select '', count(*) filter (later.day > h.day), count(*), null, null from h left join later using (person)""",
    "recall_overdue": f"""select '', count(*) filter (since is not null and not hygiene_booked), count(*), null, null
        from people where dated and not {LEFT}""",
    "recall_estimated": f"""select '', count(*) filter (later(cleaned_on, 6) < date '{{d}}' and not hygiene_booked),
        count(*), null, null from people where cleaned_on is not null and not has_recall and not {LEFT}""",
    "overdue_ages": _ages(
        "people",
        "date '{d}' - since",
        f"since is not null and not hygiene_booked and not {LEFT}",
        (("1-30", 1, 30), *_BUCKETS[1:]),
    )
    + " union all from ("
    + _ages(
        "people",
        "date '{d}' - later(cleaned_on, 6)",
        f"not has_recall and not hygiene_booked and not {LEFT}",
        (("1-30", 1, 30), *_BUCKETS[1:]),
        "estimated ",
    )
    + ")",
    "presented": _items(_PRESENTED),
    "acceptance": _items(f"{_PRESENTED} and {_RIPE}", _IN_TIME % (90, 90)),
    "same_day": _items(_PRESENTED, _IN_TIME % (0, 0)),
    "sitting": _items("sits"),
    "sitting_ages": _ages("care", "date '{d}' - planned_on", "sits", cents="cents")
    + " union all select 'undated', count(*), null, coalesce(sum(cents), 0), null from "
    "care where sits and planned_on is null",
    "funnel": f"with c as (select * from care where {_PRESENTED}) "
    + " union all ".join(
        (
            f"select '{name}', count(*), null, coalesce(sum(cents), 0), null from c "
            f"where {step}"
        )
        for name, step in {
            "presented": "true",
            "accepted": "done or stands",
            "booked_or_done": "done or booked",
            "done": "done",
        }.items()
    ),
    "broken_rate": f"""select '', count(*) filter (kind <> ''), count(*), null, null from book
        where {_OF_BOOK} and (kind <> '' or status = 'completed')""",
    "broken_not_rebooked": f"""with held as (select person, max(day) as day from (
            select person, day from book where status = 'completed' union all
            select person, day from visits) group by 1)
        select '', count(*) filter (not coalesce(held.day > book.day, false) and not p.booked), count(*), null, null
        from book join people p using (person) left join held using (person)
        where {_OF_BOOK.replace("day ", "book.day ")} and kind <> '' and not {LEFT}""",
    "past_still_scheduled": """select '', count(*), null, null, null from book
        where is_person and day < date '{d}' and status = 'scheduled'""",
    "kept_waiting": f"""select '', count(*) filter (waited > 15), count(*), null, null from book
        where {_OF_BOOK} and status = 'completed' and timed""",
    "claims_ageing": (
        f"{_claims('not asked_before', '')} union all "
        f"{_claims('asked_before', 'preauthorisation ')}"
    ),
    "referrals": f"""select '', count(*) filter (sent_by_a_patient), count(*), null, null
        from ({_FIRST_IN_IT % ">="}) join people using (person)""",
    "best_customers": _BEST
    + """select '', count(*) filter (best), count(*), sum(cents) filter (best), sum(cents)
        from best""",
    "best_customers_at_risk": _BEST
    + f""", gaps as (select person, day - lag(day) over (
            partition by person order by day) as gap from visits where day <= date '{{d}}'),
        own_limit as (select person, quantile_disc(gap, 0.9) as most from gaps where gap is not null
                      group by 1 having count(*) >= 3),
        b as (select best.person, best.cents, date '{{d}}' - p.last_visit > coalesce(own_limit.most,
              (select quantile_disc(gap, 0.9) from gaps where gap is not null)) as away
              from best join people p using (person) left join own_limit using (person) where best and not {LEFT})
        select '', count(*) filter (away), count(*), sum(cents) filter (away), sum(cents) from b""",
}
