"""A household's card: whom to speak to and why, who else is due, what happened before,
and what to say.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from retention import outreach
from retention.core import formatting
from retention.outreach import OUTCOME, Candidate, HouseholdRow, Script
from retention.outreach.candidates import Candidates
from retention.outreach.scripts import opening_reason
from retention.web import session
from retention.web.components import links
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.outreach import log_contact


def draw(
    desk: PageContext,
    row: HouseholdRow,
    situation: Candidates,
    following: Sequence[str],
) -> None:
    """The card of the open row; `following` are the households of which the first that
    can be had opens next.
    """
    lead = row.lead
    family = [other.person for other in row.others]
    name, speaks, *named = names(
        desk.practice, [lead.person, lead.speak_to, *family, *row.stopped]
    )
    others = named[: len(family)]
    stopped = named[len(family) :]
    script = outreach.script_of(situation, lead, desk.caller.by)
    with st.container(border=True, key="outreach.card"):
        st.header(
            wording.plain(name), anchor=False
        )  # an anchor would put the name in the address
        st.caption(_who(desk, lead))
        links.link(desk, lead.person, front_desk.ALL_OF_THEM)
        _speak_to(desk, lead, name, speaks)
        _reasons(row, opening_reason(lead))
        _family(row, others)
        if stopped:
            said = front_desk.DO_NOT_ASK_FOR.format(names=formatting.listed(stopped))
            st.warning(wording.plain(said), icon=":material/block:")
        st.caption(_before(row))
        _say(script)
        log_contact.draw(desk, row, [name, *others], script, following)


def _who(desk: PageContext, lead: Candidate) -> str:
    born = desk.practice.people["birth_date"].iloc[lead.person]
    number = frame.PATIENT_NUMBER.format(number=wording.plain(lead.patient_id))
    return (
        number if born != born else f"{number} · {wording.age(born.date(), desk.today)}"
    )


def _speak_to(desk: PageContext, lead: Candidate, name: str, speaks: str) -> None:
    """Whom to speak to under which number; a clear word instead where it is no time to
    call.
    """
    if lead.speak_to != lead.person:
        st.markdown(
            frame.SPEAK_FOR.format(
                speaks=wording.plain(speaks), name=wording.plain(name)
            )
        )
    if lead.channel not in ("phone", "text"):
        st.markdown(
            front_desk.THIS_TIME_BY.format(channel=frame.CHANNELS[lead.channel].lower())
        )
        return
    icon = "call" if lead.channel == "phone" else "sms"
    by_text = "" if lead.channel == "phone" else f" · {front_desk.BY_TEXT}"
    said = (
        f":material/{icon}: "
        f"{wording.plain(formatting.phone(lead.phone or formatting.ABSENT))}{by_text}"
    )
    st.subheader(said, anchor=False)
    if not outreach.may_call(desk.state.policy, session.now()):
        st.warning(_no_time(desk, session.now()), icon=":material/bedtime:")


def _no_time(desk: PageContext, now: datetime) -> str:
    policy = desk.state.policy
    return front_desk.TOO_EARLY_OR_LATE.format(
        time=formatting.clock(now),
        start=wording.hour(policy.call_from),
        end=wording.hour(policy.call_until),
    )


def _reasons(row: HouseholdRow, first: str) -> None:
    """Why, the reason that opens the call first; what each is worth, and how likely a
    contact works, one click away.
    """
    best, *rest = sorted(
        row.lead.reasons, key=lambda part: (part.reason != first, -part.weight)
    )
    st.markdown(
        "\n".join(
            [
                f"**{wording.plain(best.sentence)}**",
                "",
                *_bullets(part.sentence for part in rest),
            ]
        )
    )
    total = formatting.money(row.lead.priority_cents)
    with st.popover(
        wording.plain(front_desk.WORTH_WHY.format(total=total)),
        icon=":material/payments:",
        type="tertiary",
    ):
        for part in (best, *rest):
            worth = formatting.money(part.worth_cents)
            product = formatting.money(round(part.weight))
            sum_of_parts = frame.WORTH.format(
                worth=worth, chance=formatting.share(part.chance), product=product
            )
            st.markdown(
                f"**{wording.plain(part.title)}**  "
                f"\n:small[{wording.plain(sum_of_parts)}]"
            )
        if row.others:
            family = formatting.money(row.priority_cents - row.lead.priority_cents)
            st.caption(wording.plain(front_desk.WORTH_FAMILY.format(family=family)))


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {wording.plain(line)}" for line in lines]


def _family(row: HouseholdRow, others: Sequence[str]) -> None:
    """Who else of the family is due, and why: one call speaks for all."""
    if row.others:
        lines = [
            f"{name}: {other.reasons[0].sentence}"
            for name, other in zip(others, row.others, strict=True)
        ]
        st.markdown("\n".join([f"{front_desk.FAMILY_DUE}:", "", *_bullets(lines)]))


def _before(row: HouseholdRow) -> str:
    """The last contact with anyone of the household and what came of it, and which
    attempt this is.
    """
    attempt = front_desk.ATTEMPT.format(number=row.attempt, most=row.most)
    if row.last is None:
        return f"{frame.NO_CONTACT} {attempt}"
    day = formatting.day(row.last.day)
    outcome = row.last.outcome
    if outcome is None:
        return f"{frame.LAST_CONTACT.format(day=day)} {attempt}"
    said = front_desk.LAST_BY if row.last.by else frame.LAST_OUTCOME
    last = said.format(
        day=day, outcome=OUTCOME[outcome].title.lower(), name=wording.plain(row.last.by)
    )
    return f"{last} {attempt}"


def _say(script: Script) -> None:
    """An opening line, and all that may be said to a machine."""
    st.markdown(
        f":small[:gray[{front_desk.OPENING}]]  \n“{wording.plain(script.opening)}”"
    )
    with st.popover(front_desk.VOICEMAIL, icon=":material/voicemail:", type="tertiary"):
        st.markdown(f"“{wording.plain(script.voicemail)}”")
        st.caption(wording.plain(script.not_on_voicemail))
