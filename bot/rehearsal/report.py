"""How the scripts went, for a person at a terminal and for a machine."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from rich.console import Console
from rich.markup import escape

from bot.rehearsal.play import Played


def tell(played: Played, console: Console) -> None:
    """A line for what passed; the failing step and what was missed for what did not."""
    mark = "[red]FAIL[/]" if played.failed else "[green]pass[/]"
    console.print(
        f"{mark}  {escape(played.script.name)}  [dim]{played.stage}, {played.seconds:.1f} s[/]", soft_wrap=True
    )
    for remark in played.remarks:
        console.print(f"      [yellow]skipped[/] {escape(remark)}")
    if played.failed:
        console.print(escape(diff(played)), soft_wrap=True)


def diff(played: Played) -> str:
    """The failing step and what was expected of it against what came; empty where all passed."""
    scene = played.failed
    if scene is None:
        return ""
    place = f"{played.script.path}:{played.script.line}"
    head = f"      {place}, step {scene.number} ({scene.who}): {scene.did}"
    body = "\n".join(str(miss) for miss in scene.misses)
    return f"{head}\n" + "\n".join(f"        {line}" for line in body.splitlines())


def summary(results: Sequence[Played]) -> str:
    """The counts, in the words test runners use."""
    failed = sum(played.failed is not None for played in results)
    return f"{len(results) - failed} passed, {failed} failed"


def write_junit(results: Sequence[Played], path: Path) -> None:
    """JUnit's XML, as CI systems read it; times in seconds."""
    suite = ET.Element("testsuite", name="rehearsal", tests=str(len(results)))
    suite.set("failures", str(sum(played.failed is not None for played in results)))
    suite.set("time", f"{sum(played.seconds for played in results):.3f}")
    for played in results:
        case = ET.SubElement(suite, "testcase", name=played.script.name, classname=f"rehearsal.{played.stage}")
        case.set("time", f"{played.seconds:.3f}")
        if played.failed:
            ET.SubElement(case, "failure", message=_xml(played.failed.misses[0].what)).text = _xml(diff(played))
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def _xml(text: str) -> str:
    """Control characters, which people can send and XML cannot hold, become question marks."""
    return "".join(sign if sign in "\n\t" or sign >= " " else "?" for sign in text)
