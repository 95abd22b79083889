from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from graph.assistant import Assistant
from graph.domain.conversation import Reply, Turn
from graph.ports.senses import MediaStore
from graph.ports.shop import OrderStore
from graph.ports.talk import Clock, Inbox
from graph.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Shop:
    """An open shop: what a channel needs of it. `pictures` holds the products' pictures by the names in the catalogue.

    `catch_up` has what a sync just changed found at once; by itself that takes up to a second.

    An empty `provider_token` means that nothing can be paid inside the chat.
    """

    assistant: Assistant
    tools: Toolbox
    inbox: Inbox
    pictures: Path
    catch_up: Callable[[], Awaitable[None]]
    provider_token: str = ""

    @property
    def media(self) -> MediaStore:
        return self.tools.media

    @property
    def orders(self) -> OrderStore:
        return self.tools.orders

    @property
    def clock(self) -> Clock:
        return self.tools.clock

    def answer(self, turn: Turn) -> Awaitable[Reply]:
        return self.assistant.answer(turn)
