"""Treatment plans: which planned work stands on plans that were given up."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.practice.ids import index_in


def without_given_up(
    status: pd.Series, ids: pa.ChunkedArray, plans: pa.Table, items: pa.Table
) -> pd.Series:
    """The status of each procedure by id, planned work that stands on inactive plans
    alone as planned_inactive.

    Some systems say it of each line, some of the plan only (definitions.md 5, sitting).
    """
    off = (status == "planned").to_numpy() & _on_inactive_alone(ids, plans, items)
    if not off.any():
        return status
    known = status.cat.categories
    return status.cat.set_categories(
        known.union(["planned_inactive"], sort=False)
    ).where(~off, "planned_inactive")


def _on_inactive_alone(
    ids: pa.ChunkedArray, plans: pa.Table, items: pa.Table
) -> np.ndarray:
    """Whether each procedure stands on plans, and every one is inactive; a plan nobody
    exported may still be open.
    """
    inactive = np.append(
        pc.fill_null(pc.equal(plans["status"], "inactive"), False).to_numpy(), False
    )
    is_off = inactive[index_in(items["plan_id"], plans["id"])]
    at = index_in(items["procedure_id"], ids)
    stands, is_open = np.zeros(
        (2, len(ids) + 1), dtype=bool
    )  # the last place takes the items of unknown procedures
    stands[at] = True
    is_open[at[~is_off]] = True
    return (stands & ~is_open)[:-1]
