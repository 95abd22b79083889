from itertools import islice
from pathlib import Path

import pytest

from bot.bench.moves import Press, Say, conversations, meant, moves
from graph.domain.conversation import Button, Meaning, Tap


def test_the_conversations_have_every_kind_of_turn_that_is_promised() -> None:
    told = [move for conversation in conversations() for move in conversation]

    assert {Meaning.PAGE, Meaning.EVIDENCE, Meaning.SIMILAR} <= {m.meaning for m in told if isinstance(m, Press)}
    assert {Say("hello"), Say("under 20"), Say("who reviewed this")} <= set(told)


def test_no_conversation_begins_with_a_button_that_is_not_there() -> None:
    assert all(isinstance(conversation[0], Say) for conversation in conversations())


def test_chats_side_by_side_begin_with_different_conversations() -> None:
    assert next(moves(0)) != next(moves(1))


def test_a_chat_begins_again_when_it_has_said_everything() -> None:
    told = sum(map(len, conversations()))

    assert next(islice(moves(3), told, None)) == next(moves(3))


def test_a_tap_without_a_meaning_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "conversations.txt"
    path.write_text("hello\n> fly\n")

    with pytest.raises(KeyError):
        conversations(path)


def test_a_press_finds_the_first_button_of_its_meaning() -> None:
    next_page, last_page = Tap(Meaning.PAGE, page=1), Tap(Meaning.PAGE, page=4)
    buttons = [Button("Read", url="https://post.example/1"), Button("Next", next_page), Button("Last", last_page)]

    assert meant(Press(Meaning.PAGE), buttons) == next_page
    assert meant(Press(Meaning.BUY), buttons) is None
