"""What this channel needs of the shop it fronts."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

from graph.domain.conversation import Reply, Turn
from graph.ports.senses import MediaStore
from graph.ports.shop import OrderStore
from graph.ports.talk import Clock, Inbox


class Shop(Protocol):
    """`pictures` is the folder that relative picture names are in; an empty `provider_token` sells nothing here."""

    @property
    def media(self) -> MediaStore: ...

    @property
    def orders(self) -> OrderStore: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def pictures(self) -> Path: ...

    @property
    def provider_token(self) -> str: ...

    def answer(self, turn: Turn) -> Awaitable[Reply]: ...
