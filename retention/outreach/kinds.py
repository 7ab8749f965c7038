"""Kinds: what a campaign is before the law, each with its rule and what it needs; for
counsel to confirm.

HIPAA (45 CFR 164.501 and 164.508(a)(3)), CAN-SPAM and the TCPA decide; what a rule
needs and the records do not carry is refused, in a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from retention.outreach.profiles import Profile
from retention.policy import Policy
from retention.problems import RetentionError, WrongCall


@dataclass(frozen=True)
class Kind:
    """One kind of campaign."""

    key: str
    title: str
    rule: str
    """What the law wants of it, for who makes one."""
    refused: str = ""
    """Why no campaign of this kind can be made at all; "" where it can."""
    refused_by: Mapping[str, str] = field(default_factory=dict)
    """By channel, why it cannot be made that way."""


KINDS: tuple[Kind, ...] = (
    Kind(
        "treatment",
        "Care we owe",
        "A reminder of recall or of treatment that was planned is care, and needs no "
        "authorisation. A postcard or a voicemail says the practice's name and number, "
        "and nothing of treatment.",
    ),
    Kind(
        "own_service",
        "Our own services",
        "A letter about our own services is no marketing in the sense of the law as "
        "long as nobody pays us for it. An e-mail counts as commercial.",
    ),
    Kind(
        "promotion",
        "An offer of our own",
        "A discount or an offer on our own services needs no authorisation as long as "
        "nobody pays us for it. An e-mail counts as commercial, a text as "
        "telemarketing.",
        refused_by={
            "text": "An offer by text needs each patient's written consent, and the "
            "records carry none. Send letters or e-mails, or leave the offer "
            "out."
        },
    ),
    Kind(
        "paid_by_others",
        "Paid for by others",
        "Whatever another firm pays for, or that is about another firm's product, is "
        "marketing: each patient must have signed an authorisation before.",
        refused="What somebody else pays for needs each patient's signed "
        "authorisation, and the records carry no day of any. No such campaign "
        "can be made.",
    ),
)


def kind_of(key: str) -> Kind:
    """The kind of that key; WrongCall names the known ones."""
    known = {kind.key: kind for kind in KINDS}
    if key not in known:
        raise WrongCall(
            f"There is no kind of campaign “{key}”. Kinds are: {', '.join(known)}."
        )
    return known[key]


def refuse(kind: Kind, profile: Profile, policy: Policy) -> None:
    """RetentionError where the law wants what we do not have for this kind of campaign,
    made this way.
    """
    because = kind.refused or kind.refused_by.get(profile.channel or "", "")
    if because:
        raise RetentionError(f"{because} Nothing was written.")
    if profile.channel == "email" and not policy.postal_address.strip():
        raise RetentionError(
            "An e-mail file needs the practice's postal address, which the law wants "
            "in every e-mail; none is set. Set the policy value postal_address, then "
            "make the file again. Nothing was written."
        )
