"""The counter of the print shop: takes an order in words, hands it to ``shop``, says what was made and what to do with it.

In: words of the command line. Out: a ``Done``, and lines of text for a terminal. Not here: any work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from threecards.build.choice import CALIBRATION, CALIBRATION_NAME, Choice, paper_of
from threecards.build.printer import FILE, Printer, corrected, write_printer
from threecards.build.shop import (
    FOLDERS,
    Done,
    Order,
    load_printer,
    print_calibration,
    print_order,
)
from threecards.build.typeset import BOARD, INTERNAL, Sheet
from threecards.paper.sheets import KINDS
from threecards.paper.stock import Stock
from threecards.paper.variants import Making, Variant

LISTED = 12  # files named at the end; more are only counted
NOTHING_PRINTED = ("Nothing was printed.", "有错误，什么也没有印。请按上面的提示修改后再运行。")


@dataclass(frozen=True, slots=True)
class Words:
    """An order as typed. paper: empty for A4, and for a print shop one page to a sheet. measured: lengths on a calibration sheet, in mm."""

    kinds: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    paper: str = ""
    variant: str = "office"
    grey: bool = False
    pack: bool = False
    measured: str = ""
    changed: bool = False
    first: int = 1


def take(
    root: Path,
    words: Words,
    target: Path,
    as_of: date | None,
    today: date,
    workers: int,
    progress: Callable[[str, int, int], None],
) -> Done:
    """Carry an order out. Raises Choice for words that make no sense, OSError when the disk fails."""
    printer, problems = load_printer(root)
    if problems:
        return Done(problems)
    order = order_of(root, words, printer, target, as_of, today, workers)
    calibrating = {CALIBRATION, CALIBRATION_NAME} & set(words.kinds)
    if calibrating and set(words.kinds) - calibrating:
        raise Choice(f"{CALIBRATION_NAME}要单独印，先校正打印机，再印别的：python3 build.py print {CALIBRATION}")
    if words.measured or calibrating:
        return Done((), (_calibrate(order, printer, words.measured),))
    return print_order(order, progress)


def order_of(
    root: Path, words: Words, printer: Printer, target: Path, as_of: date | None, today: date, workers: int
) -> Order:
    """The order that the words make, for the printer of this machine. Raises Choice for a paper that there is none of."""
    stock = Stock(paper_of(words.paper or "a4"), printer.offset, printer.flip)
    making = Making(Variant(words.variant), words.grey, stock, bool(words.paper), printer.shop)
    return Order(
        root, as_of, today, workers, target, making, words.kinds, words.townships, words.branches, words.members, words.pack,
        words.changed, words.first,
    )  # fmt: skip


def _calibrate(order: Order, printer: Printer, measured: str) -> Sheet:
    """Note what the ruler said, if it was used; print the sheet with the correction now in use. Raises Choice."""
    if measured:
        try:
            lengths = tuple(float(part) for part in measured.replace("，", ",").split(","))
            printer = replace(printer, offset=corrected(printer, lengths))
        except ValueError as error:
            reason = str(error) if "量得" in str(error) or "校正" in str(error) else f"“{measured}”里有不是数的内容"
            raise Choice(f"{reason}。例：--measured 48.5,51 或 --measured 48.5,51,50,49") from None
        write_printer(order.root, printer.flip, printer.offset)
    try:
        return print_calibration(order, printer)
    except ValueError as error:
        raise Choice(f"这种纸放不下校准页：{error}") from None


def kinds_in_lines() -> Iterator[str]:
    """What can be printed: key, name, whether every build makes it, and where it belongs."""
    widest = max(len(kind.key) for kind in KINDS)
    for folder, what in FOLDERS.items():
        yield f"{what}："
        for kind in KINDS:
            if (kind.source.tree == "print") == (folder == BOARD):
                yield f"  {kind.key:{widest}}  {kind.name}{'　（每次生成都有）' if kind.standing else ''}"
    yield "打印机："
    yield f"  {CALIBRATION:{widest}}  {CALIBRATION_NAME}"


def done_in_lines(done: Done, target: Path, variant: str, lang: str) -> Iterator[str]:
    """What was made, where it lies, what to do next."""
    zh = lang == "zh"
    if not done.ok:
        yield NOTHING_PRINTED[zh]
        return
    if not done.sheets:
        yield "所选范围里没有要印的。" if zh else "There is nothing of the kind to print."
        return
    groups: dict[str, list[Sheet]] = {}
    for sheet in done.sheets:
        groups.setdefault(sheet.kind, []).append(sheet)
    for kind, some in groups.items():
        pages, papers = sum(s.pages for s in some), sum(s.papers for s in some)
        counts = (
            f"{len(some)} 个文件，{pages} 面，用纸 {papers} 张"
            if zh
            else f"{len(some)} files, {pages} pages, {papers} sheets of paper"
        )
        yield f"{kind}：{counts}" if zh else f"{kind}: {counts}"
    for sheet in done.sheets[:LISTED]:
        yield f"  {target / sheet.path}"
    if len(done.sheets) > LISTED:
        yield f"  …… 共 {len(done.sheets)} 个文件，都在 {target}" if zh else f"  … {len(done.sheets)} files in {target}"
    if zh:
        yield from _next_steps(done, variant)


def _next_steps(done: Done, variant: str) -> Iterator[str]:
    """Advice for whoever stands at the printer."""
    if done.sheets[0].kind == CALIBRATION_NAME:
        yield "下一步：打印时选“实际大小”，双面；按页上的步骤量好，把量得的数记下来："
        yield f"  python3 build.py print {CALIBRATION} --measured 左边,上边,背面左边,背面上边　　（写进 {FILE}，以后打印都照它校正）"
        return
    if done.release:
        yield f"这批印件的发布号是 {done.release}" + (
            f"，张贴至 {done.post_until}，到期取下。" if done.post_until else "。"
        )
    else:
        yield "还没有发布号：印出来的是试印，不要张贴。"
    if variant == Variant.OFFICE:
        yield "打印时选“实际大小”（100%），不要选“适合页面”；文件已经写明单面还是双面。"
    elif variant == Variant.SHOP:
        yield "把文件交给印刷厂：四色，3 毫米出血，角线裁切。厂里有颜色文件（ICC）的，写进 printer.toml 再做一次。"
    elif variant == Variant.ARCHIVE:
        yield "存档件连同发布记录一起保存。"
    if any(sheet.path.startswith(f"{INTERNAL}/") for sheet in done.sheets):
        yield "internal 里的是内部材料：只在会上用，会后收回，不张贴，不外传。"
