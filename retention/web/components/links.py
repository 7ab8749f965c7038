"""The ways to a person's page: an address with a token that tells nothing of them."""

from collections.abc import Sequence
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from retention import services
from retention.web import address
from retention.web.context import PageContext
from retention.web.copy import front_desk as text
from retention.web.copy import wording

PAGE = "person"


def link(context: PageContext, person: int, label: str = text.OPEN) -> None:
    """A link to the page of the person of that row of the patient list."""
    [query] = _queries(context, [person])
    st.page_link(
        f"pages/{PAGE}.py",
        label=wording.plain(label),
        icon=":material/person:",
        query_params=query,
    )


def turn_to(context: PageContext, person: int, label: str) -> None:
    """A button that turns a person's page to somebody else.

    A link to the same page would leave the address behind.
    """
    if st.button(
        wording.plain(label), key=f"person.turn.{person}", icon=":material/person:"
    ):
        [query] = _queries(context, [person])
        address.show_person(query[address.WHO])


def addresses(context: PageContext, rows: Sequence[int] | np.ndarray) -> list[str]:
    """The addresses of people's pages, as any page may link to them."""
    queries = _queries(context, rows)
    return [f"{PAGE}?{urlencode(query)}" for query in queries]


def _queries(
    context: PageContext, rows: Sequence[int] | np.ndarray
) -> list[dict[str, str]]:
    """What stands in each address: the token, and all that was chosen.

    The practice is among what was chosen, where the home has several.
    """
    tokens = services.person_tokens(context.opened, rows)
    chosen = address.carried()
    return [{address.WHO: token, **chosen} for token in tokens]
