"""HTML and MarkdownV2 become text and entities in UTF-16 units."""

import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.standin.markup.formatted import formatted
from bot.demo.standin.markup.rich_text import MarkupError

# Letters and emoji, some of two UTF-16 units; nothing that is detected as a link, a command or a space to trim.
WORDS = st.text(st.sampled_from("aé漢😀🫖👩‍🚀ß"), min_size=1, max_size=12)
TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler"}
MARKS = {"*": "bold", "~": "strikethrough", "||": "spoiler"}


def covered(text: str, entity: dict) -> str:
    units = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le")


@given(st.lists(st.tuples(st.sampled_from(sorted(TAGS)), WORDS), min_size=1, max_size=8))
def test_html_entities_cover_exactly_the_words_between_their_tags(parts: list[tuple[str, str]]) -> None:
    source = "-".join(f"<{tag}>{html.escape(word)}</{tag}>" for tag, word in parts)

    rich = formatted(source, "HTML")

    assert rich.text == "-".join(word for _, word in parts)
    found = [(entity["type"], covered(rich.text, entity)) for entity in rich.entities]
    assert found == [(TAGS[tag], word) for tag, word in parts]


@given(st.lists(st.tuples(st.sampled_from(sorted(MARKS)), WORDS), min_size=1, max_size=8))
def test_markdown_entities_cover_exactly_the_words_between_their_marks(parts: list[tuple[str, str]]) -> None:
    source = " ".join(f"{mark}{word}{mark}" for mark, word in parts)

    rich = formatted(source, "MarkdownV2")

    found = [(entity["type"], covered(rich.text, entity)) for entity in rich.entities]
    assert found == [(MARKS[mark], word) for mark, word in parts]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped_for_markdown = "".join(f"\\{char}" if char in r"\_*[]()~`>#+-=|{}.!" else char for char in text)

    assert formatted(html.escape(text), "HTML").text == text.strip()
    assert formatted(escaped_for_markdown, "MarkdownV2").text == text.strip()


@given(st.text("<>/&;bia =\"'*_~`|[]()!\\\n>#x", max_size=40), st.sampled_from(["HTML", "MarkdownV2"]))
def test_any_markup_is_read_or_refused_in_telegrams_words(source: str, mode: str) -> None:
    with suppress(MarkupError):
        rich = formatted(source, mode)

        assert all(entity["offset"] + entity["length"] <= rich.length for entity in rich.entities)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ('<a href="https://shop.example/?a=1&amp;b=2">here</a>', "here", [("text_link", 0, 4)]),
        ("<pre><code class='language-python'>x</code></pre>", "x", [("pre", 0, 1)]),
        ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("&lt;b&gt; &#128512; &nope;", "<b> 😀 &nope;", []),
        ("<b></b>", "", []),
        ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
    ],
)
def test_html_style(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    rich = formatted(source, "html")

    assert rich.text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in rich.entities] == entities


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("__a__ _b_", "a b", [("underline", 0, 1), ("italic", 2, 1)]),
        ("[here](https://shop.example/a\\)b)", "here", [("text_link", 0, 4)]),
        ("`a*b`", "a*b", [("code", 0, 3)]),
        ("```python\nx = 1\n```", "x = 1", [("pre", 0, 5)]),
        (">one\n>two\nrest", "one\ntwo\nrest", [("blockquote", 0, 7)]),
        ("**>one\n>two||", "one\ntwo", [("expandable_blockquote", 0, 7)]),
        ("![🫖](tg://emoji?id=5)", "🫖", [("custom_emoji", 0, 2)]),
        ("1\\. done\\!", "1. done!", []),
    ],
)
def test_markdown_v2_style(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    rich = formatted(source, "MarkdownV2")

    assert rich.text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in rich.entities] == entities


@pytest.mark.parametrize(
    ("source", "mode", "what"),
    [
        ("<b>x", "HTML", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", "HTML", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("é</b>", "HTML", "Unexpected end tag at byte offset 2"),
        ("<h1>x</h1>", "HTML", 'Unsupported start tag "h1" at byte offset 0'),
        ("5 < 6", "HTML", "Unclosed start tag at byte offset 2"),
        ("49.00", "MarkdownV2", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*x", "MarkdownV2", "Can't find end of Bold entity at byte offset 0"),
        ("[x](y", "MarkdownV2", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_bad_markup_is_refused_with_its_place(source: str, mode: str, what: str) -> None:
    with pytest.raises(MarkupError) as caught:
        formatted(source, mode)

    assert caught.value.what == f"can't parse entities: {what}"


def test_links_commands_and_mentions_are_found_where_nothing_is_marked() -> None:
    rich = formatted("/start see https://t.me/shop_bot?start=x, ask @harbour or a@mail.example #gift")

    found = [(entity["type"], covered(rich.text, entity)) for entity in rich.entities]

    assert found == [
        ("bot_command", "/start"),
        ("url", "https://t.me/shop_bot?start=x"),
        ("mention", "@harbour"),
        ("email", "a@mail.example"),
        ("hashtag", "#gift"),
    ]


def test_nothing_is_found_inside_code() -> None:
    assert [entity["type"] for entity in formatted("<code>/start</code>", "HTML").entities] == ["code"]
