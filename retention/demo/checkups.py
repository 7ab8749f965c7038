"""What is done at a check-up, by what sort of visit it is and how old the patient
is.
"""

from collections.abc import Iterator

import numpy as np

from retention.demo.chance import happens
from retention.demo.people import People
from retention.demo.rhythm import ADULT, CHILD, EMERGENCY, FOUND, NEW, PERIO, Visits
from retention.demo.season import YEAR


def done(
    rng: np.random.Generator, people: People, visits: Visits
) -> Iterator[tuple[str, np.ndarray, bool]]:
    """Each code of check-ups with the visits that have it, and whether the hygienist
    does it.
    """
    kind = visits.kind
    count = len(visits)
    age = (visits.day - people.birth[visits.person]) / YEAR
    odd = visits.slot % 2 == 1
    young = age < 14
    routine = (kind == ADULT) | (kind == CHILD)

    def in_share(which: np.ndarray, share: float) -> np.ndarray:
        return np.flatnonzero(which & happens(rng, share, count))

    yield "D0150", np.flatnonzero((kind == NEW) & (age >= 3)), False
    yield "D0145", np.flatnonzero((kind == NEW) & (age < 3)), False
    yield "D0140", np.flatnonzero(kind == EMERGENCY), False
    yield "D0120", in_share(routine | (kind == PERIO) & odd, 0.9), False
    yield "D0180", np.flatnonzero(kind == FOUND), False
    yield "D0210", in_share((kind == NEW) & (age >= 18), 0.55), True
    yield "D0330", in_share((kind == NEW) & (age >= 8), 0.3), True
    yield "D0220", in_share(kind == EMERGENCY, 0.9), False
    yield "D0230", in_share((kind == EMERGENCY) | routine & odd & ~young, 0.25), True
    yield "D0274", in_share(odd & ~young & (kind != EMERGENCY), 0.75), True
    yield "D0272", in_share(odd & young, 0.7), True
    yield "D1110", in_share(((kind == NEW) | (kind == ADULT)) & ~young, 0.96), True
    yield "D1120", in_share(((kind == NEW) | (kind == CHILD)) & young, 0.98), True
    yield "D4910", np.flatnonzero(kind == PERIO), True
    yield "D4346", in_share((kind == ADULT), 0.01), True
    yield "D1206", in_share(young & (kind != EMERGENCY), 0.8), True
    yield "D1208", in_share(~young & routine, 0.25), True
    yield "D1330", in_share(kind != EMERGENCY, 0.45), True
    yield "D1351", in_share((kind == CHILD) & (age > 6) & (age < 13), 0.09), True
    yield "D9972", in_share(routine & (age > 18), 0.006), True
    yield "Z100", in_share(routine, 0.02), True
    yield "N4104", in_share(kind == PERIO, 0.03), True
