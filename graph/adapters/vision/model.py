"""LangChain's chat models, opened for one question."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.runnables import Runnable

from graph.adapters.vision.answer import Seen
from graph.domain.errors import BadInput

MOST_WRITTEN = 800
"""Tokens of an answer: twice what the longest honest one has."""
NO_KEY = "none"

Model = Runnable[Any, Any]
"""From messages to {"raw": the message, "parsed": the answer as a dict or None, "parsing_error": why it is None}."""


@asynccontextmanager
async def open_model(name: str, base_url: str, api_key: str, deadline: float) -> AsyncIterator[Model]:
    """The model called so ("provider:model"), asked once and never again. Raises BadInput for what cannot be opened."""
    options: dict[str, Any] = {"timeout": deadline, "max_retries": 0, "max_tokens": MOST_WRITTEN}
    if base_url:
        options["base_url"] = base_url
    if api_key or base_url:
        # A server of one's own never gets the key that happens to be in the environment for the provider.
        options["api_key"] = api_key or NO_KEY
    async with AsyncExitStack() as stack:
        if name.startswith("openai:"):
            options["http_async_client"] = await stack.enter_async_context(_client(deadline))
        yield _opened(name, options)


def _opened(name: str, options: dict[str, Any]) -> Model:
    try:
        # As a schema and not as a class: an answer that breaks it is then an answer, whose price can be told.
        model: Model = init_chat_model(name, **options).with_structured_output(
            Seen.model_json_schema(), include_raw=True
        )
    except Exception as error:
        raise BadInput(
            f"the vision model {name} cannot be opened ({_first_line(error)}); check SNAPTAP_LLM__MODEL and"
            " SNAPTAP_LLM__API_KEY"
        ) from error
    return model


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


@asynccontextmanager
async def _client(deadline: float) -> AsyncIterator[Any]:
    """Connections of this model alone, closed with it: the package's own are shared and outlive the event loop."""
    from openai import DefaultAsyncHttpxClient  # noqa: PLC0415  only this provider has it

    # Photos go where the settings say, and nowhere else.
    async with DefaultAsyncHttpxClient(timeout=deadline, follow_redirects=False) as client:
        yield client
