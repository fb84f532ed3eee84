"""The office's printer and the print shop, as they are known on this machine: ``printer.toml`` beside ``content/``.

In: the file, if there is one. Out: ``Printer``, or findings. It belongs to the machine and not to the county's records, so git passes over
it; what a release prints depends on it only where somebody asks for paper (``print``), never in ``print/`` and ``binder/``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threecards.paper.cells import MOST_OFFSET_MM, Flip, PrinterOffset
from threecards.paper.variants import Shop
from threecards.problems import Finding, finding

FILE = "printer.toml"
_OFFSETS = ("front_right", "front_down", "back_right", "back_down")
_FLIPS = {"long": Flip.LONG_EDGE, "short": Flip.SHORT_EDGE}


@dataclass(frozen=True, slots=True)
class Printer:
    """What is known of the printer and of the shop."""

    offset: PrinterOffset = field(default_factory=PrinterOffset)
    flip: Flip = Flip.LONG_EDGE
    shop: Shop = field(default_factory=Shop)


def read_printer(root: Path) -> tuple[Printer, list[Finding]]:
    """Read the file. Without one, or with a fault in it (PRINT-001), nothing is corrected."""
    try:
        record = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Printer(), []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Printer(), [finding("PRINT-001", FILE, reason=str(error))]
    try:
        return _printer(record, root), []
    except ValueError as error:
        return Printer(), [finding("PRINT-001", FILE, reason=str(error))]


def _printer(record: dict[str, Any], root: Path) -> Printer:
    """Raises ValueError with the reason in plain words."""
    office, shop = _table(record, "office", (*_OFFSETS, "flip")), _table(record, "shop", ("condition", "profile"))
    if unknown := record.keys() - {"office", "shop"}:
        raise ValueError(f"不认识 [{min(unknown)}]")
    offsets = [office.get(name, 0) for name in _OFFSETS]
    for name, value in zip(_OFFSETS, offsets, strict=True):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MOST_OFFSET_MM:
            raise ValueError(f"{name} 要写毫米数，不超过 {MOST_OFFSET_MM}")
    flip = office.get("flip", "long")
    if flip not in _FLIPS:
        raise ValueError('flip 只能是 "long"（沿长边翻转）或 "short"（沿短边翻转）')
    known = Shop()
    profile = b""
    if file := shop.get("profile"):
        try:
            profile = (root / str(file)).read_bytes()
        except OSError:
            raise ValueError(f"找不到印刷厂的颜色文件 {file}") from None
        if profile[16:20] != b"CMYK" or profile[36:40] != b"acsp":
            raise ValueError(f"{file} 不是四色印刷的 ICC 颜色文件")
    return Printer(PrinterOffset(*offsets), _FLIPS[flip], Shop(str(shop.get("condition", known.condition)), profile))


def _table(record: dict[str, Any], name: str, known: tuple[str, ...]) -> dict[str, Any]:
    table = record.get(name, {})
    if not isinstance(table, dict):
        raise ValueError(f"[{name}] 要写成一节")
    if unknown := table.keys() - set(known):
        raise ValueError(f"[{name}] 里不认识 {min(unknown)}，可以写：{'、'.join(known)}")
    return table


def corrected(printer: Printer, measured: tuple[float, ...]) -> PrinterOffset:
    """The correction after a look at a calibration sheet that was printed with the present one.

    measured: mm from the left and from the upper edge to the upper left cross, of the front and, if there are four, of the back.
    Raises ValueError for another number of lengths, or a correction beyond 10 mm.
    """
    if len(measured) not in (2, 4):
        raise ValueError("量得的数要写两个（正面左边、上边）或四个（再加背面左边、上边）")
    off = PrinterOffset.of_measured(measured[:2], measured[2:] if len(measured) == 4 else (50, 50))  # type: ignore[arg-type]
    sums = [round(getattr(printer.offset, name) + getattr(off, name), 2) for name in _OFFSETS]
    if any(abs(value) > MOST_OFFSET_MM for value in sums):
        raise ValueError(f"校正超过 {MOST_OFFSET_MM} 毫米，多半是打印时没有选“实际大小”，请重新打印、重新量")
    return PrinterOffset(*sums)


def write_printer(root: Path, flip: Flip, offset: PrinterOffset) -> Path:
    """Write the file anew with a correction; the shop's part stays. Raises OSError."""
    path = root / FILE
    try:
        old = tomllib.loads(path.read_text(encoding="utf-8")).get("shop", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        old = {}
    word = next(word for word, one in _FLIPS.items() if one is flip)
    text = (
        "# 这台电脑所接打印机的校正，单位毫米：印出来要往右、往下挪多少；负数是往左、往上。\n"
        "# 由 python3 build.py print calibration --measured … 写入，也可以手改。不进版本库。\n\n[office]\n"
        f"front_right = {offset.front_right:g}\nfront_down = {offset.front_down:g}\n"
        f"back_right = {offset.back_right:g}\nback_down = {offset.back_down:g}\n"
        f'flip = "{word}"   # 双面打印：long 沿长边翻转，short 沿短边翻转\n'
    )
    known = {key: str(value) for key, value in old.items() if key in ("condition", "profile")}
    if known:
        text += "\n[shop]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in known.items())
    path.write_text(text, encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
