import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings

if TYPE_CHECKING:
    from graph.domain.conversation import Reply, Tap
    from graph.shop import Shop


@dataclass(frozen=True, slots=True)
class Question:
    """One turn as a terminal puts it."""

    chat: str
    shopper: str
    language: str
    text: str = ""
    photos: tuple[Path, ...] = ()
    voice: Path | None = None
    tap: str | None = None


def ask(
    text: Annotated[str, typer.Argument(help="What the shopper says.")] = "",
    photo: Annotated[list[Path] | None, typer.Option(help="A photo the shopper sends; repeat for an album.")] = None,
    voice: Annotated[Path | None, typer.Option(help="A voice note the shopper sends.")] = None,
    tap: Annotated[str, typer.Option(help="Tap a button of the last answer, by (the start of) its label.")] = "",
    chat: Annotated[str, typer.Option(help="The conversation; what is said in it is remembered.")] = "terminal",
    shopper: Annotated[str, typer.Option(help="Who speaks [default: the chat].")] = "",
    lang: Annotated[str, typer.Option(help="The shopper's language (BCP 47).")] = "en",
    many: Annotated[
        Path | None, typer.Option("--list", help='Answer many: JSON lines {"chat","text","photo"}.')
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """One turn in the terminal, through the real graph."""
    one = Question(chat, shopper or chat, lang, text, tuple(photo or ()), voice, tap or None)
    run(_ask(data, list(_read(many, lang)) if many else [one], as_json=as_json or many is not None))


async def _ask(data: Path | None, questions: list[Question], *, as_json: bool) -> None:
    from bot.transcript import transcript
    from graph.wiring import open_shop

    async with open_shop(settings(data)) as shop:
        for question in questions:
            reply = transcript(question.chat, await put(question, shop))
            emit(reply) if as_json else _print(reply)


async def put(question: Question, shop: "Shop") -> "Reply":
    """The shop's reply to a question. Raises BadInput for a picture that cannot be kept."""
    from graph.domain.conversation import MediaKind, Turn, Unreadable

    photos = [await shop.media.save(_bytes(path), MediaKind.PHOTO) for path in question.photos]
    turn = Turn(
        id=f"cli:{uuid4()}",
        shopper=question.shopper,
        conversation=question.chat,
        at=shop.clock.now(),
        language=question.language,
        text=question.text,
        photos=tuple(photos),
        tap=await _tapped(question, shop) if question.tap else None,
        unreadable=Unreadable.VOICE if question.voice else None,
    )
    return await shop.answer(turn)


async def _tapped(question: Question, shop: "Shop") -> "Tap":
    buttons = await shop.assistant.buttons(question.chat)
    label = (question.tap or "").casefold()
    tap = next((button.tap for button in buttons if button.tap and button.label.casefold().startswith(label)), None)
    if tap is None:
        there = ", ".join(repr(button.label) for button in buttons) or "none"
        fail(f"no button {question.tap!r} under the last answer in chat {question.chat!r}; there are: {there}")
    return tap


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}); give the path of a picture")


def _read(path: Path, language: str) -> Iterable[Question]:
    for number, line in enumerate(_bytes(path).decode("utf-8-sig").splitlines(), start=1):
        if line.strip():
            yield _question(path, number, line, language)


def _question(path: Path, number: int, line: str, language: str) -> Question:
    try:
        row: dict[str, Any] = json.loads(line)
        chat = str(row.get("chat", "terminal"))
        photos = row.get("photo") or ()
        named = (photos,) if isinstance(photos, str) else tuple(photos)
        return Question(
            chat=chat,
            shopper=str(row.get("shopper", chat)),
            language=str(row.get("lang", language)),
            text=str(row.get("text") or ""),
            photos=tuple(path.parent / photo for photo in named),
            tap=row.get("tap"),
        )
    except (json.JSONDecodeError, AttributeError, TypeError) as error:
        fail(f'{path}:{number}: {error}; write one JSON object a line: {{"chat","text","photo"}}', code=UNUSABLE)


def _print(reply: dict[str, Any]) -> None:
    for message in reply["reply"]["messages"]:
        typer.echo(message["text"])
        if invoice := message.get("invoice"):
            typer.secho(f"[invoice: {invoice['total']} {invoice['currency']} (minor units)]", bold=True)
        if message["buttons"]:
            typer.secho("  ".join(f"[{label}]" for label in message["buttons"]), fg="cyan")
        typer.echo()
    steps = "  ".join(f"{step['node']} {step['ms']:.0f} ms" for step in reply["trace"])
    typer.secho(f"{reply['intent']} · {reply['ms']:.0f} ms · {steps}", dim=True, err=True)
