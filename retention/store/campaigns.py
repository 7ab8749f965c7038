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
from retention.store.database import Database, frame, inserted
from retention.store.mailings import MadeFile, add_mailing
from retention.store.tables import contact

MEMBER_COLUMNS = ("patient_id", "household_id", "reason", "band", "arm")
ARM_TYPES: Mapping[str, str] = {
    "household_id": "str",
    "arm": "str",
    "until": "datetime64[us]",
}


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as it is to be kept: words.CAMPAIGN_KINDS, a profile, what was chosen,
    and the rules' counts.
    """

    name: str
    kind: str
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
    """A campaign that was made: its number, when, and the mailing it wrote (None where
    no file was made).
    """

    id: int
    made_at: datetime
    mailing_id: int | None
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


class Campaigns(Database):
    """The campaigns of each practice, and who was in them."""

    def add_campaign(
        self,
        practice: str,
        new: NewCampaign,
        *,
        at: datetime,
        members: pd.DataFrame,
        file: MadeFile | None = None,
        revision: int | None = None,
    ) -> int:
        """Keep a campaign, its members, its mailing and a contact `mailed` for each
        person of the file, all or nothing; gives its number.

        `members` has one row per person of either arm: patient_id, household_id,
        reason, band, arm. With `revision`, as `work.revision` gave it when the list was
        made, raises `Moved` where anything was written since. RetentionError for an
        unknown word, a share above one half, a window below one day, a household in
        both arms.
        """
        _check(new, members)
        with self.writing_to(practice, revision) as connection:
            mailing = (
                None
                if file is None
                else add_mailing(
                    connection,
                    practice,
                    file,
                    profile=new.profile,
                    at=at,
                    day=new.day,
                    columns=new.columns,
                    left_out=new.left_out,
                    by=new.by,
                )
            )
            row = {
                **asdict(new),
                "columns": list(new.columns),
                "made_at": vocabulary.wall_clock(at),
                "mailing_id": mailing,
            }
            number = inserted(
                connection.execute(insert(table).values(practice=practice, **row))
            )
            listed = members[list(MEMBER_COLUMNS)].assign(
                practice=practice, campaign_id=number
            )
            if len(listed):
                rows: list[Any] = listed.astype(object).to_dict("records")
                connection.execute(insert(member), rows)
        return number

    def cancel_campaign(
        self, practice: str, campaign_id: int, *, at: datetime, by: str = ""
    ) -> int:
        """Mark a campaign canceled and take back the contacts of its file, all or
        nothing; gives how many those are.

        It holds nobody out from then on. RetentionError where there is no such
        campaign, or it is canceled already: of two at once the second is told so.
        """
        this = (table.c.practice == practice) & (table.c.id == campaign_id)
        cancel = update(table).where(this, table.c.canceled_at.is_(None))
        with self.writing_to(practice) as connection:
            if not connection.execute(
                cancel.values(canceled_at=vocabulary.wall_clock(at), canceled_by=by)
            ).rowcount:
                raise RetentionError(
                    f"{why_none_stands(connection, practice, campaign_id)} "
                    "Nothing was changed."
                )
            mailing = connection.scalar(select(table.c.mailing_id).where(this))
            if mailing is None:
                return 0
            return take_back(
                connection, practice, contact.c.mailing_id == mailing, at=at, by=by
            )

    def campaigns(self, practice: str) -> tuple[Campaign, ...]:
        """Every campaign, newest first."""
        made = (
            select(*_COLUMNS)
            .where(table.c.practice == practice)
            .order_by(table.c.id.desc())
        )
        with self.reading_of(practice) as connection:
            return tuple(Campaign(**row) for row in connection.execute(made).mappings())

    def members(self, practice: str, campaign_id: int) -> pd.DataFrame:
        """One row per person of a campaign: patient_id, household_id, reason, band,
        arm; as it was made.

        Reason and band are the household's stratum, the same for all of its people.
        Band −1 is outside the comparison: the campaign did not draw that household's
        arm. RetentionError where there is no such campaign.
        """
        with self.reading_of(practice) as connection:
            if not connection.scalar(
                select(
                    exists().where(
                        table.c.practice == practice, table.c.id == campaign_id
                    )
                )
            ):
                raise RetentionError(
                    f"There is no campaign {campaign_id}. Look its number up in "
                    "the list of campaigns."
                )
            rows = frame(
                connection, member, practice, where=member.c.campaign_id == campaign_id
            )
        return rows[list(MEMBER_COLUMNS)]

    def arms(self, practice: str) -> pd.DataFrame:
        """One row per household whose arm a campaign drew: household_id, arm, until
        (the first day it holds no more).

        The latest campaign's day counts. A household that asked for a call-back or
        complained since is released: it has no row. Households that a campaign took as
        they were (band −1), campaigns without a hold-out, and those that were canceled,
        draw nothing.
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
        with self.reading_of(practice) as connection:
            found = connection.execute(wanted).all()
        rows = [
            (home, arm, day + timedelta(days=window))
            for home, arm, day, window in found
        ]
        latest = (
            pd.DataFrame(rows, columns=list(ARM_TYPES))
            .astype(dict(ARM_TYPES))
            .sort_values("until", kind="stable")
        )
        return latest.drop_duplicates("household_id", keep="last").sort_values(
            "household_id", ignore_index=True
        )

    def held_out(self, practice: str) -> pd.DataFrame:
        """One row per household held out: household_id, until (the first day free);
        past ones too.
        """
        arms = self.arms(practice)
        return arms.loc[
            arms["arm"] == "held_out", ["household_id", "until"]
        ].reset_index(drop=True)


def _released(practice: str):  # type: ignore[no-untyped-def]
    """Whether the household of a member asked to be called back, or complained, since
    the campaign's day.
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
    """That there is no campaign of that number, or that it was canceled, in a sentence;
    "" where it stands.
    """
    this = select(*_COLUMNS).where(
        table.c.practice == practice, table.c.id == campaign_id
    )
    row = connection.execute(this).mappings().one_or_none()
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
    if (members.groupby("household_id")["arm"].nunique() > 1).any():
        raise RetentionError(
            "A household stands in both arms. Nothing was saved; plan the "
            "campaign again."
        )


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """One file that was taken: its rows and people, how many of the first it leaves
    out, the hash of its bytes.
    """

    at: datetime
    by: str = ""
    rows: int
    people: int
    left_out: Mapping[str, int]
    sha256: str


class TakenFiles(Database):
    """The log of files taken of campaigns after they were made."""

    def log_taken_file(
        self,
        practice: str,
        campaign_id: int,
        file: TakenFile,
        *,
        revision: int | None = None,
    ) -> int:
        """Log that a campaign's file is taken; gives the line's number.

        With `revision`, as `work.revision` gave it when the file was made, raises
        `Moved` where anything was written since. RetentionError where there is no such
        campaign, or it was canceled.
        """
        row = {
            **asdict(file),
            "at": vocabulary.wall_clock(file.at),
            "practice": practice,
            "campaign_id": campaign_id,
        }
        with self.writing_to(practice, revision) as connection:
            if why := why_none_stands(connection, practice, campaign_id):
                raise RetentionError(f"{why} Its file can no longer be taken.")
            return inserted(connection.execute(insert(taken_file_table).values(row)))

    def taken_files(self, practice: str, campaign_id: int) -> tuple[TakenFile, ...]:
        """Every file taken of a campaign, newest first; the one that was made with it
        is a mailing.
        """
        names = ("at", "by", "rows", "people", "left_out", "sha256")
        mine = (taken_file_table.c.practice == practice) & (
            taken_file_table.c.campaign_id == campaign_id
        )
        wanted = (
            select(*(taken_file_table.c[name] for name in names))
            .where(mine)
            .order_by(taken_file_table.c.id.desc())
        )
        with self.reading_of(practice) as connection:
            return tuple(
                TakenFile(**row) for row in connection.execute(wanted).mappings()
            )
