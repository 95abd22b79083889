import pytest

from graph.acts import Say
from graph.domain.wishes import Intent, Reading, Wish
from graph.nodes.understand import understand
from graph.state import Memory
from graph.texts.sayings import say
from graph.texts.tongue import tongue
from tests.doubles.backroom import Backroom, turn
from tests.doubles.senses import KnownMessages

SAID = "what was said"
LEADS_TO = {
    Intent.FIND: "retrieve",
    Intent.GIFT: "retrieve",
    Intent.MORE: "retrieve",
    Intent.CREATOR: "retrieve",
    Intent.IDENTIFY: "retrieve",
    Intent.REVIEWERS: "recommend",
    Intent.QUESTION: "recommend",
    Intent.COMPARE: "compare",
    Intent.BUY: "checkout",
    Intent.CART: "respond",
    Intent.ORDER: "respond",
    Intent.FOLLOW: "respond",
    Intent.WATCH: "respond",
    Intent.OUTFIT: "respond",
    Intent.ROOM: "respond",
    Intent.PRIVACY: "respond",
    Intent.HELP: "respond",
    Intent.SMALLTALK: "respond",
    Intent.OUT_OF_SCOPE: "respond",
}


def read_as(reading: Reading) -> Backroom:
    return Backroom(reader=KnownMessages({SAID: reading}))


@pytest.mark.parametrize("intent", Intent)
async def test_every_intent_leads_somewhere(intent: Intent) -> None:
    command = await read_as(Reading(intent)).run(understand, turn(SAID))

    assert command.goto == LEADS_TO[intent]


@pytest.mark.parametrize("intent", [intent for intent, node in LEADS_TO.items() if node == "respond"])
async def test_what_goes_straight_to_the_answer_has_a_sentence(intent: Intent) -> None:
    shop = read_as(Reading(intent))

    command = await shop.run(understand, turn(SAID))

    assert say(command.update["act"].topic, shop.profile, tongue("en"))


async def test_small_talk_is_answered_by_its_topic() -> None:
    command = await read_as(Reading(Intent.SMALLTALK, topic="thanks")).run(understand, turn(SAID))

    assert command.update["act"] == Say("thanks")


async def test_the_second_one_is_about_what_was_shown() -> None:
    command = await read_as(Reading(Intent.FIND, Wish("one"), ordinal=2)).run(understand, turn(SAID))

    assert command.goto == "recommend"


async def test_words_beside_a_photo_are_read_and_the_photo_is_looked_at() -> None:
    shop = read_as(Reading(Intent.SMALLTALK, topic="greeting"))

    command = await shop.run(understand, turn(SAID, photos=[shop.media.take(1)]))

    assert command.goto == "identify"
    assert "act" not in command.update


async def test_another_like_the_second_one_is_looked_for() -> None:
    command = await read_as(Reading(Intent.MORE, same=True, ordinal=2)).run(understand, turn(SAID))

    assert command.goto == "retrieve"


async def test_a_search_beside_a_photo_narrows_what_the_photo_shows() -> None:
    shop = read_as(Reading(Intent.FIND, Wish("red mug", colours=("Red",))))

    command = await shop.run(understand, turn(SAID, photos=[shop.media.take(1)]))

    reading = command.update["reading"]
    assert (reading.intent, reading.same, reading.wish.colours) == (Intent.MORE, True, ("Red",))


async def test_words_beside_a_photo_that_set_no_condition_narrow_nothing() -> None:
    shop = read_as(Reading(Intent.FIND, Wish("look what i found")))

    command = await shop.run(understand, turn(SAID, photos=[shop.media.take(1)]))

    assert not command.update["reading"].same


async def test_a_photo_starts_anew_whatever_was_wished_before() -> None:
    shop = Backroom()

    await shop.run(understand, turn("in blue", photos=[shop.media.take(1)]), Memory(wish=Wish("red kettle")))

    assert shop.reader.before == [None]


async def test_the_reader_is_told_the_wish_before() -> None:
    shop = Backroom()

    await shop.run(understand, turn("in blue"), Memory(wish=Wish("red kettle")))

    assert shop.reader.before == [Wish("red kettle")]
