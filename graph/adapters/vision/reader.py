import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from socket import gaierror
from typing import Any

from graph.adapters.vision.answer import asked, understood
from graph.adapters.vision.breaker import Breaker
from graph.adapters.vision.model import MOST_WRITTEN, Model, open_model
from graph.adapters.vision.tariff import Tariff
from graph.domain.recognition import Described
from graph.ports.senses import Pixels
from graph.ports.spending import Purse, Reserved
from graph.ports.talk import Clock
from graph.settings import LlmSettings

AT_ONCE = 4
"""Questions under way in a process; the fifth waits for its turn, for half of its deadline."""
MOST_READ = 3_000
"""Tokens that question and photo are taken to have, until an answer has shown them to be more."""
MOST_BELIEVED = 50_000
"""As many as the wordiest provider makes of a photo twice over: one odd figure must not stop all questions to come."""

log = logging.getLogger(__name__)


class _Unanswered(Exception):
    """The model was not asked, or its answer is none; the message is for the log."""


class ModelVisionReader:
    """The port `VisionReader` over a chat model. Of whatever goes wrong the log hears once a day and cause.

    Money is set aside before a question and told exactly after its answer. Where no answer comes, what was set aside
    counts as spent, unless the provider refused the question or was never reached.
    """

    def __init__(
        self,
        model: Model,
        purse: Purse,
        tariff: Tariff,
        clock: Clock,
        *,
        provider: str,
        deadline: float,
        breaker: Breaker | None = None,
    ) -> None:
        """`deadline` is in seconds, waiting for one's turn included."""
        self.provider = provider
        self._model = model
        self._purse = purse
        self._tariff = tariff
        self._clock = clock
        self._deadline = deadline
        self._breaker = breaker or Breaker()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._most_read = MOST_READ
        self._told: dict[str, date] = {}

    async def read(self, photo: Pixels) -> Described | None:
        if not self._breaker.lets_through():
            return None
        until = asyncio.get_running_loop().time() + self._deadline
        try:
            # With less than half of the time left a question would be paid for and its answer come too late.
            async with asyncio.timeout(self._deadline / 2):
                await self._turn.acquire()
        except TimeoutError:
            self._leave_out("too many photos wait for it")
            return None
        try:
            return await self._seen(photo, until)
        except _Unanswered as why:
            self._leave_out(str(why))
            return None
        finally:
            self._turn.release()

    async def _seen(self, photo: Pixels, until: float) -> Described:
        try:
            described = understood((await self._bought(photo, until)).get("parsed"))
        except _Unanswered:
            raise
        except Exception as error:
            self._breaker.failed()
            raise _Unanswered(_cause(error)) from error
        if described is None:
            self._breaker.failed()
            raise _Unanswered("its answer makes no sense")
        self._breaker.went_well()
        return described

    async def _bought(self, photo: Pixels, until: float) -> dict[str, Any]:
        """The answer, paid for."""
        async with asyncio.timeout_at(until):
            messages = await asyncio.to_thread(asked, photo)
            reserved = await self._purse.reserve(self._tariff.cost(self._most_read, MOST_WRITTEN))
        if reserved is None:
            raise _Unanswered("today has no room for another question; SNAPTAP_LLM__DAILY_CEILING says how much")
        try:
            async with asyncio.timeout_at(until):
                answer: dict[str, Any] = await self._model.ainvoke(messages)
        except Exception as error:
            if _is_free(error):
                await self._purse.settle(reserved, 0)
            raise
        await self._settle(reserved, answer)
        return answer

    async def _settle(self, reserved: Reserved, answer: dict[str, Any]) -> None:
        """By the usage that the answer tells; without it what was set aside stays."""
        usage = getattr(answer.get("raw"), "usage_metadata", None)
        if usage:
            read, written = usage["input_tokens"], usage["output_tokens"]
            self._most_read = min(max(self._most_read, read), MOST_BELIEVED)
            await self._purse.settle(reserved, self._tariff.cost(max(0, read), max(0, written)))

    def _leave_out(self, why: str) -> None:
        today = self._clock.now().date()
        if self._told.get(why) != today:
            self._told[why] = today
            log.warning("the vision model is left out (%s): photos are read without it", why)


@asynccontextmanager
async def open_reader(llm: LlmSettings, purse: Purse, clock: Clock) -> AsyncIterator[ModelVisionReader]:
    """The reader of the settings, its connections closed on leaving. Raises BadInput for a model that cannot be had."""
    deadline = llm.photo_deadline
    async with open_model(llm.model, llm.base_url, llm.api_key.get_secret_value(), deadline) as model:
        tariff = Tariff(llm.input_price, llm.output_price)
        yield ModelVisionReader(model, purse, tariff, clock, provider=llm.provider, deadline=deadline)


def _cause(error: BaseException) -> str:
    """Without the error's own words: they may repeat the question, or part of a key."""
    if isinstance(error, TimeoutError):
        return "it takes too long; SNAPTAP_LLM__PHOTO_DEADLINE says how long it may"
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}, HTTP {status}" if status else type(error).__name__


def _is_free(error: BaseException) -> bool:
    """Whether the provider refused the question, or nobody was reached."""
    refused = any(isinstance(getattr(each, "status_code", None), int) for each in _chain(error))
    return refused or any(isinstance(each, ConnectionRefusedError | gaierror) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
