"""The one door into the assistant: a turn in, a reply out, whatever happens in between."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from langchain_core.runnables import RunnableConfig

from graph.build import Assistance
from graph.domain.conversation import Button, Notice, Reply, Tone, Turn
from graph.domain.errors import IndexUnavailable
from graph.domain.wishes import Intent
from graph.ports.talk import Conversations
from graph.state import thaw
from graph.telemetry import recording
from graph.texts.sayings import say
from graph.texts.tongue import tongue
from graph.toolbox import Toolbox

log = logging.getLogger(__name__)

OnReply = Callable[[Turn, Reply], None]


class Assistant:
    """Answers turns: in order within a conversation, conversations side by side, each within `deadline` seconds.

    `on_reply` sees every turn with its reply, before the channel does.
    """

    def __init__(
        self,
        graph: Assistance,
        tools: Toolbox,
        conversations: Conversations,
        *,
        deadline: float,
        on_reply: OnReply | None = None,
    ) -> None:
        self._graph = graph
        self._tools = tools
        self._conversations = conversations
        self._deadline = deadline
        self._on_reply = on_reply

    async def answer(self, turn: Turn) -> Reply:
        """The reply to a turn; a failure becomes an honest apology and is logged, never raised."""
        start = time.perf_counter()
        with recording() as steps:
            reply = await self._attempt(turn)
        reply = replace(reply, steps=tuple(steps), ms=round((time.perf_counter() - start) * 1000, 1))
        self._tell(turn, reply)
        return reply

    async def buttons(self, conversation: str) -> tuple[Button, ...]:
        """The buttons lately shown, newest first, for channels in which they are named rather than touched."""
        state = await self._graph.aget_state(_thread(conversation))
        return thaw(state.values.get("memory")).buttons

    def _tell(self, turn: Turn, reply: Reply) -> None:
        if self._on_reply:
            try:
                self._on_reply(turn, reply)
            except Exception:
                # The boundary: whoever listens in must not cost the shopper the answer.
                log.exception("whoever listens to replies failed at turn %s", turn.id)

    async def _attempt(self, turn: Turn) -> Reply:
        try:
            async with asyncio.timeout(self._deadline), self._conversations.turn(turn.conversation):
                return await self._run(turn)
        except TimeoutError:
            log.warning("turn %s exceeded its deadline of %s s", turn.id, self._deadline)
            return self._apology(turn, "too_slow")
        except IndexUnavailable as error:
            log.error("turn %s: %s", turn.id, error)  # noqa: TRY400  the message says it all
            return self._apology(turn, "no_index")
        except Exception:
            # The boundary: whatever broke, the shopper gets an answer and the log gets the reason.
            log.exception("turn %s failed", turn.id)
            return self._apology(turn, "failed")

    async def _run(self, turn: Turn) -> Reply:
        thread = _thread(turn.conversation)
        state = await self._graph.ainvoke({"turn": turn}, thread, context=self._tools, durability="exit")
        await self._conversations.prune(turn.conversation)
        reply: Reply = state["reply"]
        return reply

    def _apology(self, turn: Turn, topic: str) -> Reply:
        text = say(topic, self._tools.profile, tongue(turn.language))
        return Reply(turn.id, Intent.HELP, turn.language, (Notice(text, Tone.SORRY),))


def _thread(conversation: str) -> RunnableConfig:
    return RunnableConfig(configurable={"thread_id": conversation})
