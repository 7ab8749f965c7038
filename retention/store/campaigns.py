"""Campaigns: for whom, in which arm, canceled or not, and files taken again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, exists, insert, or_, select, update

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.core.policy import MOST_HELD_OUT
from retention.store import vocabulary
from retention.store.campaign_tables import campaign as table
from retention.store.campaign_tables import member
from retention.store.campaign_tables import taken_file as taken_file_table
from retention.store.contacts import COUNTS, take_back
from retention.store.database import inserted
from retention.store.frames import frame
from retention.store.mailings import MadeFile, NewMailing, add_mailing
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import contact

MEMBER_COLUMNS = ("patient_id", "household_id", "reason", "band", "arm")
ARM_TYPES: Mapping[str, str] = {
    "household_id": "str",
    "arm": "str",
    "until": "datetime64[us]",
}


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as it is to be kept."""

    name: str
    kind: str
    """One of `vocabulary.CAMPAIGN_KINDS`."""
    profile: str
    day: date
    """The day of work from which its effect is counted."""
    snapshot: int
    segment: Mapping[str, Any]
    """Reasons and filters, as chosen."""
    columns: Sequence[str]
    share: float
    """Held out, 0 to 0.5."""
    window: int
    """Days after which its effect is said; so long its arms hold."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    by: str = ""
    message: str | None = ""
    """What its texts say; None of a campaign that is older than this was kept."""


@dataclass(frozen=True, kw_only=True)
class Campaign(NewCampaign):
    """A campaign that was made."""

    id: int
    made_at: datetime
    mailing_id: int | None
    """Number of the mailing it wrote; None where no file was made."""
    canceled_at: datetime | None = None
    """None while it stands."""
    canceled_by: str | None = None

    @property
    def canceled(self) -> str:
        """“canceled on Nov 21, 2026 by Maria”; "" of one that stands."""
        if self.canceled_at is None:
            return ""

        by = f" by {self.canceled_by}" if self.canceled_by else ""
        return f"canceled on {formatting.day(self.canceled_at.date())}{by}"


class Campaigns(StorePart):
    """The campaigns of each practice, and who was in them."""

    def add(
        self,
        practice: str,
        new: NewCampaign,
        *,
        at: datetime,
        members: pd.DataFrame,
        file: MadeFile | None = None,
        revision: int | None = None,
    ) -> int:
        """Keep a campaign, its members, its mailing and its contacts, all or nothing.

        Args:
            members: One row per person of either arm: patient_id, household_id, reason,
                band, arm.
            file: The file made of it; each person in it gets a contact `mailed`.
            revision: The store's revision when the list was made.

        Returns:
            The campaign's number.

        Raises:
            ConcurrentChange: Something was written since `revision`.
            RetentionError: A word is unknown, the share is above one half, the window
                is below one day, or a household is in both arms.
        """
        _check(new, members)
        with self.database.writing_to(practice, revision) as connection:
            mailing_id = _add_file(connection, practice, new, file, at)
            row = _campaign_row(practice, new, mailing_id, at)
            number = inserted(connection.execute(insert(table).values(row)))
            _add_members(connection, practice, number, members)
        return number

    def cancel(
        self, practice: str, campaign_id: int, *, at: datetime, by: str = ""
    ) -> int:
        """Cancel a campaign and take back the contacts of its file, all or nothing.

        It holds nobody out from then on.

        Returns:
            How many contacts were taken back.

        Raises:
            RetentionError: There is no such campaign, or it is canceled already. Of
                two callers at once the second gets this error.
        """
        is_campaign = (table.c.practice == practice) & (table.c.id == campaign_id)
        standing = update(table).where(is_campaign, table.c.canceled_at.is_(None))
        cancel = standing.values(canceled_at=vocabulary.wall_clock(at), canceled_by=by)
        with self.database.writing_to(practice) as connection:
            canceled = connection.execute(cancel).rowcount
            if not canceled:
                why = why_none_stands(connection, practice, campaign_id)
                raise RetentionError(f"{why} Nothing was changed.")
            mailing_id = connection.scalar(
                select(table.c.mailing_id).where(is_campaign)
            )
            if mailing_id is None:
                return 0
            in_file = contact.c.mailing_id == mailing_id
            return take_back(connection, practice, in_file, at=at, by=by)

    @once_a_run
    def all(self, practice: str) -> tuple[Campaign, ...]:
        """Every campaign, newest first."""
        made = (
            select(*_COLUMNS)
            .where(table.c.practice == practice)
            .order_by(table.c.id.desc())
        )
        with self.database.reading_of(practice) as connection:
            return tuple(Campaign(**row) for row in connection.execute(made).mappings())

    @once_a_run
    def members(self, practice: str, campaign_id: int) -> pd.DataFrame:
        """Give one row per person of a campaign, as it was made.

        Columns: patient_id, household_id, reason, band, arm. Reason and band are the
        household's stratum, the same for all of its people. Band −1 is outside the
        comparison: the campaign did not draw that household's arm.

        Raises:
            RetentionError: There is no such campaign.
        """
        campaign = exists().where(
            table.c.practice == practice, table.c.id == campaign_id
        )
        in_campaign = member.c.campaign_id == campaign_id
        with self.database.reading_of(practice) as connection:
            is_known = connection.scalar(select(campaign))
            if not is_known:
                raise RetentionError(
                    f"There is no campaign {campaign_id}. Look its number up in "
                    "the list of campaigns."
                )
            rows = frame(connection, member, practice, where=in_campaign)
        return rows[list(MEMBER_COLUMNS)]

    @once_a_run
    def arms(self, practice: str) -> pd.DataFrame:
        """Give one row per household whose arm a campaign drew.

        Columns: household_id, arm, until (the first day it holds no more). The latest
        campaign's day counts. A household that asked for a call-back or complained
        since is released: it has no row. Nothing is drawn by campaigns without a
        hold-out, by canceled ones, and for households taken as they were (band −1).
        """
        wanted = (
            select(member.c.household_id, member.c.arm, table.c.day, table.c.window)
            .join(table, table.c.id == member.c.campaign_id)
            .where(
                member.c.practice == practice,
                table.c.canceled_at.is_(None),
                table.c.share > 0,
                member.c.band >= 0,
            )
            .where(~_released(practice))
            .distinct()
        )
        with self.database.reading_of(practice) as connection:
            drawn = connection.execute(wanted).all()
        rows = [
            (household, arm, day + timedelta(days=window))
            for household, arm, day, window in drawn
        ]
        arms = pd.DataFrame(rows, columns=list(ARM_TYPES)).astype(dict(ARM_TYPES))
        oldest_first = arms.sort_values("until", kind="stable")
        latest = oldest_first.drop_duplicates("household_id", keep="last")
        return latest.sort_values("household_id", ignore_index=True)

    def held_out(self, practice: str) -> pd.DataFrame:
        """Give one row per household held out, past ones too.

        Columns: household_id, until (the first day free).
        """
        arms = self.arms(practice)
        is_held_out = arms["arm"] == "held_out"
        held_out = arms.loc[is_held_out, ["household_id", "until"]]
        return held_out.reset_index(drop=True)


def _add_file(
    connection: Connection,
    practice: str,
    new: NewCampaign,
    file: MadeFile | None,
    at: datetime,
) -> int | None:
    """Enter the mailing of a campaign's file; None where no file was made."""
    if file is None:
        return None

    mailing = NewMailing(
        profile=new.profile,
        at=at,
        columns=new.columns,
        left_out=new.left_out,
        day=new.day,
        by=new.by,
    )
    return add_mailing(connection, practice, mailing, file)


def _campaign_row(
    practice: str, new: NewCampaign, mailing_id: int | None, at: datetime
) -> dict[str, Any]:
    return {
        **asdict(new),
        "practice": practice,
        "columns": list(new.columns),
        "made_at": vocabulary.wall_clock(at),
        "mailing_id": mailing_id,
    }


def _add_members(
    connection: Connection, practice: str, campaign_id: int, members: pd.DataFrame
) -> None:
    """Enter who is in a campaign, in the order of the frame."""
    if members.empty:
        return

    listed = members[list(MEMBER_COLUMNS)].assign(
        practice=practice, campaign_id=campaign_id
    )
    rows: list[Any] = listed.astype(object).to_dict("records")
    connection.execute(insert(member), rows)


def _released(practice: str):  # type: ignore[no-untyped-def]
    """Select whether a member's household is released from its arm.

    It is where it asked to be called back, or complained, since the campaign's day.
    """
    asked = or_(contact.c.call_back_on.is_not(None), contact.c.outcome == "complaint")
    whose = or_(
        contact.c.household_id == member.c.household_id,
        contact.c.patient_id == member.c.patient_id,
    )
    return exists().where(
        contact.c.practice == practice,
        contact.c.day >= table.c.day,
        asked,
        whose,
        COUNTS,
    )


_COLUMNS = [column for column in table.columns if column.name != "practice"]


def why_none_stands(connection: Connection, practice: str, campaign_id: int) -> str:
    """Say why no campaign of that number stands; "" where it does."""
    campaign = select(*_COLUMNS).where(
        table.c.practice == practice, table.c.id == campaign_id
    )
    row = connection.execute(campaign).mappings().one_or_none()
    if row is None:
        return (
            f"There is no campaign {campaign_id}. Look its number up in the list of "
            "campaigns."
        )

    made = Campaign(**row)
    return f"Campaign {campaign_id} was {made.canceled}." if made.canceled else ""


def _check(new: NewCampaign, members: pd.DataFrame) -> None:
    vocabulary.one_of("kind of campaign", new.kind, vocabulary.CAMPAIGN_KINDS)
    for arm in members["arm"].unique():
        vocabulary.one_of("arm", arm, vocabulary.ARMS)
    for reason in members["reason"].unique():
        vocabulary.one_of("reason", reason, vocabulary.REASONS)
    if not new.name.strip():
        raise RetentionError(
            "A campaign needs a name. Nothing was saved; give one, then try again."
        )
    if not 0 <= new.share <= MOST_HELD_OUT or new.window < 1:
        raise RetentionError(
            f"A campaign holds out 0 to {MOST_HELD_OUT:g} and runs for a day or "
            "more. Nothing was saved."
        )

    arms_of_household = members.groupby("household_id")["arm"].nunique()
    if (arms_of_household > 1).any():
        raise RetentionError(
            "A household stands in both arms. Nothing was saved; plan the "
            "campaign again."
        )


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """One file of a campaign that was taken after it was made."""

    at: datetime
    by: str = ""
    rows: int
    people: int
    left_out: Mapping[str, int]
    """People of the first file who are not in this one, counted by why."""
    sha256: str
    """Hash of the file's bytes."""


class TakenFiles(StorePart):
    """The log of files taken of campaigns after they were made."""

    def log(
        self,
        practice: str,
        campaign_id: int,
        file: TakenFile,
        *,
        revision: int | None = None,
    ) -> int:
        """Log that a campaign's file is taken.

        Args:
            revision: The store's revision when the file was made.

        Returns:
            The line's number.

        Raises:
            ConcurrentChange: Something was written since `revision`.
            RetentionError: There is no such campaign, or it was canceled.
        """
        row = {
            **asdict(file),
            "at": vocabulary.wall_clock(file.at),
            "practice": practice,
            "campaign_id": campaign_id,
        }
        with self.database.writing_to(practice, revision) as connection:
            if why := why_none_stands(connection, practice, campaign_id):
                raise RetentionError(f"{why} Its file can no longer be taken.")
            return inserted(connection.execute(insert(taken_file_table).values(row)))

    @once_a_run
    def of(self, practice: str, campaign_id: int) -> tuple[TakenFile, ...]:
        """List the files taken of a campaign, newest first.

        The file that was made with the campaign is a mailing, and not in here.
        """
        names = ("at", "by", "rows", "people", "left_out", "sha256")
        columns = [taken_file_table.c[name] for name in names]
        of_campaign = (taken_file_table.c.practice == practice) & (
            taken_file_table.c.campaign_id == campaign_id
        )
        newest_first = taken_file_table.c.id.desc()
        wanted = select(*columns).where(of_campaign).order_by(newest_first)
        with self.database.reading_of(practice) as connection:
            rows = connection.execute(wanted).mappings()
            return tuple(TakenFile(**row) for row in rows)
