"""What patients say afterwards: stars on public sites, answers to the practice's own
survey.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.demo import draft
from retention.demo.book import COMPLETED, Book
from retention.demo.chance import between, happens, pick
from retention.demo.season import YEAR, Season

SITES = ("Google", "Facebook", "Survey")
_GOOGLE, _FACEBOOK, _SURVEY = range(3)
_DAY = 86_400
_TEXTS = (
    (
        "Waited half an hour and nobody said why.",
        "Billed twice and still not sorted out.",
        "Never again.",
    ),
    (
        "Friendly, but hard to get an appointment.",
        "The treatment was fine, the phone is never answered.",
    ),
    ("It was all right.", "Good work, long wait."),
    ("Good care, easy parking.", "They explained everything."),
    (
        "Kind and careful people.",
        "My children like to come here.",
        "Painless, and on time.",
        "Best cleaning ever!",
    ),
)
"""By stars, one to five."""


def table(
    rng: np.random.Generator, book: Book, patient: pa.Table, season: Season
) -> pa.Table:
    """Reviews and answers of the last three years, drafted; each a day or more after an
    appointment.
    """
    block = book.all
    held = (block.status == COMPLETED) & (block.day > season.ends - 3 * YEAR)
    row = np.flatnonzero(held & happens(rng, 0.045, len(block)))
    at = (block.day[row] + between(rng, 1, 9, len(row))) * _DAY + between(
        rng, 7 * 3600, 22 * 3600, len(row)
    )
    past = np.flatnonzero(at < season.ends * _DAY)
    person = block.person[row[past]]
    at = at[past]
    count = len(past)
    stars = 1 + pick(rng, (0.06, 0.03, 0.05, 0.14, 0.72), count)
    site = pick(rng, (0.55, 0.08, 0.37), count)
    likely = np.clip(2 * stars - 1 + between(rng, -1, 1, count), 0, 10)
    ours = pa.array(site == _SURVEY)
    return draft.rows(
        "review",
        at,
        {
            "at": at,
            "site": draft.words(SITES, site),
            "name": _name(patient, person, ours),
            "phone": pc.if_else(
                ours, patient["mobile_phone"].take(pa.array(person)), None
            ),
            "email": pc.if_else(ours, patient["email"].take(pa.array(person)), None),
            "stars": stars,
            "would_recommend": pa.array(likely, mask=site != _SURVEY),
            "text": _text(rng, stars),
            "is_answered": pa.array((site != _SURVEY) & happens(rng, 0.55, count)),
        },
    )


def _name(patient: pa.Table, person: np.ndarray, whole: pa.Array) -> pa.Array:
    """`Michael Lowe` in the practice's own survey, `Michael L.` in public."""
    first, last = (
        patient[name].take(pa.array(person)).combine_chunks()
        for name in ("first_name", "last_name")
    )
    initial = pc.binary_join_element_wise(pc.utf8_slice_codeunits(last, 0, 1), ".", "")
    return pc.binary_join_element_wise(first, pc.if_else(whole, last, initial), " ")


def _text(rng: np.random.Generator, stars: np.ndarray) -> pa.Array:
    """A sentence for about six in ten, by stars."""
    first = np.cumsum([0, *(len(texts) for texts in _TEXTS)])[:-1]
    sizes = np.array([len(texts) for texts in _TEXTS])
    which = first[stars - 1] + (rng.random(len(stars)) * sizes[stars - 1]).astype(
        np.int64
    )
    said = draft.words([text for texts in _TEXTS for text in texts], which)
    return pc.if_else(pa.array(happens(rng, 0.6, len(stars))), said, None)
