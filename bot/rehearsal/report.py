"""How the scripts went, for a person and for a machine."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from rich.console import Console
from rich.markup import escape

from bot.rehearsal.play import Played


def tell(played: Played, console: Console) -> None:
    """A line for what passed; the failing step and what was missed for what did not."""
    mark = "[green]pass[/]" if played.passed else "[red]FAIL[/]"
    console.print(f"{mark}  {escape(played.script.name)}  [dim]{played.stage}, {played.seconds:.1f} s[/]")
    for remark in played.skipped:
        console.print(f"      [yellow]skipped[/] {escape(remark)}")
    if not played.passed:
        console.print(escape(diff(played)))


def diff(played: Played) -> str:
    """The failing step and what was expected of it against what came."""
    step = played.script.steps[played.number - 1]
    done = getattr(step, step.action)
    head = f"      {played.script.path}, step {played.number}: {step.action}: {done}"
    body = "\n".join(str(miss) for miss in played.misses)
    return f"{head}\n" + "\n".join(f"        {line}" for line in body.splitlines())


def summary(results: Sequence[Played]) -> str:
    """The counts, in the words test runners use."""
    failed = sum(not played.passed for played in results)
    return f"{len(results) - failed} passed, {failed} failed"


def write_junit(results: Sequence[Played], path: Path) -> None:
    """JUnit's XML, as CI systems read it; times in seconds."""
    suite = ET.Element("testsuite", name="rehearsal", tests=str(len(results)))
    suite.set("failures", str(sum(not played.passed for played in results)))
    for played in results:
        case = ET.SubElement(suite, "testcase", name=played.script.name, classname=f"rehearsal.{played.stage}")
        case.set("time", f"{played.seconds:.3f}")
        if not played.passed:
            ET.SubElement(case, "failure", message=played.misses[0].what).text = diff(played)
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
