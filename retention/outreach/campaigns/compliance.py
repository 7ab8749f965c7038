"""What a campaign is before the law, and what a text may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from retention.core.errors import RetentionError, WrongCall
from retention.core.policy import Policy
from retention.outreach.campaigns.profiles import TEXT_LENGTH, Profile

MESSAGE = "Message"
"""Header of the column that carries it."""


def check_message(message: str, profile: Profile, policy: Policy) -> None:
    """RetentionError for a message that is too long, does not name the practice or does
    not say how to stop.

    Without a message nothing is checked: it is then written where the texts are sent.
    """
    if not message:
        return
    if profile.channel != "text":
        raise RetentionError(
            "Only a file of texts carries a message. Leave it out; nothing was written."
        )
    if len(message) > TEXT_LENGTH:
        raise RetentionError(
            f"A text has at most {TEXT_LENGTH} characters, and this one has "
            f"{len(message)}. Shorten it; nothing was written."
        )
    name = policy.practice_name.strip()
    if not name:
        raise RetentionError(
            "A text must name the practice. Set the policy value practice_name; "
            "nothing was written."
        )
    if name.casefold() not in message.casefold():
        raise RetentionError(
            f"A text must name the practice: write “{name}” into it. Nothing was "
            "written."
        )
    if "stop" not in message.casefold():
        raise RetentionError(
            "A text must say how to stop: write “Reply STOP” into it. Nothing was "
            "written."
        )


@dataclass(frozen=True)
class CampaignKind:
    """One kind of campaign."""

    key: str
    title: str
    rule: str
    """What the law wants of it, for who makes one."""
    refused: str = ""
    """Why no campaign of this kind can be made at all; "" where it can."""
    refused_by: Mapping[str, str] = field(default_factory=dict)
    """By channel, why it cannot be made that way."""


KINDS: tuple[CampaignKind, ...] = (
    CampaignKind(
        "treatment",
        "Care we owe",
        "A reminder of recall or of treatment that was planned is care, and needs no "
        "authorisation. A postcard or a voicemail says the practice's name and number, "
        "and nothing of treatment.",
    ),
    CampaignKind(
        "own_service",
        "Our own services",
        "A letter about our own services is no marketing in the sense of the law as "
        "long as nobody pays us for it. An e-mail counts as commercial.",
    ),
    CampaignKind(
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
    CampaignKind(
        "paid_by_others",
        "Paid for by others",
        "Whatever another firm pays for, or that is about another firm's product, is "
        "marketing: each patient must have signed an authorisation before.",
        refused="What somebody else pays for needs each patient's signed "
        "authorisation, and the records carry no day of any. No such campaign "
        "can be made.",
    ),
)


def kind_of(key: str) -> CampaignKind:
    """The kind of that key; WrongCall names the known ones."""
    known = {kind.key: kind for kind in KINDS}
    if key not in known:
        raise WrongCall(
            f"There is no kind of campaign “{key}”. Kinds are: {', '.join(known)}."
        )
    return known[key]


def refuse(kind: CampaignKind, profile: Profile, policy: Policy) -> None:
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
