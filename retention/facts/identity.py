"""Names, phones and e-mails in a comparable form, and spellings of first names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, placeholders
from retention.practice import Practice

PHONE_DIGITS = 10
MOST_SHARE = 12
"""Rows that may stand on one phone or address of e-mail; what more rows share is a box
filled in.
"""


def comparable_names(column: pd.Series) -> np.ndarray:
    """Names in small letters, without accents, dots and hyphens; "" where there is
    none.
    """
    text = pc.utf8_normalize(_texts(column), form="NFKD")
    text = pc.utf8_lower(pc.replace_substring_regex(text, r"\p{M}+", ""))
    text = pc.replace_substring_regex(
        pc.replace_substring_regex(text, r"['’.]+", ""), r"[^\p{L}\p{N}]+", " "
    )
    return _array(pc.utf8_trim_whitespace(text))


def phones(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out; "" where there is none or
    it only fills the box.
    """
    return np.where(is_placeholder_phone(column), "", digits(column))


def digits(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out, whatever it is; "" where
    there are none.
    """
    return _array(
        pc.utf8_slice_codeunits(placeholders.digits(_texts(column)), -PHONE_DIGITS)
    )


def emails(column: pd.Series) -> np.ndarray:
    """Addresses of e-mail in small letters; "" where there is none or it only fills the
    box.
    """
    return np.where(is_placeholder_email(column), "", _folded(column))


def is_placeholder_phone(column: pd.Series) -> np.ndarray:
    """Whether a phone is filled in with what nobody can dial (`placeholders`), or what
    more than twelve rows share.
    """
    return _is_filled(column) & (
        ~_array(placeholders.is_phone(_texts(column))) | _shared(digits(column))
    )


def is_placeholder_email(column: pd.Series) -> np.ndarray:
    """Whether an address of e-mail is nobody's (`placeholders`), or what more than
    twelve rows share.
    """
    folded = _folded(column)
    return _is_filled(column) & (
        ~_array(placeholders.is_email(_texts(column))) | _shared(folded)
    )


def _is_filled(column: pd.Series) -> np.ndarray:
    return _folded(column) != ""


def _folded(column: pd.Series) -> np.ndarray:
    """Texts in small letters, without blanks around them."""
    return _array(pc.utf8_lower(pc.utf8_trim_whitespace(_texts(column))))


def _shared(keys: np.ndarray) -> np.ndarray:
    """Whether more rows than a family share a key."""
    place, found = pd.factorize(keys)
    return np.bincount(place, minlength=len(found))[place] > MOST_SHARE


def _texts(column: pd.Series) -> pa.Array:
    return pc.fill_null(pa.array(column, pa.string(), from_pandas=True), "")


def _array(column: pa.Array) -> np.ndarray:
    return column.to_numpy(zero_copy_only=False)


def names(practice: Practice, rows: np.ndarray | Sequence[int]) -> list[str]:
    """The full name of each of those rows of the patient list: "Ada Byron".

    The preferred name stands before the first; "–" for none.
    """
    frame = (
        practice.people[["first_name", "preferred_name", "last_name"]]
        .iloc[list(rows)]
        .fillna("")
    )
    given = frame["preferred_name"].where(
        frame["preferred_name"] != "", frame["first_name"]
    )
    return [
        name or formatting.ABSENT
        for name in (given + " " + frame["last_name"]).str.strip()
    ]


def initials(practice: Practice, rows: np.ndarray | Sequence[int]) -> list[str]:
    """ "A. B." for each of those rows; "–" for none."""
    return [shortened(name) for name in names(practice, rows)]


def shortened(name: str) -> str:
    """ "A.

    B." for Ada Byron, "Dr. A. B." for Dr. Ada Byron; "–" for a name without a letter.
    """
    words = (
        word if word.endswith(".") else f"{word[0].upper()}."
        for word in name.split()
        if word[0].isalnum()
    )
    return " ".join(words) or formatting.ABSENT


_SHORT_FORMS = """
abigail abby gail|albert al bert|alexander alex al xander sasha
alexandra alex sandra lexi sasha|andrew andy drew|anthony tony|barbara barb babs
benjamin ben benny|bradley brad
catherine katherine kathryn cathy kathy kate katie cat kit|charles charlie chuck chas
charlotte charlie lottie|christine christina chris tina chrissy
christopher chris topher kit|cynthia cindy|daniel dan danny|david dave davy
deborah debra deb debbie|donald don donny|dorothy dot dottie dolly
edward ed eddie ted ned|elizabeth liz beth lizzie betty eliza elisabeth libby
eugene gene|florence flo|francis frank|frances fran francine|franklin frank
frederick fred freddie|gabriel gabe|gerald jerry gerry|gregory greg|harold harry hal
henry harry hank|isabella bella izzy|jacob jake|jacqueline jackie|james jim jimmy jamie
jeffrey geoffrey jeff geoff|jennifer jen jenny|jessica jess jessie|john jack johnny jon
jonathan jon jonny|joseph joe joey jo|joshua josh|judith judy|kenneth ken kenny
kimberly kim|lawrence larry laurence|leonard leo len lenny|louis lou
margaret maggie meg peg|margaret peggy marge greta|matthew matt|melissa missy mel
michael mike mick micky|mitchell mitch|nancy ann nan|natalie nat|nathaniel nathan nate
nicholas nick nicky|nicole nicky nikki|pamela pam|patricia pat patty trish tricia
patrick pat paddy|peter pete|philip phillip phil|rachel rae|raymond ray
rebecca becky becca|richard rick dick rich ricky|robert bob rob bobby robbie bert
ronald ron ronny|rosemary rose|russell russ|samantha sam|samuel sam sammy|sandra sandy
stephanie steph|stephen steven steve|susan sue suzanne susie|theodore ted theo teddy
theresa teresa terry tess|thomas tom tommy|timothy tim timmy|valerie val|vanessa nessa
victoria vicky tori|vincent vince|virginia ginny|walter walt wally
william bill will billy willy liam|zachary zach zack
"""
_GROUPS = tuple(
    frozenset(group.split())
    for line in _SHORT_FORMS.split("\n")
    for group in line.split("|")
    if group
)
_CLOSE = 0.9
_SLIPS = 2
_SHORT = 5


def alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether each pair of folded first names may be one name; a missing name may be
    any.

    Equal, one the beginning of the other ("J", "Pat"), a typing slip or two apart, or
    two forms of one name.
    """
    from rapidfuzz import process  # here, for no figure waits for it
    from rapidfuzz.distance import OSA, JaroWinkler

    begins = np.array(
        [a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=True)],
        dtype=bool,
    )
    close = (
        process.cpdist(one, other, scorer=JaroWinkler.normalized_similarity) >= _CLOSE
    )
    slips = process.cpdist(one, other, scorer=OSA.distance)
    shorter = np.minimum(_lengths(one), _lengths(other))
    slip = close & (slips <= np.where(shorter < _SHORT, 1, _SLIPS))
    return begins | slip | _short_form(one, other)


def _short_form(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    both = zip(one, other, strict=True)
    return np.array(
        [any(b in group for group in _BY_NAME.get(a, ())) for a, b in both], dtype=bool
    )


def _lengths(names: np.ndarray) -> np.ndarray:
    return np.fromiter(map(len, names), dtype=int, count=len(names))


_BY_NAME = {
    name: [group for group in _GROUPS if name in group]
    for name in frozenset().union(*_GROUPS)
}
