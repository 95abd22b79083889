"""Scripts from YAML files; what cannot be read is told with its file, its line and the fix."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.rehearsal.script import Part, Script
from graph.domain.errors import BadInput


class UnreadableScript(BadInput):
    """A script that cannot be played; the message names the line and the fix."""


def read_scripts(path: Path) -> list[Script]:
    """Every conversation of a YAML file. Raises UnreadableScript with file, line and fix."""
    try:
        nodes = list(yaml.compose_all(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))
    except OSError as error:
        raise UnreadableScript(f"{path}: cannot be read ({error.strerror}); name a YAML file or a folder") from error
    except UnicodeDecodeError as error:
        raise UnreadableScript(f"{path}: this is not UTF-8; save it as UTF-8") from error
    except yaml.YAMLError as error:
        raise UnreadableScript(f"{path}:{_line(error)}: this is not YAML: {_problem(error)}") from error
    scripts = [_script(path, node) for node in nodes if node.value]
    if not scripts:
        raise UnreadableScript(f"{path}:1: there is no conversation in it; give it a name and steps")
    return scripts


def read_all(paths: Iterable[Path]) -> list[Script]:
    """The conversations of several files, whose names tell them apart. Raises UnreadableScript."""
    known: dict[str, Script] = {}
    for script in (script for path in paths for script in read_scripts(path)):
        before = known.setdefault(script.name, script)
        if before is not script:
            raise UnreadableScript(
                f"{script.path}:{script.line}: the name {script.name!r} is taken by {before.path}:{before.line}; "
                "give it another"
            )
    return list(known.values())


def _script(path: Path, node: yaml.Node) -> Script:
    _check_keys(path, node)
    content = yaml.SafeLoader("").construct_document(node)
    try:
        if not isinstance(content, dict):
            return Script.model_validate(content)
        return Script.model_validate({**content, "path": path, "line": node.start_mark.line + 1})
    except ValidationError as error:
        problem: Mapping[str, Any] = max(error.errors(), key=_telling)
        place = ".".join(str(part) for part in problem["loc"]) or "the script"
        line = _line_of(node, problem["loc"])
        raise UnreadableScript(f"{path}:{line}: {place}: {_fix(problem)}") from None


def _telling(problem: Mapping[str, Any]) -> tuple[int, bool]:
    """The innermost problem says most, and a misspelt word more than the missing one it was meant for."""
    return len(problem["loc"]), problem["type"] == "extra_forbidden"


def _check_keys(path: Path, node: yaml.Node) -> None:
    """YAML takes the last of two equal keys without a word, and an expectation would be lost."""
    seen: set[str] = set()
    for key, child, line in _children(node):
        if key in seen:
            raise UnreadableScript(f"{path}:{line}: {key!r} stands here twice; join or remove one")
        if isinstance(key, str):
            seen.add(key)
        _check_keys(path, child)


def _fix(problem: Mapping[str, Any]) -> str:
    if problem["type"] != "extra_forbidden":
        return str(problem["msg"]).removeprefix("Value error, ")
    known = {field.alias or name for part in _parts(Part) for name, field in part.model_fields.items()}
    close = get_close_matches(str(problem["loc"][-1]), known, n=1)
    return f"there is no such word here; {f'did you mean {close[0]!r}?' if close else 'remove it'}"


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    for inner in part.__subclasses__():
        yield inner
        yield from _parts(inner)


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error)


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _line_of(node: yaml.Node, place: tuple[int | str, ...]) -> int:
    """The line of the innermost part of `place` that is written down; pydantic names the kinds it tried as well."""
    at, line = node, node.start_mark.line + 1
    for part in place:
        at, line = next(((child, here) for name, child, here in _children(at) if name == part), (at, line))
    return line


def _children(node: yaml.Node) -> Iterator[tuple[int | str, yaml.Node, int]]:
    """What is inside: by its key or place, with the line on which it begins."""
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value, key.start_mark.line + 1) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        yield from ((place, value, value.start_mark.line + 1) for place, value in enumerate(node.value))
