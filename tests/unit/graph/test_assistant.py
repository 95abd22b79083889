"""The whole graph over doubles, its conversations in real SQLite files."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from graph.adapters.conversations import SqliteConversations, open_conversations
from graph.assistant import Assistant
from graph.build import build_graph
from graph.domain.catalogue import Vocabulary
from graph.domain.conversation import Cards, Choices, CreatorEvidence, Invoice, Meaning, Notice, Reply, Tap, Text, Tone
from graph.domain.money import Money
from graph.domain.recognition import Confidence
from graph.domain.wishes import Budget, Intent, Reading, Wish
from graph.texts.sayings import say
from graph.texts.tongue import tongue
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, post, product, variant
from tests.doubles.senses import KnownMessages

CODE = "4006381333931"
KETTLE = listed(1, "Ember kettle", brand="Morrow", gtin=CODE)
SHOES = product(variant(2, "Field shoe", size="38"), variant(3, "Field shoe", size="39"), category=("Shoes",))
FAILURES = ("failed", "too_slow", "no_index")
AT_A_LOSS = ("list_is_old", "gone", "about_what", "buy_what", "empty")
POST = post(1, KETTLE, said=["The kettle pours where I want it."])


@dataclass
class Talk:
    """A shopper in one conversation, numbering turns as a channel does."""

    assistant: Assistant
    shop: Backroom
    chat: str = "chat"
    turns: int = 0

    async def say(self, text: str = "", **more: object) -> Reply:
        self.turns += 1
        more.setdefault("id", f"t-{self.turns}")
        return await self.assistant.answer(turn(text, chat=self.chat, **more))

    async def tap(self, meaning: Meaning, **where: object) -> Reply:
        return await self.say(tap=Tap(meaning, **where))

    async def show(self, photo: int, text: str = "") -> Reply:
        return await self.say(text, photos=[self.shop.media.take(photo)])


@dataclass
class Faults(KnownMessages):
    """Reads as ever, except for the messages that break it or never end."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        if text == "break":
            raise ZeroDivisionError
        if text == "hang":
            self.begun.set()
            await asyncio.Event().wait()
        return await super().read(text, vocabulary, before)


@pytest.fixture
def shop() -> Backroom:
    shop = Backroom([KETTLE, SHOES], [POST], reader=Faults())
    shop.barcode.codes[1] = (CODE,)
    shop.products.pictures = {1: {1: 0.6}, 2: {1: 0.1, 2: 0.2}}
    return shop


@pytest.fixture
async def conversations(tmp_path: Path) -> AsyncIterator[SqliteConversations]:
    async with open_conversations(tmp_path) as conversations:
        yield conversations


def assistant_of(shop: Backroom, conversations: SqliteConversations, deadline: float = 10.0) -> Assistant:
    return Assistant(build_graph(conversations.saver), shop.tools(), conversations, deadline=deadline)


@pytest.fixture
def talk(shop: Backroom, conversations: SqliteConversations) -> Talk:
    return Talk(assistant_of(shop, conversations), shop)


def cards(reply: Reply) -> Cards:
    (found,) = (block for block in reply.blocks if isinstance(block, Cards))
    return found


def words(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, (Text, Notice)))


async def rows(conversations: SqliteConversations, table: str, chat: str = "chat") -> list[tuple[object, ...]]:
    query = f"SELECT * FROM {table} WHERE thread_id = ?"  # noqa: S608  our own names
    async with conversations.saver.conn.execute(query, (chat,)) as cursor:
        return list(await cursor.fetchall())


async def size(conversations: SqliteConversations) -> int:
    found = [*await rows(conversations, "checkpoints"), *await rows(conversations, "writes")]
    return sum(len(value) for row in found for value in row if isinstance(value, (str, bytes)))


def apology(topic: str, shop: Backroom) -> tuple[Notice, ...]:
    return (Notice(say(topic, shop.profile, tongue("en")), Tone.SORRY),)


async def test_a_wish_is_answered_with_a_card_and_a_creators_own_words(talk: Talk) -> None:
    reply = await talk.say("kettle")

    card = cards(reply).shown
    assert (card.listing.key, card.quote.evidence.quote.text) == (1, POST.moments[0].text)
    assert [step.node for step in reply.steps] == ["listen", "understand", "retrieve", "recommend", "respond"]


async def test_who_reviewed_this_speaks_of_what_was_shown_the_turn_before(talk: Talk) -> None:
    talk.shop.reader.readings["who reviewed this?"] = Reading(Intent.REVIEWERS)
    await talk.say("kettle")

    reply = await talk.say("who reviewed this?")

    (block,) = reply.blocks
    assert isinstance(block, CreatorEvidence)
    assert [quote.evidence.post for quote in block.quotes] == [POST]


async def test_the_wish_before_is_handed_to_the_reader(talk: Talk) -> None:
    wish = Wish("kettle", Budget(Money(6_000, "EUR")), colours=("Red",), recipient="sister")
    talk.shop.reader.readings["a kettle for my sister"] = Reading(Intent.GIFT, wish)

    await talk.say("a kettle for my sister")
    await talk.say("in blue")

    assert talk.shop.reader.before[-1] == wish


async def test_a_photo_is_named_and_then_bought(talk: Talk) -> None:
    seen = await talk.show(1)
    bill = await talk.tap(Meaning.BUY, key=cards(seen).shown.listing.key)

    assert cards(seen).shown.confidence is Confidence.SURE
    (invoice,) = bill.blocks
    assert isinstance(invoice, Invoice)
    assert (invoice.total, list(talk.shop.orders.opened)) == (Money(4_900, "EUR"), [invoice.order])


async def test_a_size_is_asked_chosen_and_billed(talk: Talk) -> None:
    (question,) = (await talk.tap(Meaning.BUY, key=2)).blocks
    assert isinstance(question, Choices)
    chosen = question.rows[0][1].tap

    (invoice,) = (await talk.say(tap=chosen)).blocks

    assert isinstance(invoice, Invoice)
    assert talk.shop.orders.opened[invoice.order].lines[0].key == 3


async def test_what_one_turn_found_is_gone_by_the_next(talk: Talk) -> None:
    await talk.show(1)

    reply = await talk.tap(Meaning.PAGE, cards=99, page=0)

    assert words(reply) == say("list_is_old", talk.shop.profile, tongue("en"))


async def test_buttons_lately_shown_are_named(talk: Talk) -> None:
    await talk.say("kettle")

    assert Tap(Meaning.BUY, key=1) in [button.tap for button in await talk.assistant.buttons("chat")]
    assert await talk.assistant.buttons("another chat") == ()


@pytest.mark.parametrize("said", ["kettle", "field shoe"])
async def test_every_button_under_a_card_does_something(talk: Talk, said: str) -> None:
    taps = [button.tap for row in cards(await talk.say(said)).rows for button in row]

    replies = [await talk.say(tap=tap) for tap in taps]

    useless = {say(topic, talk.shop.profile, tongue("en")) for topic in (*FAILURES, *AT_A_LOSS)}
    assert [tap for tap, reply in zip(taps, replies, strict=True) if words(reply) in useless] == []


async def test_show_it_under_the_reviewers_shows_it(talk: Talk) -> None:
    (reviewers,) = (await talk.tap(Meaning.EVIDENCE, key=1)).blocks

    reply = await talk.say(tap=reviewers.rows[0][0].tap)

    assert cards(reply).shown.listing.key == 1


async def test_a_turn_that_comes_again_is_answered_the_same(talk: Talk) -> None:
    await talk.say("shoe", id="t-0")

    first = await talk.say("kettle", id="t-1")
    again = await talk.say("kettle", id="t-1")

    assert again.blocks == first.blocks
    assert talk.shop.reader.before[-1] == talk.shop.reader.before[-2] == Wish("shoe")


async def test_conversations_know_nothing_of_one_another(talk: Talk) -> None:
    await talk.say("kettle")

    stranger = replace(talk, chat="another chat", turns=0)
    reply = await stranger.tap(Meaning.PAGE, cards=1, page=0)

    assert words(reply) == say("list_is_old", talk.shop.profile, tongue("en"))


async def test_memory_outlives_the_process(shop: Backroom, tmp_path: Path) -> None:
    async with open_conversations(tmp_path / "kept") as before:
        await Talk(assistant_of(shop, before), shop).say("kettle")

    async with open_conversations(tmp_path / "kept") as after:
        reply = await Talk(assistant_of(shop, after), shop, turns=1).tap(Meaning.PAGE, cards=1, page=0)

    assert cards(reply).shown.listing.key == 1


async def test_fifty_turns_leave_one_checkpoint(talk: Talk, conversations: SqliteConversations) -> None:
    for number in range(50):
        await talk.say(f"kettle {number}")

    assert len(await rows(conversations, "checkpoints")) == 1
    assert len(await rows(conversations, "writes")) <= 1


async def test_a_photo_turn_writes_down_the_memory_alone(talk: Talk, conversations: SqliteConversations) -> None:
    await talk.show(1, "what is this?")

    assert await size(conversations) < 8_000
    state = await build_graph(conversations.saver).aget_state({"configurable": {"thread_id": "chat"}})
    assert set(state.values) == {"memory"}


async def test_a_long_conversation_stays_small(talk: Talk, conversations: SqliteConversations) -> None:
    talk.shop.catalog.goods = [listed(key, f"Kettle number {key}") for key in range(1, 30)]
    talk.shop.products.goods = talk.shop.catalog.goods

    for number in range(30):
        await talk.say(f"a kettle for tea number {number}")

    assert await size(conversations) < 32_000


async def test_five_turns_at_once_are_all_kept(talk: Talk) -> None:
    replies = await asyncio.gather(*(talk.say(f"kettle {number}") for number in range(5)))

    assert sorted(cards(reply).number for reply in replies) == [1, 2, 3, 4, 5]
    pages = [await talk.tap(Meaning.PAGE, cards=number, page=0) for number in range(1, 6)]
    assert [cards(page).number for page in pages] == [1, 2, 3, 4, 5]


async def test_two_assistants_on_one_folder_keep_every_turn(shop: Backroom, tmp_path: Path) -> None:
    async with open_conversations(tmp_path / "kept") as one, open_conversations(tmp_path / "kept") as two:
        talks = [Talk(assistant_of(shop, each), shop) for each in (one, two)]

        replies = await asyncio.gather(*(talks[n % 2].say(f"kettle {n}", id=f"t-{n}") for n in range(6)))

    assert sorted(cards(reply).number for reply in replies) == [1, 2, 3, 4, 5, 6]


async def test_a_node_that_raises_is_an_apology_and_the_next_turn_is_answered(talk: Talk) -> None:
    await talk.say("kettle")

    broken = await talk.say("break")
    after = await talk.tap(Meaning.PAGE, cards=1, page=0)

    assert broken.blocks == apology("failed", talk.shop)
    assert cards(after).shown.listing.key == 1


async def test_what_went_wrong_is_logged(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    await talk.say("break", id="t-77")

    (record,) = (record for record in caplog.records if "t-77" in record.getMessage())
    assert record.exc_info[0] is ZeroDivisionError


async def test_a_turn_past_its_deadline_is_given_up_and_the_next_is_answered(
    shop: Backroom, conversations: SqliteConversations
) -> None:
    hurried = Talk(assistant_of(shop, conversations, deadline=0.05), shop)
    patient = Talk(assistant_of(shop, conversations), shop, turns=1)

    late = await hurried.say("hang")
    after = await patient.say("kettle")

    assert late.blocks == apology("too_slow", shop)
    assert cards(after).shown.listing.key == 1


async def test_a_turn_that_hangs_does_not_keep_other_conversations_waiting(talk: Talk) -> None:
    hanging = asyncio.create_task(talk.say("hang"))
    await talk.shop.reader.begun.wait()

    reply = await replace(talk, chat="another chat").say("kettle")

    assert cards(reply)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging


async def test_a_shop_without_an_index_says_that_it_is_being_set_up(talk: Talk) -> None:
    talk.shop.products.missing = True

    for reply in (await talk.say("kettle"), await talk.show(1)):
        assert reply.blocks == apology("no_index", talk.shop)


async def test_a_shop_without_an_index_still_helps_and_welcomes(talk: Talk) -> None:
    talk.shop.products.missing = True

    reply = await talk.say(command="help")

    assert words(reply) == say("help", talk.shop.profile, tongue("en"))


async def test_an_apology_is_said_in_the_shoppers_language(talk: Talk) -> None:
    reply = await talk.say("break", language="xx-YY")

    assert (reply.language, len(reply.blocks)) == ("xx-YY", 1)


async def test_every_reply_names_its_turn_and_its_time(talk: Talk) -> None:
    for reply in (await talk.say("kettle", id="one"), await talk.say("break", id="two")):
        assert reply.ms > 0
        assert reply.turn in {"one", "two"}


async def test_whoever_watches_sees_every_reply_apologies_too(
    shop: Backroom, conversations: SqliteConversations
) -> None:
    seen: list[tuple[str, Reply]] = []
    assistant = Assistant(
        build_graph(conversations.saver),
        shop.tools(),
        conversations,
        deadline=10.0,
        on_reply=lambda turn, reply: seen.append((turn.text, reply)),
    )

    replies = [await assistant.answer(turn(text, id=text)) for text in ("kettle", "break")]

    assert seen == list(zip(("kettle", "break"), replies, strict=True))


async def test_steps_of_two_turns_at_once_are_not_mixed(talk: Talk) -> None:
    other = replace(talk, chat="another chat")

    replies = await asyncio.gather(talk.say("kettle"), other.say(command="help"))

    assert [[step.node for step in reply.steps] for reply in replies] == [
        ["listen", "understand", "retrieve", "recommend", "respond"],
        ["listen", "respond"],
    ]


@pytest.mark.parametrize(
    "text", ["\x00", "💥" * 2_000, "' OR 1=1; --", "{0.__class__}", "%s%n", "<b>&amp;", "\u202eelttek", "a" * 50_000]
)
async def test_odd_messages_are_answered_like_any_other(talk: Talk, text: str) -> None:
    reply = await talk.say(text)

    assert reply.blocks
    assert words(reply) not in {say(topic, talk.shop.profile, tongue("en")) for topic in FAILURES}
