"""What each kind of source says of a post, before anybody judges it."""

import gzip
from pathlib import Path

import pytest

from catalog_sync.feeds import creators
from catalog_sync.rows import SyncStopped
from tests.unit.catalog_sync.posts_on_disk import HEADING, SOURCES, document, problems, read, written


def test_a_table_holds_what_our_json_lines_hold() -> None:
    first, second = read(SOURCES / "posts.csv")

    assert first.get("creator") == {
        "handle": "@lena.brews",
        "platform": "Instagram",
        "name": "Lena",
        "commission": "8%",
    }
    assert first.get("post.text") == "I poured forty cups.\nNo drips, “finally”."
    assert (first.get("stance"), first.get("disclosure"), second.get("stance")) == ("for", "gifted", "mixed")


def test_moments_stand_in_one_cell_with_their_times() -> None:
    first, _ = read(SOURCES / "posts.csv")

    assert first.get("post.moments") == [
        {"at": "02:14", "text": "The stream never splashes."},
        {"at": "1:02:14", "text": "Look at that."},
        {"text": "No time on this."},
    ]


def test_products_stand_in_one_cell_in_several_or_in_columns_of_their_own() -> None:
    first, second = read(SOURCES / "posts.csv")

    assert first.get("products") == [
        {"gtin": "4006381333931"},
        {"url": "https://acme.example/k-2?utm_source=lena"},
        {"merchant": "acme", "sku": "K-3"},
        {"brand": "Skerry", "title": "Pilot Kettle"},
    ]
    assert second.get("products") == [{"title": "Skerry: der rote Kessel"}]


def test_a_row_that_cannot_be_cut_is_told_and_the_others_are_read() -> None:
    assert problems(SOURCES / "posts.csv") == [(5, "cells")]


def test_a_table_without_a_needed_column_stops_the_sync(tmp_path: Path) -> None:
    path = written(tmp_path, HEADING.replace(",stance", "") + "\n")

    with pytest.raises(SyncStopped, match="no column stance") as caught:
        read(path)

    assert caught.value.code == "missing_column"


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_tables_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    cells = ["@jo", "x", "https://jo.example/1", "2026-05-02", "haul", "Three", "en", "for", "none", "sku:acme/K-1"]
    path = written(tmp_path, f"{HEADING.replace(',', delimiter)}\n{delimiter.join(cells)}\n")

    (row,) = read(path)

    assert row.get("products") == [{"merchant": "acme", "sku": "K-1"}]


def test_a_channels_entry_is_a_post_of_the_channels_creator() -> None:
    first, _ = read(SOURCES / "channel" / "videos.xml")

    assert first.line == 12
    assert first.get("creator") == {
        "handle": "UClenabrews0000000000001",
        "platform": "youtube",
        "name": "Lena Brews",
        "url": "https://www.youtube.com/channel/UClenabrews0000000000001",
    }
    assert (first.get("post.id"), first.get("post.url")) == (
        "kettle00001",
        "https://www.youtube.com/watch?v=kettle00001",
    )
    assert (first.get("post.published"), str(first.get("post.text"))[:18]) == ("2026-05-02", "Forty cups a week.")


def test_what_a_channel_does_not_state_stays_unstated() -> None:
    first, _ = read(SOURCES / "channel" / "videos.xml")

    assert (first.get("stance"), first.get("disclosure")) == ("unstated", "unstated")
    assert (first.get("post.kind"), first.get("post.language"), first.get("post.moments")) == ("mention", "und", None)


def test_addresses_and_title_of_an_entry_are_kept_as_mentions() -> None:
    first, _ = read(SOURCES / "channel" / "videos.xml")

    assert first.get("mentions") == {
        "urls": [
            "https://acme.example/k-1?utm_source=youtube&utm_campaign=lena",
            "https://elsewhere.example/pot",
        ],
        "words": "One year with the kettle ☕ #coffee",
    }


def test_a_blogs_entry_has_its_whole_text_its_language_and_an_address_of_its_own() -> None:
    first, second = read(SOURCES / "blog.xml")

    assert (first.get("post.language"), first.get("creator.handle")) == ("de-AT", "kanne.example")
    assert first.get("post.url") == "https://www.kanne.example/kessel/?utm_source=rss"
    assert str(first.get("post.text")).startswith("<p>Er gie")
    assert (first.line, second.line, second.get("post.published")) == (8, 17, "")


def test_a_catalogue_in_rss_is_no_channel(tmp_path: Path) -> None:
    path = written(tmp_path, '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item/></channel></rss>')

    with pytest.raises(SyncStopped, match="holds no creators' posts"):
        read(path)


def test_entities_of_a_channels_own_are_not_expanded(tmp_path: Path) -> None:
    path = written(
        tmp_path, '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>'
    )

    with pytest.raises(SyncStopped) as caught:
        read(path)

    assert caught.value.code == "entities"


def test_a_channel_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = (SOURCES / "channel" / "videos.xml").read_text(encoding="utf-8")

    (row,) = read(written(tmp_path, whole[: whole.index("</entry>") + 8]))

    assert row.get("post.id") == "kettle00001"


def test_only_a_channel_is_a_window_on_the_newest() -> None:
    windows = [creators.read(document(SOURCES / name)).window for name in ("channel/videos.xml", "posts.csv")]

    assert windows == [True, False]


def test_a_transcript_beside_a_channels_feed_goes_with_its_post() -> None:
    first, second = read(SOURCES / "channel" / "videos.xml")

    assert first.get("post.transcript.file") == "One year with it [kettle00001].en.vtt"
    assert second.get("post.transcript") is None


def test_a_changed_transcript_changes_the_record(tmp_path: Path) -> None:
    path = written(tmp_path, '{"post": {"id": "p1", "language": "en"}}')
    before = list(creators.read(document(path)).records())
    written(tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\nIt pours.\n", "p1.vtt")

    after = list(creators.read(document(path)).records())

    assert before != after


@pytest.mark.parametrize(
    ("text", "format_of"),
    [
        ('{"post": {"title": "<html> and <rss>"}}\n', "creators_lines"),
        ('broken\n{"post": {}}\n', "creators_lines"),
        (f"{HEADING}\n", "creators_table"),
        ('\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<rss version="2.0"><channel/></rss>', "creators_channel"),
        ("<!-- saved -->\n<!DOCTYPE HTML>\n<html></html>", "creators_reviews"),
        ('<HTML lang="en">\n{"post": {}}\n</HTML>', "creators_reviews"),
    ],
)
def test_a_format_shows_by_its_content(tmp_path: Path, text: str, format_of: str) -> None:
    reading = creators.read(document(written(tmp_path, text)))

    assert getattr(creators.FORMATS[reading.place], "__name__", "").endswith(format_of)


@pytest.mark.parametrize("text", ["", "\n \n", "id,title\n1,Kettle\n", "WEBVTT\n\n", "<svg/>", "[1, 2]", "{}\n[]\n"])
def test_a_file_without_posts_stops_the_sync_and_says_what_would_be_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(SyncStopped, match="holds no creators' posts") as caught:
        read(written(tmp_path, text))

    assert caught.value.code == "format_unknown"


def test_packed_posts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"post": {"id": "1"}}\n'))

    assert [row.get("post.id") for row in read(path)] == ["1"]


def test_an_endless_line_is_let_go_and_the_next_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '{"post": {"text": "' + "x" * 2**21 + '"}}\n{"post": {"id": "2"}}\n')

    assert problems(path) == [(1, "not_a_post")]
    assert [row.line for row in read(path)] == [2]
