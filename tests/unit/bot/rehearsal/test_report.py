from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

from rich.console import Console

from bot.rehearsal.judge import Miss
from bot.rehearsal.page import write_page
from bot.rehearsal.play import Played, Scene
from bot.rehearsal.report import summary, tell, write_junit
from bot.rehearsal.script import Script

GOLDEN = Path(__file__).parents[3] / "golden" / "rehearsal"
ASKED = Scene(1, "ana", "say: a <red> mug", ({"text": "A mug & more", "buttons": ["Buy €19.00"], "pictures": ["1"]},))
TAPPED = Scene(2, "ana", "tap: Buy", misses=(Miss("intent", "buy", "find"), Miss("says", "Pay", "nothing")))
RESTARTED = Scene(2, "ana", "restart: bot", remark="restart: there is no bot on this stage")


def story(name: str, *scenes: Scene) -> Played:
    content = {"name": name, "steps": [{"say": "a mug"}, {"tap": "Buy"}], "path": Path("stories/mugs.yaml"), "line": 7}
    return Played(Script.model_validate(content), "graph", 1.25, scenes)


RESULTS = (story("a mug is [found] & bought", ASKED, RESTARTED), story("a <mug> is missed", ASKED, TAPPED))


def test_a_person_reads_what_passed_what_failed_and_why() -> None:
    console = Console(highlight=False, color_system=None, width=120, file=StringIO(), record=True)

    for played in RESULTS:
        tell(played, console)
    console.print(summary(RESULTS))

    assert console.export_text() == (GOLDEN / "told.txt").read_text(encoding="utf-8")


def test_a_machine_reads_junit(tmp_path: Path) -> None:
    write_junit(RESULTS, tmp_path / "junit.xml")

    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314  our own file
    cases = {case.attrib["name"]: case for case in suite}
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    assert cases["a mug is [found] & bought"].find("failure") is None
    assert "expected: buy" in (cases["a <mug> is missed"].findtext("failure") or "")


def test_signs_that_xml_cannot_hold_do_not_spoil_junit(tmp_path: Path) -> None:
    rung = Scene(1, "ana", "say: a mug", misses=(Miss("says", "a mug", "a bell \x07"),))

    write_junit([story("a bell", rung)], tmp_path / "junit.xml")

    assert "a bell ?" in (ET.parse(tmp_path / "junit.xml").getroot().findtext("testcase/failure") or "")  # noqa: S314  same


def test_the_page_escapes_what_people_said_and_opens_at_what_failed(tmp_path: Path) -> None:
    write_page(RESULTS, tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "a &lt;red&gt; mug" in page
    assert "<red>" not in page
    assert "<mug>" not in page
    assert "width=device-width" in page
    assert page.index("a &lt;mug&gt; is missed") < page.index("is [found] &amp; bought")
    assert page.count("<details open>") == 1


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    write_page(RESULTS, tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not any(reference in page for reference in ("src=", "href=", "url(", "@import", "<script"))
