"""Campaigns: planned on what is known now, made in one piece, found again by number."""

import hashlib
from datetime import date, datetime

from retention import outreach, work
from retention.practice import Practice
from retention.problems import NotNow, RetentionError
from retention.workflows.homes import Home, log, state

_TRIES = 5


def plan_campaign(
    home: Home, name: str, practice: Practice, log: outreach.Log, wish: outreach.Wish, today: date
) -> outreach.Planned:
    """The campaign wished for as it could be made now: its people by arm, its file, who is left out, what to know.

    Cheap enough to be asked on every change of the wish. Raises as `outreach.plan` does."""
    return outreach.plan(practice, log, wish, today, secret=home.work.secret(name), live=home.work.arms(name))


def make_campaign(
    home: Home,
    name: str,
    practice: Practice,
    planned: outreach.Planned,
    content: bytes | None,
    now: datetime,
    by: str = "",
) -> int:
    """Keep a campaign whose file has that content (None where no file is made); gives its number.

    Everyone is looked at again by what was logged until this moment: RetentionError where anybody of the list may not
    be reached any more, or the campaign is empty, and then nothing is kept."""
    if planned.members.empty:
        raise RetentionError("Nobody is left for this campaign. Nothing was made; widen the segment.")
    if (content is None) == bool(planned.profile.formats):
        raise RetentionError("A campaign with a file is kept with its file. Nothing was made.")
    for _ in range(_TRIES):
        revision = home.work.revision(name)
        _refuse_changed(home, name, practice, planned)
        try:
            return _keep(home, name, planned, content, now, by, revision)
        except work.Moved:
            continue  # somebody logged something in between: look again
    raise NotNow("Too much is being logged at this moment. Nothing was made; try again.")


def campaigns(home: Home, name: str) -> tuple[work.Campaign, ...]:
    """Every campaign of the practice, newest first."""
    return home.work.campaigns(name)


def campaign(home: Home, name: str, number: int) -> work.Campaign:
    """The campaign of that number; RetentionError where there is none."""
    found = next((one for one in home.work.campaigns(name) if one.id == number), None)
    if found is None:
        raise RetentionError(f"There is no campaign {number}; look its number up in the list of campaigns.")
    return found


def _refuse_changed(home: Home, name: str, practice: Practice, planned: outreach.Planned) -> None:
    gone = outreach.no_longer_open(planned, practice, log(home, name), planned.day)
    if gone:
        raise RetentionError(
            f"Since this list was made, {gone} of its people asked to be left in peace, were contacted or were held "
            "out. Nothing was made; look at the list again."
        )


def _keep(
    home: Home, name: str, planned: outreach.Planned, content: bytes | None, now: datetime, by: str, revision: int
) -> int:
    wish, mailing = planned.wish, planned.mailing
    new = work.NewCampaign(
        name=wish.name.strip(),
        kind=planned.kind.key,
        profile=planned.profile.key,
        day=planned.day,
        snapshot=state(home, name).snapshot or 0,
        segment=wish.segment.as_json(),
        columns=mailing.columns,
        share=wish.share,
        window=wish.window,
        left_out=mailing.left_out,
        by=by,
    )
    file = None
    if content is not None:
        sha256 = hashlib.sha256(content).hexdigest()
        channel, is_contact = planned.profile.channel or "", planned.profile.is_contact
        file = work.MadeFile(channel, len(mailing.frame), sha256, mailing.people, is_contact)
    return home.work.add_campaign(name, new, at=now, members=planned.members, file=file, revision=revision)
