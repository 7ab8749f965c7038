"""A household's card: whom to speak to and why, and what to say.

Also who else is due, and what happened before.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from retention import outreach
from retention.core import formatting, phones
from retention.outreach import OUTCOME, Candidate, HouseholdRow, ReasonScore, Script
from retention.outreach.candidates import Candidates
from retention.outreach.scripts import opening_reason
from retention.web import session
from retention.web.components import links
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.outreach import log_contact


def draw(
    context: PageContext,
    row: HouseholdRow,
    situation: Candidates,
    following: Sequence[str],
) -> None:
    """Draw the card of the open row.

    Args:
        context: The page's context.
        row: The open row.
        situation: The candidates of the day of work.
        following: The households of which the first that can be had opens next.
    """
    lead = row.lead
    family = [other.person for other in row.others]
    everybody = [lead.person, lead.speak_to, *family, *row.stopped]
    name, speaks, *named = names(context.practice, everybody)
    others = named[: len(family)]
    stopped = named[len(family) :]

    script = outreach.script_of(situation, lead, context.caller.by)
    with st.container(border=True, key="outreach.card"):
        # An anchor would put the name in the address
        st.header(wording.plain(name), anchor=False)
        st.caption(_who(context, lead))
        links.link(context, lead.person, front_desk.ALL_OF_THEM)
        _speak_to(context, lead, name, speaks)
        _reasons(row, opening_reason(lead))
        _family(row, others)
        if stopped:
            _do_not_ask_for(stopped)
        st.caption(_before(row))
        _say(script)
        log_contact.draw(context, row, [name, *others], script, following)


def _do_not_ask_for(stopped: Sequence[str]) -> None:
    """Who of the household asked to be left in peace."""
    warning = front_desk.DO_NOT_ASK_FOR.format(names=formatting.listed(stopped))
    st.warning(wording.plain(warning), icon=":material/block:")


def _who(context: PageContext, lead: Candidate) -> str:
    patient_id = wording.plain(lead.patient_id)
    number = frame.PATIENT_NUMBER.format(number=patient_id)
    people = context.practice.people
    born = people["birth_date"].iloc[lead.person]
    if pd.isna(born):
        return number

    age = wording.age(born.date(), context.today)
    return f"{number} · {age}"


def _speak_to(context: PageContext, lead: Candidate, name: str, speaks: str) -> None:
    """Whom to speak to under which number; a warning where it is no time to call."""
    if lead.speak_to != lead.person:
        speak_for = frame.SPEAK_FOR.format(
            speaks=wording.plain(speaks), name=wording.plain(name)
        )
        st.markdown(speak_for)
    if lead.channel not in ("phone", "text"):
        channel = frame.CHANNELS[lead.channel].lower()
        st.markdown(front_desk.THIS_TIME_BY.format(channel=channel))
        return

    st.subheader(_number(lead), anchor=False)
    now = session.now()
    if not outreach.may_call(context.state.policy, now):
        st.warning(_no_time(context, now), icon=":material/bedtime:")


def _number(lead: Candidate) -> str:
    """The number to call, or to send a text to."""
    phone = lead.phone or formatting.ABSENT
    number = wording.plain(phones.written(phone))
    if lead.channel == "phone":
        return f":material/call: {number}"
    return f":material/sms: {number} · {front_desk.BY_TEXT}"


def _no_time(context: PageContext, now: datetime) -> str:
    policy = context.state.policy
    return front_desk.TOO_EARLY_OR_LATE.format(
        time=formatting.clock(now),
        start=wording.hour(policy.call_from),
        end=wording.hour(policy.call_until),
    )


def _reasons(row: HouseholdRow, first: str) -> None:
    """Why: the reason that opens the call stands first.

    What each is worth, and how likely a contact works, is one click away.
    """

    def order(part: ReasonScore) -> tuple[bool, float]:
        return part.reason != first, -part.weight

    ordered = sorted(row.lead.reasons, key=order)
    best, *rest = ordered
    lines = [f"**{wording.plain(best.sentence)}**", ""]
    lines += _bullets([part.sentence for part in rest])
    st.markdown("\n".join(lines))
    _worth(row, ordered)


def _worth(row: HouseholdRow, reasons: Sequence[ReasonScore]) -> None:
    """What a contact is worth, reason by reason, one click away."""
    lead_cents = row.lead.priority_cents
    total = formatting.money(lead_cents)
    label = wording.plain(front_desk.WORTH_WHY.format(total=total))
    with st.popover(label, icon=":material/payments:", type="tertiary"):
        for part in reasons:
            product = frame.WORTH.format(
                worth=formatting.money(part.worth_cents),
                chance=formatting.share(part.chance),
                product=formatting.money(round(part.weight)),
            )
            title = wording.plain(part.title)
            small = f":small[{wording.plain(product)}]"
            st.markdown(f"**{title}**  \n{small}")

        if row.others:
            family = formatting.money(row.priority_cents - lead_cents)
            sentence = front_desk.WORTH_FAMILY.format(family=family)
            st.caption(wording.plain(sentence))


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {wording.plain(line)}" for line in lines]


def _family(row: HouseholdRow, others: Sequence[str]) -> None:
    """Who else of the family is due, and why: one call speaks for all."""
    if not row.others:
        return

    reasons = [
        f"{name}: {other.reasons[0].sentence}"
        for name, other in zip(others, row.others, strict=True)
    ]
    lines = [f"{front_desk.FAMILY_DUE}:", "", *_bullets(reasons)]
    st.markdown("\n".join(lines))


def _before(row: HouseholdRow) -> str:
    """The last contact with the household, and which attempt this is."""
    attempt = front_desk.ATTEMPT.format(number=row.attempt, most=row.most)
    return f"{_last_contact(row)} {attempt}"


def _last_contact(row: HouseholdRow) -> str:
    last = row.last
    if last is None:
        return frame.NO_CONTACT

    day = formatting.day(last.day)
    if last.outcome is None:
        return frame.LAST_CONTACT.format(day=day)

    outcome = OUTCOME[last.outcome].title.lower()
    if not last.by:
        return frame.LAST_OUTCOME.format(day=day, outcome=outcome)

    name = wording.plain(last.by)
    return front_desk.LAST_BY.format(day=day, outcome=outcome, name=name)


def _say(script: Script) -> None:
    """An opening line, and all that may be said to a machine."""
    opening = wording.plain(script.opening)
    title = f":small[:gray[{front_desk.OPENING}]]"
    st.markdown(f"{title}  \n“{opening}”")
    with st.popover(
        front_desk.VOICEMAIL,
        icon=":material/voicemail:",
        type="tertiary",
    ):
        voicemail = wording.plain(script.voicemail)
        st.markdown(f"“{voicemail}”")
        st.caption(wording.plain(script.not_on_voicemail))
