from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal.reading import UnreadableScript, read_all, read_scripts

WHOLE = """\
name: a red mug
shoppers: {ana: {language: en}, ben: {language: de}}
clock: 2026-11-21T10:00:00Z
steps:
  - say: "a red mug"
    expect: {products: {min: 1, every: {price_max: 2000}}}
  - {by: ben, advance: 15m}
  - tap: {meaning: buy, sku: M-1}
"""


def written(folder: Path, text: str, name: str = "story.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_script_is_read_with_its_shoppers_steps_and_place(tmp_path: Path) -> None:
    path = written(tmp_path, f"# a comment\n---\n{WHOLE}")

    (script,) = read_scripts(path)

    assert (script.name, script.lead, script.path, script.line) == ("a red mug", "ana", path, 3)
    assert [step.action for step in script.steps] == ["say", "advance", "tap"]
    assert script.steps[1].advance == timedelta(minutes=15)
    assert script.steps[2].told == "tap: meaning buy, sku M-1"


@pytest.mark.parametrize(
    ("before", "instead", "line", "fix"),
    [
        ("expect: {products", "expects: {products", 6, "did you mean 'expect'?"),
        ("advance: 15m", "advance: soon", 7, "write 30s, 15m, 2h or 1d"),
        ("by: ben", "by: bob", 1, "add it under `shoppers`"),
        ("meaning: buy", "meaning: bye", 8, "no button means 'bye'; there are buy"),
        ("{by: ben, advance: 15m}", "{by: ben}", 7, "a step does exactly one of say, photo"),
        ("{by: ben, advance: 15m}", "{say: a, tap: b}", 7, "this one has ['say', 'tap']"),
        ("{products: {min: 1", "{says: '(', products: {min: 1", 6, "no regular expression"),
        ("10:00:00Z", "10:00:00", 3, "timezone"),
        ("min: 1", "min: one", 6, "integer"),
        ("min: 1,", "min: 1, min: 2,", 6, "'min' stands here twice"),
        ("  - say", "\t- say", 5, "this is not YAML: found character '\\t'"),
        ("steps:", "stepps:", 4, "did you mean 'steps'?"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_line_and_fix(
    tmp_path: Path, before: str, instead: str, line: int, fix: str
) -> None:
    path = written(tmp_path, WHOLE.replace(before, instead))

    with pytest.raises(UnreadableScript) as raised:
        read_scripts(path)

    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert fix in str(raised.value)


def test_two_conversations_of_one_name_are_refused(tmp_path: Path) -> None:
    first, second = written(tmp_path, WHOLE), written(tmp_path, f"\n{WHOLE}", "other.yaml")

    with pytest.raises(UnreadableScript, match=rf"other.yaml:2: the name 'a red mug' is taken by {first}:1"):
        read_all([first, second])


def test_a_file_without_a_conversation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScript, match="there is no conversation in it"):
        read_scripts(written(tmp_path, "# nothing yet\n"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScript, match="cannot be read"):
        read_scripts(tmp_path / "absent.yaml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: Café".encode("latin-1"))

    with pytest.raises(UnreadableScript, match="save it as UTF-8"):
        read_scripts(path)
