"""The secret of each practice, by which hashes of its patients tell nothing to whoever
has the hash alone.
"""

import secrets

from sqlalchemy import insert, select

from retention.work.campaign_tables import secret as table
from retention.work.database import Database


class Secrets(Database):
    """One key per practice, made when it is first asked for and never changed."""

    def secret(self, practice: str) -> str:
        """The practice's key: 64 hexadecimal digits."""
        mine = select(table.c.key).where(table.c.practice == practice)
        with self.reading_of(practice) as connection:
            known = connection.scalar(mine)
        if known is not None:
            return str(known)
        with self.writing_to(practice) as connection:
            known = connection.scalar(mine)  # somebody else may have been faster
            if known is None:
                known = secrets.token_hex(32)
                connection.execute(insert(table).values(practice=practice, key=known))
        return str(known)
