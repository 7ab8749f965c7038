"""The practice's list of codes and fees: bare numbers and category words.

A few codes are of the practice's own.
"""

from collections.abc import Mapping

import numpy as np

from retention.core import codes
from retention.demo import draft
from retention.demo.calendar import YEAR

DOLLARS: Mapping[str, int] = {
    "D0120": 62,
    "D0140": 88,
    "D0145": 70,
    "D0150": 105,
    "D0180": 115,
    "D0210": 152,
    "D0220": 34,
    "D0230": 29,
    "D0272": 52,
    "D0274": 78,
    "D0330": 128,
    "D1110": 112,
    "D1120": 78,
    "D1206": 45,
    "D1208": 38,
    "D1330": 0,
    "D1351": 62,
    "D2140": 168,
    "D2330": 196,
    "D2331": 232,
    "D2391": 205,
    "D2392": 262,
    "D2393": 324,
    "D2394": 388,
    "D2740": 1380,
    "D2750": 1310,
    "D2930": 330,
    "D2950": 318,
    "D3220": 248,
    "D3310": 905,
    "D3320": 1040,
    "D3330": 1285,
    "D4341": 292,
    "D4346": 168,
    "D4355": 196,
    "D4910": 162,
    "D5110": 1890,
    "D5120": 1890,
    "D5213": 2040,
    "D6010": 2380,
    "D6058": 1720,
    "D6240": 1360,
    "D6740": 1380,
    "D7140": 214,
    "D7210": 342,
    "D7240": 520,
    "D8080": 5600,
    "D8090": 5200,
    "D9110": 142,
    "D9230": 74,
    "D9310": 120,
    "D9944": 640,
    "D9972": 345,
    "D9986": 50,
    "D9987": 0,
    "N4104": 25,
    "Z100": 18,
}
"""Fee in the first year of the data at the first location; N4104 and Z100 are the
practice's own codes.
"""

RAW = tuple(DOLLARS)
CODE: Mapping[str, int] = {code: index for index, code in enumerate(RAW)}
"""The index of each code in the list."""
BASE = np.array(list(DOLLARS.values()))

_RISE = 0.03  # fees rise each year
_SECOND_LOCATION = 0.95


def cents(code: np.ndarray, years: np.ndarray, location: np.ndarray) -> np.ndarray:
    """The fee of each code that many years into the data, in whole dollars as cents."""
    share = np.where(location == 1, _SECOND_LOCATION, 1.0)
    return (
        np.rint(BASE[code] * share * (1 + _RISE) ** np.floor(years)).astype(np.int64)
        * 100
    )


def years_in(days: np.ndarray, starts: int) -> np.ndarray:
    """Years since the data began, none before it."""
    return np.maximum(days - starts, 0) / YEAR


def tables() -> draft.Draft:
    """The code table, drafted; descriptions are our own category words."""
    described = [codes.category(codes.normalise(code)) for code in RAW]
    return {
        "code": draft.rows(
            "code", np.arange(len(RAW)), {"code_raw": RAW, "description": described}
        )
    }
