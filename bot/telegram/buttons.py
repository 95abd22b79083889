"""Taps as callback data and back.

Whoever can send a message can forge callback data: it names what to show, never what to charge.
"""

import re

from bot.telegram import limits
from graph.domain.conversation import Meaning, Tap

VERSION = "1"
"""Goes up when the layout changes: buttons in older messages are then too old, and never misread."""

NUMBER = "([0-7][0-9a-f]{15}|[0-9a-f]{0,15})"
"""From 0 below 2**63: what a database's integers hold."""
LAYOUT = re.compile(rf"{VERSION}\.([a-z]{{1,4}})\.{NUMBER}\.{NUMBER}\.{NUMBER}")


def write(tap: Tap) -> str:
    """`1.meaning.key.cards.page`, numbers in hex, at most 64 bytes.

    Raises ValueError for a deep link's payload, which no button can carry, and for numbers that no database holds.
    """
    data = ".".join((VERSION, tap.meaning, *map(_hex, (tap.key, tap.cards, tap.page))))
    if tap.payload or not LAYOUT.fullmatch(data) or len(data) > limits.CALLBACK_BYTES:
        raise ValueError(f"{tap} does not fit into a button: numbers from 0 below 2**63 and no payload do")
    return data


def parse(data: str) -> Tap | None:
    """The tap, or None for data that this version did not write."""
    match = LAYOUT.fullmatch(data)
    if match is None or match[1] not in set(Meaning):
        return None
    key, cards, page = (int(digits, 16) if digits else None for digits in match.groups()[1:])
    return Tap(Meaning(match[1]), key=key, cards=cards, page=page)


def _hex(number: int | None) -> str:
    return "" if number is None else f"{number:x}"
