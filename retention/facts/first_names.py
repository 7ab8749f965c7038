"""First names that are likely spellings of each other: typing slips, initials, the
names people go by.
"""

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

_SHORT_FORMS = """
abigail abby gail|albert al bert|alexander alex al xander sasha|alexandra alex sandra lexi sasha|andrew andy drew
anthony tony|barbara barb babs|benjamin ben benny|bradley brad
catherine katherine kathryn cathy kathy kate katie cat kit|charles charlie chuck chas|charlotte charlie lottie
christine christina chris tina chrissy|christopher chris topher kit|cynthia cindy|daniel dan danny|david dave davy
deborah debra deb debbie|donald don donny|dorothy dot dottie dolly|edward ed eddie ted ned
elizabeth liz beth lizzie betty eliza elisabeth libby|eugene gene|florence flo|francis frank|frances fran francine
franklin frank|frederick fred freddie|gabriel gabe|gerald jerry gerry|gregory greg|harold harry hal|henry harry hank
isabella bella izzy|jacob jake|jacqueline jackie|james jim jimmy jamie|jeffrey geoffrey jeff geoff|jennifer jen jenny
jessica jess jessie|john jack johnny jon|jonathan jon jonny|joseph joe joey jo|joshua josh|judith judy
kenneth ken kenny|kimberly kim|lawrence larry laurence|leonard leo len lenny|louis lou|margaret maggie meg peg
margaret peggy marge greta|matthew matt|melissa missy mel|michael mike mick micky|mitchell mitch|nancy ann nan
natalie nat|nathaniel nathan nate|nicholas nick nicky|nicole nicky nikki|pamela pam|patricia pat patty trish tricia
patrick pat paddy|peter pete|philip phillip phil|rachel rae|raymond ray|rebecca becky becca
richard rick dick rich ricky|robert bob rob bobby robbie bert|ronald ron ronny|rosemary rose|russell russ|samantha sam
samuel sam sammy|sandra sandy|stephanie steph|stephen steven steve|susan sue suzanne susie|theodore ted theo teddy
theresa teresa terry tess|thomas tom tommy|timothy tim timmy|valerie val|vanessa nessa|victoria vicky tori
vincent vince|virginia ginny|walter walt wally|william bill will billy willy liam|zachary zach zack
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
