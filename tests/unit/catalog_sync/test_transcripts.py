from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.document import Document
from catalog_sync.feeds.creators_transcripts import LONGEST, Transcripts, moments
from catalog_sync.rows import Unusable
from graph.domain.creators import Moment

CUES = """WEBVTT

00:00:03.000 --> 00:00:06.000
<v Lena>I poured forty cups with this kettle,

00:00:06.000 --> 00:00:08.500
and it <i>never</i> splashed. Not once in all the weeks that I had it here.

01:01:02.000 --> 01:01:05.000
The handle stays cool.
"""


def test_sentences_begin_where_their_cue_does() -> None:
    spoken = moments(CUES)

    assert spoken == [
        Moment("I poured forty cups with this kettle, and it never splashed.", 3),
        Moment("Not once in all the weeks that I had it here.", 6),
        Moment("The handle stays cool.", 3662),
    ]


def test_subrip_is_read_as_webvtt_is() -> None:
    first = "1\n00:00:03,000 --> 00:00:06,000\nI poured forty cups,\n\n"
    second = "2\n00:00:06,500 --> 00:00:08,000\nand it never splashed.\n"

    assert moments(first + second) == [Moment("I poured forty cups, and it never splashed.", 3)]


def test_captions_that_roll_are_told_once() -> None:
    rolling = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\nso this is the kettle\n\n"
        "00:03.000 --> 00:05.000\nso this is the kettle\nthat I have used\n\n"
        "00:05.000 --> 00:07.000\nthat I have used\nfor a whole year\n"
    )

    assert moments(rolling) == [Moment("so this is the kettle that I have used for a whole year", 1)]


def test_a_silence_ends_a_quotation() -> None:
    before, after = "00:01.000 --> 00:03.000\nSo.\n\n", "00:09.000 --> 00:11.000\nIt pours.\n"

    assert moments(f"WEBVTT\n\n{before}{after}") == [Moment("So.", 1), Moment("It pours.", 9)]


def test_noises_and_markup_are_no_words() -> None:
    music = "WEBVTT\n\n00:01.000 --> 00:03.000\n[Music] ♪\n>> It pours &amp; pours.\n\n"
    applause = "00:04.000 --> 00:05.000\n(APPLAUSE)\n"

    assert moments(music + applause) == [Moment("It pours & pours.", 1)]


def test_a_cue_beyond_all_recordings_is_left_out() -> None:
    late = "1\n101:00:03,000 --> 101:00:06,000\nLate.\n\n2\n00:00:07,000 --> 00:00:08,000\nIn time.\n"

    assert moments(late) == [Moment("In time.", 7)]


def test_speech_without_full_stops_is_cut_between_cues() -> None:
    cues = "".join(f"00:{at:02}.000 --> 00:{at:02}.900\nword{at} and some more words here\n\n" for at in range(40))

    spoken = moments(f"WEBVTT\n\n{cues}")

    assert len(spoken) > 1
    assert max(len(each.text) for each in spoken) <= LONGEST
    assert " ".join(each.text for each in spoken).count("word") == 80


def test_a_cue_as_long_as_a_book_is_many_quotations() -> None:
    spoken = moments("WEBVTT\n\n00:01.000 --> 00:03.000\n" + "so it goes on and on " * 100)

    assert max(len(each.text) for each in spoken) <= LONGEST
    assert " ".join(each.text for each in spoken).split() == ["so", "it", "goes", "on", "and", "on"] * 100


@pytest.mark.parametrize("text", ["", "WEBVTT\n\n", "no cues at all", "WEBVTT\n\n00:99.000 --> 00:0x.000\nWords\n"])
def test_what_is_no_transcript_is_told(text: str) -> None:
    with pytest.raises(Unusable) as caught:
        moments(text)

    assert caught.value.fix


@given(st.text() | st.text().map("WEBVTT\n\n{}".format) | st.text().map("1\n00:00:01,000 --> 00:00:02,000\n{}".format))
def test_any_text_is_a_transcript_or_unusable(text: str) -> None:
    try:
        spoken = moments(text)
    except Unusable:
        return

    assert all(each.at is not None and 0 < len(each.text) <= LONGEST for each in spoken)


@pytest.mark.parametrize(
    ("file", "post"),
    [
        ("p1.vtt", {"id": "p1", "language": "en"}),
        ("P1.SRT", {"id": "p1", "language": "en"}),
        ("p1.en.vtt", {"id": "p1", "language": "en-gb"}),
        ("One year with it [p1].en-US.vtt", {"id": "p1", "language": "en"}),
        ("kettle00001.en.vtt", {"url": "https://www.youtube.com/watch?v=kettle00001", "language": "und"}),
        ("kettle.vtt", {"url": "https://lena.example/posts/kettle/", "language": "en"}),
        ("lena.de.vtt", {"id": "lena.de", "language": "en"}),
    ],
)
def test_a_transcript_is_found_by_the_posts_name(tmp_path: Path, file: str, post: dict[str, str]) -> None:
    (tmp_path / file).write_text(CUES, encoding="utf-8")

    assert Transcripts(document(tmp_path)).beside({"post": post}) == {"file": file, "text": CUES}


@pytest.mark.parametrize(
    ("files", "post"),
    [
        (["p2.vtt", "p1.txt"], {"id": "p1", "language": "en"}),
        (["p1.de.vtt"], {"id": "p1", "language": "en"}),
        (["p1.de.vtt", "p1.en.vtt"], {"id": "p1", "language": "und"}),
        (["p1.vtt"], {"id": "../p1", "language": "en"}),
        (["p1.vtt"], {"id": ["p1"]}),
        (["p1.vtt"], {}),
    ],
    ids=["another post's", "another language", "which language?", "a path", "no text", "no name"],
)
def test_a_transcript_that_may_be_anothers_is_left_alone(
    tmp_path: Path, files: list[str], post: dict[str, object]
) -> None:
    for file in files:
        (tmp_path / file).write_text(CUES, encoding="utf-8")

    assert Transcripts(document(tmp_path)).beside({"post": post}) is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (tmp_path / "secret.vtt").write_text(CUES, encoding="utf-8")
    (folder / "p1.vtt").symlink_to(tmp_path / "secret.vtt")

    assert Transcripts(document(folder)).beside({"post": {"id": "p1"}}) is None


def test_a_transcript_too_large_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "p1.vtt").write_bytes(b"WEBVTT\n\n" + b"x" * (5 * 2**20))

    found = Transcripts(document(tmp_path)).beside({"post": {"id": "p1"}})

    assert found is not None
    assert (found["text"], "p1.vtt" in found["fault"]) == ("", True)


def document(folder: Path) -> Document:
    return Document("posts.jsonl", folder / "posts.jsonl", folder.resolve(), datetime(2026, 5, 4, tzinfo=UTC))
