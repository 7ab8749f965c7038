"""Names, phones and e-mails in a comparable form, and spellings of first names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import emails as email_rule
from retention.core import formatting
from retention.core import phones as phone_rule
from retention.core.arrays import BoolArray, IndexArray, IntArray, StrArray
from retention.practice import Practice

MOST_SHARE = 12
"""Rows that may stand on one phone or address of e-mail; what more rows share is a box
filled in.
"""


def comparable_names(column: pd.Series) -> StrArray:
    """Return names in small letters, without accents, dots and hyphens.

    "" where there is none.
    """
    decomposed = pc.utf8_normalize(_texts(column), form="NFKD")
    without_accents = pc.replace_substring_regex(decomposed, r"\p{M}+", "")
    lower = pc.utf8_lower(without_accents)
    joined = pc.replace_substring_regex(lower, r"['’.]+", "")
    words = pc.replace_substring_regex(joined, r"[^\p{L}\p{N}]+", " ")
    return _array(pc.utf8_trim_whitespace(words))


def phones(column: pd.Series) -> StrArray:
    """Return the last ten digits of numbers, extensions left out.

    "" where there is none or it only fills the field.
    """
    is_nobodys = is_placeholder_phone(column)
    return np.where(is_nobodys, "", digits(column))


def digits(column: pd.Series) -> StrArray:
    """Return the last ten digits of numbers, extensions left out, whatever they are.

    "" where there are none.
    """
    texts = _texts(column)
    return _array(phone_rule.last_digits(texts))


def emails(column: pd.Series) -> StrArray:
    """Return addresses of e-mail in small letters.

    "" where there is none or it only fills the field.
    """
    is_nobodys = is_placeholder_email(column)
    return np.where(is_nobodys, "", _folded(column))


def is_placeholder_phone(column: pd.Series) -> BoolArray:
    """Return whether a phone is filled in with what is nobody's.

    Nobody can dial it (`core.phones`), or more than twelve rows share it.
    """
    can_be_dialed = _mask(phone_rule.is_phone(_texts(column)))
    is_shared = _shared(digits(column))
    return _is_filled(column) & (~can_be_dialed | is_shared)


def is_placeholder_email(column: pd.Series) -> BoolArray:
    """Return whether an address of e-mail is filled in with what is nobody's.

    Nobody has it (`core.emails`), or more than twelve rows share it.
    """
    can_be_written_to = _mask(email_rule.is_email(_texts(column)))
    is_shared = _shared(_folded(column))
    return _is_filled(column) & (~can_be_written_to | is_shared)


def _is_filled(column: pd.Series) -> BoolArray:
    is_filled: BoolArray = _folded(column) != ""
    return is_filled


def _folded(column: pd.Series) -> StrArray:
    """Return texts in small letters, without blanks around them."""
    trimmed = pc.utf8_trim_whitespace(_texts(column))
    return _array(pc.utf8_lower(trimmed))


def _shared(keys: StrArray) -> BoolArray:
    """Return whether more rows than a family share a key."""
    place, distinct = pd.factorize(keys)
    rows_of_key = np.bincount(place, minlength=len(distinct))
    is_shared: BoolArray = rows_of_key[place] > MOST_SHARE
    return is_shared


def _texts(column: pd.Series) -> pa.Array:
    texts = pa.array(column, pa.string(), from_pandas=True)
    return pc.fill_null(texts, "")


def _mask(yes: pa.Array) -> BoolArray:
    mask: BoolArray = yes.to_numpy(zero_copy_only=False)
    return mask


def _array(texts: pa.Array) -> StrArray:
    array: StrArray = texts.to_numpy(zero_copy_only=False)
    return array


def names(practice: Practice, rows: IndexArray | Sequence[int]) -> list[str]:
    """Return the full name of each of those rows of the patient list: "Ada Byron".

    The preferred name stands before the first; "–" for none.
    """
    columns = practice.people[["first_name", "preferred_name", "last_name"]]
    chosen = columns.iloc[list(rows)].fillna("")
    preferred = chosen["preferred_name"]
    given = preferred.where(preferred != "", chosen["first_name"])
    full = given + " " + chosen["last_name"]
    return [name or formatting.ABSENT for name in full.str.strip()]


def initials(practice: Practice, rows: IndexArray | Sequence[int]) -> list[str]:
    """Return "A. B." for each of those rows; "–" for none."""
    full = names(practice, rows)
    return [shortened(name) for name in full]


def shortened(name: str) -> str:
    """Return "A. B." for Ada Byron, "Dr. A. B." for Dr. Ada Byron.

    "–" for a name without a letter.
    """
    short = []
    for word in name.split():
        if not word[0].isalnum():
            continue

        is_title = word.endswith(".")
        short.append(word if is_title else f"{word[0].upper()}.")
    return " ".join(short) or formatting.ABSENT


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


def alike(one: StrArray, other: StrArray) -> BoolArray:
    """Return whether each pair of folded first names may be one name.

    Equal, one the beginning of the other ("J", "Pat"), a typing slip or two apart, or
    two forms of one name. A missing name may be any.
    """
    from rapidfuzz import process  # here, for no figure waits for it
    from rapidfuzz.distance import OSA, JaroWinkler

    pairs = zip(one, other, strict=True)
    begins = [a.startswith(b) or b.startswith(a) for a, b in pairs]
    likeness = process.cpdist(one, other, scorer=JaroWinkler.normalized_similarity)
    slips = process.cpdist(one, other, scorer=OSA.distance)
    shorter = np.minimum(_lengths(one), _lengths(other))
    slips_allowed = np.where(shorter < _SHORT, 1, _SLIPS)
    is_slip = (likeness >= _CLOSE) & (slips <= slips_allowed)
    may_begin = np.array(begins, dtype=bool)
    return may_begin | is_slip | _short_form(one, other)


def _short_form(one: StrArray, other: StrArray) -> BoolArray:
    """Return whether each pair of names are forms of one name."""
    holds = np.zeros(len(one), dtype=bool)
    for row, (name, other_name) in enumerate(zip(one, other, strict=True)):
        groups = _BY_NAME.get(name, ())
        holds[row] = any(other_name in group for group in groups)
    return holds


def _lengths(names: StrArray) -> IntArray:
    lengths = map(len, names)
    return np.fromiter(lengths, dtype=int, count=len(names))


_BY_NAME = {
    name: [group for group in _GROUPS if name in group]
    for name in frozenset().union(*_GROUPS)
}
