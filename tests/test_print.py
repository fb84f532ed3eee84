"""Printing on demand: words become an order, orders become files, audiences stay apart, nothing is printed from faulty records."""

from __future__ import annotations

import io
import itertools
import os
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from typer.testing import CliRunner

from tests.county_tree import TODAY, copy_county, edit, needs_pango
from threecards.build.choice import Choice, kinds_of, paper_of, pick
from threecards.build.counter import Words, done_in_lines, kinds_in_lines, take
from threecards.build.plan import read_plan
from threecards.build.posted import note_postings
from threecards.build.printer import FILE, corrected, read_printer, write_printer
from threecards.build.shop import Done
from threecards.build.typeset import Sheet
from threecards.cli import app
from threecards.paper.cells import Flip, PrinterOffset
from threecards.paper.sheets import KINDS
from threecards.problems import message
from threecards.report import NO_PROGRESS

ROOT = Path(__file__).parent.parent
MM = 72 / 25.4


def ordered(root: Path, target: Path, *kinds: str, **more: object) -> Done:
    """Carry an order out, on one processor."""
    return take(root, Words(kinds, **more), target, None, TODAY, 1, NO_PROGRESS)  # type: ignore[arg-type]


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def called(path: Path) -> str:
    """The name that stands in a record."""
    return next(line[5:].strip() for line in path.read_text("utf-8").splitlines() if line.startswith("name:"))


def text_of(path: Path) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes()))


# --- words -----------------------------------------------------------------------------------------------------------


def test_kinds_by_key_by_name_and_the_standing_ones_without_a_word() -> None:
    assert [k.key for k in kinds_of(["目标卡", "action-cards"])] == ["action-cards", "goal-card"]
    assert kinds_of([]) == tuple(kind for kind in KINDS if kind.standing)
    with pytest.raises(Choice, match="是不是“目标卡”"):
        kinds_of(["目的卡"])


@pytest.mark.parametrize(
    ("word", "size"), [("A4", (210, 297)), ("a3", (297, 420)), ("200x140", (200, 140)), ("195×270", (195, 270))]
)
def test_paper_by_name_and_by_size(word: str, size: tuple[float, float]) -> None:
    assert paper_of(word) == size


def test_paper_that_cannot_be_read() -> None:
    with pytest.raises(Choice, match="a4"):
        paper_of("大纸")


def test_branches_members_and_townships_by_key_or_name() -> None:
    plan = read_plan(ROOT, None, TODAY)
    assert plan.shared
    towns = {key: f.township.name for key, f in plan.shared.context.townships.items()}
    every = pick(ROOT, plan.branches, towns, [], [], [])
    assert [job.key for job in every.branches] == ["b001", "b002", "b003", "b004"]
    assert every.townships == ("t01", "t02")
    some = pick(ROOT, plan.branches, towns, [towns["t01"]], [], [])
    assert {job.township for job in some.branches} == {"t01"}
    name = called(ROOT / "members/t02/b003/branch.yaml")
    assert [job.key for job in pick(ROOT, plan.branches, towns, [], [name], []).branches] == ["b003"]
    member = min((ROOT / "members/t01/b002").glob("m*.yaml"))
    for word in (member.stem, called(member)):
        found = pick(ROOT, plan.branches, towns, [], [], [word])
        assert found.members == {"b002": (member.stem,)}
        assert found.townships == ()
    for wrong in (
        {"townships": ["天上镇"]},
        {"branches": ["月亮村党支部"]},
        {"members": ["m999999"]},
        {"members": ["无此人"]},
    ):
        with pytest.raises(Choice):
            pick(ROOT, plan.branches, towns, *(wrong.get(k, []) for k in ("townships", "branches", "members")))


def test_the_list_names_every_kind_under_its_audience() -> None:
    lines = list(kinds_in_lines())
    inside = lines.index("内部材料：")
    for kind in KINDS:
        (at,) = [n for n, line in enumerate(lines) if line.split()[:2] == [kind.key, kind.name.split()[0]]]
        assert (at < inside) == (kind.source.tree == "print")


# --- the printer -----------------------------------------------------------------------------------------------------


def test_a_correction_is_kept_and_added_to(tmp_path: Path) -> None:
    printer, found = read_printer(tmp_path)
    assert (printer.offset, found) == (PrinterOffset(), [])
    (tmp_path / FILE).write_text('[shop]\ncondition = "FOGRA39"\n', "utf-8")
    write_printer(tmp_path, Flip.SHORT_EDGE, corrected(printer, (48.5, 51)))
    printer, found = read_printer(tmp_path)
    assert not found
    assert printer.offset == PrinterOffset(1.5, -1, 0, 0)
    assert printer.flip is Flip.SHORT_EDGE
    assert printer.shop.condition == "FOGRA39"
    assert corrected(printer, (50, 49.5, 52, 50)) == PrinterOffset(1.5, -0.5, -2, 0)
    with pytest.raises(ValueError, match="10"):
        corrected(printer, (40, 50))
    with pytest.raises(ValueError, match="两个"):
        corrected(printer, (40, 50, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[office\n", "printer.toml"),
        ("[office]\nfront_right = 11\n", "front_right"),
        ("[office]\nfront_rihgt = 1\n", "front_rihgt"),
        ('[office]\nflip = "left"\n', "flip"),
        ("[printer]\n", "printer"),
        ('[shop]\nprofile = "gone.icc"\n', "gone.icc"),
    ],
)
def test_a_fault_in_the_printers_file_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    printer, (found,) = read_printer(tmp_path)
    assert printer.offset == PrinterOffset()
    assert found.code == "PRINT-001"
    assert said in f"{found.path} {message(found, 'zh')}"


def test_no_colour_file_of_another_kind_is_taken(tmp_path: Path) -> None:
    (tmp_path / "rgb.icc").write_bytes(bytes(16) + b"RGB " + bytes(16) + b"acsp" + bytes(88))
    (tmp_path / FILE).write_text('[shop]\nprofile = "rgb.icc"\n', "utf-8")
    assert [f.code for f in read_printer(tmp_path)[1]] == ["PRINT-001"]


# --- orders ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def whole(county: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """The standing kinds of one township, bound."""
    target = tmp_path_factory.mktemp("whole")
    return ordered(county, target, townships=("t01",), pack=True, variant="screen"), target


@needs_pango
@pytest.mark.pdf
def test_audiences_stay_apart(whole: tuple[Done, Path]) -> None:
    done, target = whole
    assert done.ok
    assert {p.split("/")[0] for p in names(target)} == {"board", "internal"}
    assert "internal/t01/decision-pack.pdf" in names(target)
    assert "board/t01/responsibility-card.pdf" in names(target)
    assert {s.path for s in done.sheets} == names(target)
    internal = {k.key for k in KINDS if k.source.tree == "binder"}
    assert not any(Path(p).stem in internal for p in names(target / "board"))


@needs_pango
@pytest.mark.pdf
def test_a_pack_holds_the_branches_of_a_township_in_order_with_bookmarks(whole: tuple[Done, Path]) -> None:
    _, target = whole
    assert "board/t01/b001/action-cards.pdf" not in names(target)
    with pikepdf.Pdf.open(target / "board/t01/action-cards.pdf") as pdf:
        titles = [item.title for item in pdf.open_outline().root]
        assert len(titles) == 2
        assert titles == sorted(titles, key=lambda t: text_of(target / "board/t01/action-cards.pdf").index(t[:4]))
        assert "/StructTreeRoot" in pdf.Root
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()
    text = text_of(target / "board/t01/action-cards.pdf")
    assert "R2026-03" in text
    assert "2027年1月31日" in "".join(text.replace("\u2060", "").split())


@needs_pango
@pytest.mark.pdf
def test_one_card_for_an_office_printer_with_its_correction(county: Path, tmp_path: Path) -> None:
    key = min((county / "members/t01/b001").glob("m*.yaml")).stem
    done = ordered(county, tmp_path, "action-cards", members=(key,))
    assert names(tmp_path) == {f"board/t01/b001/action-cards-{key}-a4.pdf"}
    assert (done.sheets[0].pages, done.sheets[0].papers) == (1, 1)
    plain = (tmp_path / done.sheets[0].path).read_bytes()
    write_printer(county, Flip.LONG_EDGE, PrinterOffset(2, 0))
    try:
        ordered(county, tmp_path, "action-cards", members=(key,))
    finally:
        (county / FILE).unlink()
    with pikepdf.Pdf.open(io.BytesIO(plain)) as one, pikepdf.Pdf.open(tmp_path / done.sheets[0].path) as other:
        assert [float(x) for x in one.pages[0].mediabox] == pytest.approx([0, 0, 210 * MM, 297 * MM], abs=0.1)
        assert float(other.pages[0].trimbox[0]) - float(one.pages[0].trimbox[0]) == pytest.approx(2 * MM, abs=0.1)


@needs_pango
@pytest.mark.pdf
def test_nothing_is_printed_from_faulty_records_and_what_lies_there_stays(tmp_path: Path) -> None:
    root, target = copy_county(tmp_path / "county"), tmp_path / "out"
    path = min((root / "members/t01/b001").glob("m*.yaml"))
    assert ordered(root, target, "goal-card", branches=("b001",), variant="screen").ok
    before = {p: (target / p).read_bytes() for p in names(target)}
    edit(path, lambda record: record["cards"][-1].update(confirmed="2026-13-01"))
    done = ordered(root, target, "goal-card", "action-cards", branches=("b001",), variant="screen")
    assert not done.ok
    assert [p.path for p in done.problems if p.code.startswith("MODEL")] == [path.relative_to(root).as_posix()]
    assert {p: (target / p).read_bytes() for p in names(target)} == before
    assert "什么也没有印" in "".join(done_in_lines(done, target, "office", "zh"))
    other = ordered(root, target, "goal-card", branches=("b002",), variant="screen")
    assert other.ok, "another branch is not held up: only what is printed is read"


@needs_pango
@pytest.mark.pdf
def test_the_same_order_gives_the_same_bytes_on_one_processor_and_on_two(county: Path, tmp_path: Path) -> None:
    one = take(county, Words(("goal-card",), variant="archive"), tmp_path / "one", None, TODAY, 1, NO_PROGRESS)
    two = take(county, Words(("goal-card",), variant="archive"), tmp_path / "two", None, TODAY, 2, NO_PROGRESS)
    assert one == two
    assert len(one.sheets) == 4
    for path in names(tmp_path / "one"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


@needs_pango
@pytest.mark.pdf
def test_only_what_has_changed_since_it_was_posted(tmp_path: Path) -> None:
    root, target = copy_county(tmp_path / "county"), tmp_path / "out"
    posted = note_postings(root, None, TODAY, (), (), ("b001",), ())
    assert posted.ok
    done = ordered(root, target, branches=("b001",), changed=True, variant="screen")
    assert done.ok
    assert done.sheets == (), "the notice that begins on the 28th waits for its day"
    order = Words((), (), ("b001",), variant="screen", changed=True)
    on_its_day = take(root, order, tmp_path / "day", date(2026, 12, 28), TODAY, 1, NO_PROGRESS)
    assert [sheet.kind for sheet in on_its_day.sheets] == ["公示"]
    path = min((root / "members/t01/b001").glob("m*.yaml"))

    def change(record: Any) -> None:
        record["cards"][-1]["commitments"][0]["what"] += "，并登记"

    edit(path, change)
    target = tmp_path / "second"
    done = ordered(root, target, "action-cards", branches=("b001",), changed=True, variant="screen")
    assert done.ok, [p.code for p in done.problems]
    assert names(target) == {f"board/t01/b001/action-cards-{path.stem}.pdf"}
    with pytest.raises(Choice, match="不张贴"):
        ordered(root, target, "decision-pack", changed=True)


@needs_pango
@pytest.mark.pdf
def test_the_card_in_the_hall_is_printed_again_when_it_has_changed(tmp_path: Path) -> None:
    root = copy_county(tmp_path / "county")

    def due() -> tuple[Sheet, ...]:
        done = ordered(root, tmp_path / "out", "责任卡", townships=("t01",), changed=True, variant="screen")
        assert done.ok, [p.code for p in done.problems]
        return done.sheets

    assert [sheet.path for sheet in due()] == ["board/t01/responsibility-card.pdf"]
    assert note_postings(root, None, TODAY, ("责任卡",), ("t01",), (), ()).ok
    assert due() == ()

    def change(record: Any) -> None:
        record["cards"][-1]["areas"][0]["items"][0]["text"] += "，并登记"

    edit(root / "members/t01/township.yaml", change)
    assert [sheet.kind for sheet in due()] == ["责任卡"]


@needs_pango
@pytest.mark.pdf
def test_full_records_are_printed_on_both_sides(county: Path, tmp_path: Path) -> None:
    (sheet,) = ordered(county, tmp_path, "records", branches=("b002",)).sheets
    assert sheet.path.startswith("internal/")
    assert sheet.pages == 2 * sheet.papers
    with pikepdf.Pdf.open(tmp_path / sheet.path) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipLongEdge


@needs_pango
@pytest.mark.pdf
def test_a_calibration_sheet_and_what_was_measured_on_it(county: Path, tmp_path: Path) -> None:
    try:
        done = ordered(county, tmp_path, "calibration")
        assert "未作校正" in text_of(tmp_path / done.sheets[0].path)
        done = ordered(county, tmp_path, "校准页", measured="49,50.5")
        assert "右移 1 毫米，上移 0.5 毫米" in text_of(tmp_path / done.sheets[0].path)
        assert read_printer(county)[0].offset == PrinterOffset(1, -0.5)
        with pytest.raises(Choice, match="48"):
            ordered(county, tmp_path, measured="左边")
        with pytest.raises(Choice, match="单独印"):
            ordered(county, tmp_path, "目标卡", "校准页")
    finally:
        (county / FILE).unlink(missing_ok=True)


@needs_pango
@pytest.mark.pdf
def test_the_command(county: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(
        app, ["print", "目标卡", "-b", "b001", "--root", str(county), "--to", str(tmp_path), "--grey"]
    )
    assert run.exit_code == 0, run.output
    assert names(tmp_path) == {"board/t01/b001/goal-card-a4-grey.pdf"}
    assert "R2026-03" in run.output
    assert "实际大小" in run.output
    assert CliRunner().invoke(app, ["print", "没有的卡", "--root", str(county)]).exit_code == 2
    listed = CliRunner().invoke(app, ["print", "--list"])
    assert listed.exit_code == 0
    assert all(kind.name in listed.output for kind in KINDS)


@pytest.mark.pdf
@needs_pango
@pytest.mark.parametrize("which", [["--member", "m000101"], ["--jobs", "2"]])
def test_no_process_that_prints_leaves_fonts_in_the_folder_for_temporary_files(
    which: list[str], tmp_path: Path
) -> None:
    root, folder = copy_county(tmp_path / "county"), tmp_path / "temporary"
    folder.mkdir()
    words = ["print", "pocket-cards", *which, "--root", str(root)]
    code = "import sys; from threecards.cli import main; sys.exit(main(sys.argv[1:]))"
    environ = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not list(folder.iterdir())


def test_the_folder_for_printing_is_not_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/to-print/", f"/{FILE}"} <= set(ignored)
    assert date(2030, 1, 1) == TODAY


def test_the_manual_names_kinds_and_options_that_exist(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "printing.md").read_text("utf-8")
    commands = re.findall(r"^python3 build\.py print (.*?)(?:\s{2,}#.*)?$", manual, re.MULTILINE)
    assert len(commands) > 8
    known = CliRunner().invoke(app, ["print", "--help"]).output
    for command in commands:
        words = shlex.split(command)
        options = [word for word in words if word.startswith("-")]
        assert all(option in known for option in options), command
        kinds = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
        assert kinds == ["calibration"] or kinds_of(kinds)
    (example,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    (tmp_path / FILE).write_text(example.replace('profile = "shop.icc"', ""), "utf-8")
    printer, found = read_printer(tmp_path)
    assert not found
    assert printer.offset == PrinterOffset(1.5, -1, -0.5, 0)
