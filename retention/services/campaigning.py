"""Campaigns planned, kept, and made into files."""

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime

from retention import outreach, store
from retention.core.errors import NotNow, RetentionError
from retention.practice import Practice
from retention.services.homes import Home, OpenedPractice, log, state

_TRIES = 5


def plan_campaign(
    opened: OpenedPractice,
    log: outreach.Log,
    wish: outreach.CampaignChoices,
    today: date,
) -> outreach.Planned:
    """Plan the campaign wished for, as it could be made now.

    It is cheap enough to be asked on every change of the wish. Raises as
    `outreach.plan` does.
    """
    return outreach.plan(
        opened.practice,
        log,
        wish,
        today,
        secret=opened.home.store.secrets.get(opened.key),
        live=opened.home.store.campaigns.arms(opened.key),
    )


def make_campaign(
    opened: OpenedPractice,
    planned: outreach.Planned,
    content: bytes | None,
    now: datetime,
    by: str = "",
) -> int:
    """Keep a planned campaign, once everyone in it was looked at again.

    Args:
        content: The bytes of its file; None where no file is made.

    Returns:
        The campaign's number.

    Raises:
        RetentionError: The campaign is empty, or somebody in it may not be reached any
            more. Nothing is kept then.
    """
    if planned.members.empty:
        raise RetentionError(
            "Nobody is left for this campaign. Nothing was made; widen the segment."
        )
    if (content is None) == bool(planned.profile.formats):
        raise RetentionError(
            "A campaign with a file is kept with its file. Nothing was made."
        )

    patients = planned.members["patient_id"].tolist()

    def keep(revision: int) -> int:
        return _keep(opened, planned, content, now, by, revision)

    return _save_if_still_eligible(opened, planned.mailing, patients, keep)


def make_mailing(
    practice: Practice,
    log: outreach.Log,
    profile: str,
    reasons: Collection[str] | None,
    today: date,
) -> outreach.CampaignFile:
    """Give a mailing file's rows, who is in them, and who was left out by which rule.

    Nobody is held out by a mailing.
    """
    return outreach.mailing(practice, log, today, profile=profile, reasons=reasons)


def log_mailing(
    opened: OpenedPractice,
    mailing: outreach.CampaignFile,
    content: bytes,
    now: datetime,
) -> int:
    """Log a mailing, and one contact per person in it unless it is a list to call by.

    Everyone is looked at again, as by `make_campaign`.

    Args:
        content: The bytes of its file.

    Returns:
        The mailing's number.
    """
    patients = [patient for patient, _, _ in mailing.people]

    def keep(revision: int) -> int:
        return opened.home.store.mailings.log(
            opened.key,
            store.NewMailing(
                profile=mailing.profile.key,
                at=now,
                day=mailing.day,
                columns=mailing.columns,
                left_out=mailing.left_out,
            ),
            _made_file(mailing, content),
            revision=revision,
        )

    return _save_if_still_eligible(opened, mailing, patients, keep)


def campaigns(home: Home, name: str) -> tuple[store.Campaign, ...]:
    """Every campaign of the practice, newest first."""
    return home.store.campaigns.all(name)


def campaign(home: Home, name: str, number: int) -> store.Campaign:
    """Find the campaign of a number.

    Raises:
        RetentionError: There is none.
    """
    for made in home.store.campaigns.all(name):
        if made.id == number:
            return made
    raise RetentionError(
        f"There is no campaign {number}; look its number up in the list of campaigns."
    )


def campaign_file(
    opened: OpenedPractice, number: int, today: date
) -> outreach.FileAgain:
    """Give the file of campaign `number` as it can be taken now, not logged.

    Raises:
        RetentionError: There is no such campaign or file, it was canceled, or nobody is
            left.
    """
    made = campaign(opened.home, opened.key, number)
    if made.canceled:
        raise RetentionError(
            f"Campaign {number} was {made.canceled}. Its file can no longer be taken."
        )

    known = log(opened.home, opened.key)
    members = opened.home.store.campaigns.members(opened.key, number)
    return outreach.file_again(opened.practice, known, made, members, today)


def take_campaign_file(
    opened: OpenedPractice,
    number: int,
    write: Callable[[outreach.FileAgain], bytes],
    now: datetime,
    by: str = "",
) -> tuple[outreach.FileAgain, bytes]:
    """Give the file of campaign `number` as it stands now, and log that it is taken.

    Whatever was logged until then counts.

    Returns:
        The file, and its bytes as `write` made them.

    Raises:
        RetentionError: As by `campaign_file`.
    """
    for _ in range(_TRIES):
        with opened.home.store.afresh():
            revision = opened.home.store.practices.revision(opened.key)
            file = campaign_file(opened, number, now.date())
        content = write(file)
        taken = store.TakenFile(
            at=now,
            by=by,
            rows=len(file.frame),
            people=file.people,
            left_out=file.left_out,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        # Where somebody logged something in between it is made again
        with suppress(store.ConcurrentChange):
            opened.home.store.taken_files.log(
                opened.key, number, taken, revision=revision
            )
            return file, content
    raise NotNow(
        "Too much is being logged at this moment. No file was made; try again."
    )


def cancel_campaign(
    home: Home, name: str, number: int, now: datetime, by: str = ""
) -> int:
    """Cancel campaign `number`.

    The contacts of its file count no more, and nobody is held out by it.

    Returns:
        How many contacts count no more.

    Raises:
        RetentionError: There is no such campaign, or it was canceled already.
    """
    return home.store.campaigns.cancel(name, number, at=now, by=by)


def _save_if_still_eligible(
    opened: OpenedPractice,
    mailing: outreach.CampaignFile,
    patients: Collection[str],
    save: Callable[[int], int],
) -> int:
    """Save under optimistic locking, while all patients may still be reached.

    Every recipient is checked again, and again where somebody wrote in between.

    Args:
        mailing: The file as it was planned.
        save: Saves at a revision of the store, and gives a number.

    Returns:
        The number that `save` gave.

    Raises:
        RetentionError: A recipient is no longer eligible.
        NotNow: Others wrote in between, five times over.
    """
    for _ in range(_TRIES):
        with opened.home.store.afresh():
            revision = opened.home.store.practices.revision(opened.key)
            known = log(opened.home, opened.key)
        gone = outreach.no_longer_open(mailing, patients, opened.practice, known)
        if gone:
            raise RetentionError(
                f"Since this list was made, {gone} of its people asked to be left in "
                "peace, were contacted or were held out. Nothing was made; look at "
                "the list again."
            )
        # Where somebody logged something in between everyone is looked at again
        with suppress(store.ConcurrentChange):
            return save(revision)
    raise NotNow(
        "Too much is being logged at this moment. Nothing was made; try again."
    )


def _keep(
    opened: OpenedPractice,
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
        snapshot=state(opened.home, opened.key).snapshot or 0,
        segment=wish.segment.as_json(),
        columns=mailing.columns,
        share=wish.share,
        window=wish.window,
        left_out=mailing.left_out,
        by=by,
        message=wish.message,
    )
    file = None
    if content is not None:
        file = _made_file(mailing, content)
    return opened.home.store.campaigns.add(
        opened.key, new, at=now, members=planned.members, file=file, revision=revision
    )


def _made_file(mailing: outreach.CampaignFile, content: bytes) -> store.MadeFile:
    """Describe a file as it is logged.

    The profile says whether making it means contacting everybody in it.
    """
    profile = mailing.profile
    return store.MadeFile(
        channel=profile.channel or "",
        rows=len(mailing.frame),
        sha256=hashlib.sha256(content).hexdigest(),
        people=mailing.people,
        is_contact=profile.is_contact,
    )
