"""Campaigns planned, kept, made into files, and what they brought back."""

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from retention import outreach, store
from retention.core.errors import NotNow, RetentionError
from retention.practice import Practice
from retention.services.homes import Home, log, state

_TRIES = 5


def plan_campaign(
    home: Home,
    name: str,
    practice: Practice,
    log: outreach.Log,
    wish: outreach.CampaignChoices,
    today: date,
) -> outreach.Planned:
    """The campaign wished for as it could be made now: its people by arm, its file, who
    is left out, what to know.

    Cheap enough to be asked on every change of the wish. Raises as `outreach.plan`
    does.
    """
    return outreach.plan(
        practice,
        log,
        wish,
        today,
        secret=home.work.secret(name),
        live=home.work.arms(name),
    )


def make_campaign(
    home: Home,
    name: str,
    practice: Practice,
    planned: outreach.Planned,
    content: bytes | None,
    now: datetime,
    by: str = "",
) -> int:
    """Keep a campaign whose file has that content (None where no file is made); gives
    its number.

    Everyone is looked at again by what was logged until this moment: RetentionError
    where anybody of the list may not be reached any more, or the campaign is empty, and
    then nothing is kept.
    """
    if planned.members.empty:
        raise RetentionError(
            "Nobody is left for this campaign. Nothing was made; widen the segment."
        )
    if (content is None) == bool(planned.profile.formats):
        raise RetentionError(
            "A campaign with a file is kept with its file. Nothing was made."
        )
    who = planned.members["patient_id"].tolist()
    return _kept(
        home,
        name,
        practice,
        planned.mailing,
        who,
        lambda revision: _keep(home, name, planned, content, now, by, revision),
    )


def make_mailing(
    practice: Practice,
    log: outreach.Log,
    profile: str,
    reasons: Collection[str] | None,
    today: date,
) -> outreach.CampaignFile:
    """A mailing file's rows, who is in them, and who was left out by which rule; nobody
    is held out by it.
    """
    return outreach.mailing(practice, log, today, profile=profile, reasons=reasons)


def log_mailing(
    home: Home,
    name: str,
    practice: Practice,
    mailing: outreach.CampaignFile,
    content: bytes,
    now: datetime,
) -> int:
    """Log a mailing whose file has that content, and one contact per person in it
    unless it is a list to call by; gives its number. Everyone is looked at again, as by
    `make_campaign`.
    """
    return _kept(
        home,
        name,
        practice,
        mailing,
        [person for person, _, _ in mailing.people],
        lambda revision: home.work.log_mailing(
            name,
            _made_file(mailing, content),
            profile=mailing.profile.key,
            at=now,
            day=mailing.day,
            columns=mailing.columns,
            left_out=mailing.left_out,
            revision=revision,
        ),
    )


def campaigns(home: Home, name: str) -> tuple[store.Campaign, ...]:
    """Every campaign of the practice, newest first."""
    return home.work.campaigns(name)


def campaign(home: Home, name: str, number: int) -> store.Campaign:
    """The campaign of that number; RetentionError where there is none."""
    found = next((one for one in home.work.campaigns(name) if one.id == number), None)
    if found is None:
        raise RetentionError(
            f"There is no campaign {number}; look its number up in the list of "
            "campaigns."
        )
    return found


def campaign_file(
    home: Home, name: str, practice: Practice, number: int, today: date
) -> outreach.FileAgain:
    """The file of campaign `number` as it can be taken now, not logged.

    RetentionError where there is no such campaign or no such file, it was canceled, or
    nobody is left.
    """
    made = campaign(home, name, number)
    if made.canceled:
        raise RetentionError(
            f"Campaign {number} was {made.canceled}. Its file can no longer be taken."
        )
    return outreach.file_again(
        practice, log(home, name), made, home.work.members(name, number), today
    )


def take_campaign_file(
    home: Home,
    name: str,
    practice: Practice,
    number: int,
    write: Callable[[outreach.FileAgain], bytes],
    now: datetime,
    by: str = "",
) -> tuple[outreach.FileAgain, bytes]:
    """The file of campaign `number` as it stands at this moment, and its content as
    `write` makes it: logged.

    Whatever was logged until then counts. RetentionError as of `campaign_file`.
    """
    for _ in range(_TRIES):
        revision = home.work.revision(name)
        found = campaign_file(home, name, practice, number, now.date())
        content = write(found)
        taken = store.TakenFile(
            at=now,
            by=by,
            rows=len(found.frame),
            people=found.people,
            left_out=found.left_out,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        with suppress(
            store.ConcurrentChange
        ):  # somebody logged something in between: make it again
            home.work.log_taken_file(name, number, taken, revision=revision)
            return found, content
    raise NotNow(
        "Too much is being logged at this moment. No file was made; try again."
    )


def cancel_campaign(
    home: Home, name: str, number: int, now: datetime, by: str = ""
) -> int:
    """Cancel campaign `number`: the contacts of its file count no more, and nobody is
    held out by it; gives how many contacts those are. RetentionError where there is no
    such campaign, or it was canceled already.
    """
    return home.work.cancel_campaign(name, number, at=now, by=by)


def _kept(
    home: Home,
    name: str,
    practice: Practice,
    mailing: outreach.CampaignFile,
    who: Collection[str],
    keep: Callable[[int], int],
) -> int:
    """What `keep` gives for the revision at which all of these people may still be
    reached.
    """
    for _ in range(_TRIES):
        revision = home.work.revision(name)
        gone = outreach.no_longer_open(mailing, who, practice, log(home, name))
        if gone:
            raise RetentionError(
                f"Since this list was made, {gone} of its people asked to be left in "
                "peace, were contacted or were held out. Nothing was made; look at "
                "the list again."
            )
        with suppress(
            store.ConcurrentChange
        ):  # somebody logged something in between: look again
            return keep(revision)
    raise NotNow(
        "Too much is being logged at this moment. Nothing was made; try again."
    )


def _keep(
    home: Home,
    name: str,
    planned: outreach.Planned,
    content: bytes | None,
    now: datetime,
    by: str,
    revision: int,
) -> int:
    wish = planned.wish
    mailing = planned.mailing
    new = store.NewCampaign(
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
        message=wish.message,
    )
    file = None if content is None else _made_file(mailing, content)
    return home.work.add_campaign(
        name, new, at=now, members=planned.members, file=file, revision=revision
    )


def _made_file(mailing: outreach.CampaignFile, content: bytes) -> store.MadeFile:
    """The file as it is logged; whether making it means contacting everybody in it is
    the profile's to say.
    """
    profile = mailing.profile
    sha256 = hashlib.sha256(content).hexdigest()
    return store.MadeFile(
        profile.channel or "",
        len(mailing.frame),
        sha256,
        mailing.people,
        profile.is_contact,
    )


@dataclass(frozen=True)
class CampaignResult:
    """A campaign with its effect."""

    campaign: store.Campaign
    effect: outreach.Effect | None
    """None where it was canceled: nothing is said of it."""


def campaign_result(
    home: Home, name: str, practice: Practice, log: outreach.Log, number: int
) -> CampaignResult:
    """What campaign `number` brought back by the export at hand; RetentionError where
    there is no such campaign.
    """
    return _result(home, name, practice, log, campaign(home, name, number))


def campaign_results(
    home: Home, name: str, practice: Practice, log: outreach.Log
) -> tuple[CampaignResult, ...]:
    """Every campaign with its effect, newest first."""
    return tuple(
        _result(home, name, practice, log, one) for one in campaigns(home, name)
    )


def _result(
    home: Home, name: str, practice: Practice, log: outreach.Log, one: store.Campaign
) -> CampaignResult:
    if one.canceled:
        return CampaignResult(one, None)
    members = home.work.members(name, one.id)
    return CampaignResult(one, outreach.effect(practice, log, one, members))


def result_frame(effect: outreach.Effect) -> pd.DataFrame:
    """The differences to draw (`charts.differences`), one row per window: group, value,
    low, high; missing before a window is over, or with nobody to hold against.
    """
    rows = [(_label(effect, window), *_ends(window)) for window in effect.windows]
    return pd.DataFrame(rows, columns=["group", "value", "low", "high"]).astype(
        {"value": float, "low": float, "high": float}
    )


def _label(effect: outreach.Effect, window: outreach.Window) -> str:
    return f"{window.days} days" + (
        " (the campaign's own)" if window is effect.own else ""
    )


def _ends(window: outreach.Window) -> tuple[float | None, float | None, float | None]:
    found = window.difference
    return (found.value, found.low, found.high) if found else (None, None, None)


def result_json(result: CampaignResult) -> dict[str, Any]:
    """A result as one JSON object; of a canceled campaign when and by whom, and no
    verdict.
    """
    made = result.campaign
    effect = result.effect
    about = {
        "campaign": made.id,
        "name": made.name,
        "day": made.day.isoformat(),
        "window": made.window,
    }
    if effect is None:
        at = made.canceled_at.isoformat() if made.canceled_at else None
        return {
            **about,
            "canceled_at": at,
            "canceled_by": made.canceled_by,
            "verdict": None,
        }
    return {
        **about,
        "verdict": effect.verdict,
        "sentence": effect.sentence,
        "windows": [_window_json(window) for window in effect.windows],
        "credit": asdict(effect.credit),
        "notes": list(effect.notes),
    }


def _window_json(window: outreach.Window) -> dict[str, Any]:
    arms = {name: getattr(window, name) for name in ("treated", "held_out", "outside")}
    told = {
        "days": window.days,
        "until": window.until.isoformat(),
        "is_over": window.is_over,
    }
    told |= {name: {**asdict(arm), "share": arm.share} for name, arm in arms.items()}
    return {
        **told,
        "difference": asdict(window.difference) if window.difference else None,
    }
