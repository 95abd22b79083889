import pytest

from graph.acts import Say
from graph.domain.conversation import Meaning, Tap, Turn, Unreadable
from graph.domain.wishes import Intent, Wish
from graph.nodes.listen import listen
from graph.state import Memory, freeze
from graph.texts.sayings import say
from graph.texts.tongue import tongue
from tests.doubles.backroom import Backroom, turn

RED = Wish("red kettle")


async def heard(said: Turn, memory: Memory | None = None) -> tuple[str, dict[str, object]]:
    command = await Backroom().run(listen, said, memory=freeze(memory) if memory else None)
    return command.goto, command.update


@pytest.mark.parametrize(
    ("meaning", "leads_to"),
    [
        (Meaning.BUY, "checkout"),
        (Meaning.CHOOSE, "checkout"),
        (Meaning.SIMILAR, "retrieve"),
        (Meaning.CHEAPER, "retrieve"),
        (Meaning.PAGE, "recommend"),
        (Meaning.EVIDENCE, "recommend"),
        (Meaning.WHY, "recommend"),
        (Meaning.SHOW, "recommend"),
        (Meaning.CONFIRM, "learn"),
        (Meaning.UNDO, "learn"),
    ],
)
async def test_each_tap_leads_to_the_node_that_answers_it(meaning: Meaning, leads_to: str) -> None:
    goto, update = await heard(turn(tap=Tap(meaning, key=1)))

    assert goto == leads_to
    assert "reading" in update


async def test_cheaper_keeps_the_wish_and_asks_for_less() -> None:
    _, update = await heard(turn(tap=Tap(Meaning.CHEAPER, key=1)), Memory(wish=RED))

    assert (update["reading"].wish, update["reading"].cheaper) == (RED, True)


async def test_more_like_this_does_not_ask_for_less() -> None:
    _, update = await heard(turn(tap=Tap(Meaning.SIMILAR, key=1)), Memory(wish=RED))

    assert (update["reading"].intent, update["reading"].cheaper) == (Intent.MORE, False)


async def test_a_bare_start_is_welcomed() -> None:
    goto, update = await heard(turn(tap=Tap(Meaning.START)))

    assert (goto, update["act"]) == ("respond", Say("welcome"))


async def test_a_deep_link_is_answered_with_its_product() -> None:
    goto, _ = await heard(turn(tap=Tap(Meaning.START, payload="p7")))

    assert goto == "recommend"


@pytest.mark.parametrize(
    ("command", "topic"),
    [("start", "welcome"), ("help", "help"), ("privacy", "privacy"), ("terms", "terms"), ("support", "support")],
)
async def test_a_command_is_answered_without_searching(command: str, topic: str) -> None:
    goto, update = await heard(turn(command=command))

    assert (goto, update["act"]) == ("respond", Say(topic))


async def test_an_unknown_command_is_said_to_be_unknown() -> None:
    _, update = await heard(turn(command="frobnicate", text="/frobnicate"))

    assert update["act"] == Say("unknown_command")


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u00a0"])
async def test_a_message_of_nothing_is_said_to_be_empty(blank: str) -> None:
    _, update = await heard(turn(blank))

    assert update["act"] == Say("empty")


@pytest.mark.parametrize("kind", Unreadable)
async def test_what_cannot_be_read_is_named_and_has_its_sentence(kind: Unreadable) -> None:
    shop = Backroom()

    command = await shop.run(listen, turn(unreadable=kind))

    assert command.goto == "respond"
    assert say(command.update["act"].topic, shop.profile, tongue("en"))


async def test_words_beside_what_cannot_be_read_are_still_read() -> None:
    goto, _ = await heard(turn("a red kettle", unreadable=Unreadable.VIDEO))

    assert goto == "understand"


async def test_a_photo_without_words_is_looked_at() -> None:
    shop = Backroom()

    command = await shop.run(listen, turn(photos=[shop.media.take(1)]))

    assert command.goto == "understand"


async def test_the_conversation_is_recalled() -> None:
    memory = Memory(turn="t-1", wish=RED, focus=7)

    _, update = await heard(turn("and cheaper?", id="t-2"), memory)

    assert update["recall"] == memory


async def test_a_turn_that_comes_again_starts_from_where_it_started() -> None:
    before = Memory(turn="t-1", wish=RED, focus=7)
    after = Memory(turn="t-2", wish=Wish("blue kettle"), focus=8, opened=1, before=before)

    _, update = await heard(turn("blue kettle", id="t-2"), after)

    assert update["recall"] == before


async def test_a_first_turn_that_comes_again_starts_from_nothing() -> None:
    after = Memory(turn="t-1", wish=RED, focus=7, opened=1, before=Memory())

    _, update = await heard(turn("red kettle", id="t-1"), after)

    assert update["recall"] == Memory()
