"""What an action card costs as PDF: our press against the loop that everybody writes first, on the same cards, in turn.

    python3 bench/cards.py [COUNTY] [--branches 2] [--naive 12] [--rounds 3]

The naive loop makes each card a document of its own, with a new font configuration, the style parsed anew, WeasyPrint's style sheet for all of HTML,
and the fonts that the machine has (Noto CJK, or whatever draws Chinese there). Ours are the booklets of whole branches, and single cards. Prints
processor milliseconds and bytes for each card, and ratios to the naive loop of the same round. COUNTY: a folder with content/ and members/, else the
county of this repository.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from threecards.build.branch import assess  # noqa: E402
from threecards.build.places import layouts_of  # noqa: E402
from threecards.build.plan import read_plan  # noqa: E402
from threecards.build.prints import font_files, print_one  # noqa: E402
from threecards.build.sheetviews import BranchViews  # noqa: E402
from threecards.paper.fonts import cut_fonts  # noqa: E402
from threecards.paper.jobs import SheetJob  # noqa: E402
from threecards.paper.press import Press  # noqa: E402
from threecards.paper.sheets import Source  # noqa: E402
from threecards.paper.sheets.cards import action_cards  # noqa: E402
from threecards.paper.style import resolved  # noqa: E402
from threecards.paper.theme import PaperTheme  # noqa: E402

FAMILIES = re.compile(r'"Paper (?:Sans|Extra)"')


def booklets(county: Path, count: int) -> list[SheetJob]:
    """Booklets of the first branches. Raises SystemExit where the county cannot be read."""
    plan = read_plan(county, None, datetime.now(UTC).date())
    if plan.shared is None:
        raise SystemExit(f"{county} cannot be read")
    found: list[SheetJob] = []
    for job in plan.branches[:count]:
        board = BranchViews(job, assess(job)).of(Source.BOARD)
        found += action_cards(job.shared.site, job.township, board)
    return found


def naive(press: Press, sheet: SheetJob) -> bytes:
    """One card as the first program of anybody would make it."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    press.photos, press.codes, press.refused = {}, [], []
    fonts = FontConfiguration()
    style = FAMILIES.sub('"Noto Sans CJK SC"', resolved(press.theme.style, "")).replace(
        '"Paper Serif"', '"Noto Serif CJK SC"'
    )
    html = HTML(string=press.write(sheet, sheet.items, sheet.items[0].start), url_fetcher=press.fetcher)
    made = html.write_pdf(stylesheets=[CSS(string=style, font_config=fonts)], font_config=fonts, pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)
    return made


def ours(press: Press, sheet: SheetJob) -> bytes:
    """The same as a build makes it, with its gates: fonts cut to what stands on the sheet, a last look at the finished text."""
    data, found = print_one(press.theme, font_files(str(ROOT)), sheet, {}, ())
    if data is None:
        raise SystemExit(str(found[0]))
    return data


def cost(make: Callable[[Press, SheetJob], bytes], press: Press, sheets: list[SheetJob]) -> tuple[float, float]:
    """Processor milliseconds and bytes for each card."""
    started, size = time.process_time(), 0
    for sheet in sheets:
        size += len(make(press, sheet))
    cards = sum(len(sheet.items) for sheet in sheets)
    return (time.process_time() - started) * 1000 / cards, size / cards


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("county", type=Path, nargs="?", default=ROOT)
    parser.add_argument("--branches", type=int, default=2)
    parser.add_argument("--naive", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    whole = booklets(options.county, options.branches)
    theme = PaperTheme.read(layouts_of(options.county) / "paper")
    characters = theme.characters.union(*(sheet.characters() for sheet in whole))
    press = Press(theme, cut_fonts(font_files(str(ROOT)), characters))
    single = [sheet.only(item.key) for sheet in whole for item in sheet.items]
    cases: dict[str, tuple[Callable[[Press, SheetJob], bytes], list[SheetJob]]] = {
        "naive loop, one file a card": (naive, single[: options.naive]),
        "ours, one file a card": (ours, single[: options.naive * 2]),
        "ours, booklets": (ours, whole),
    }
    ours(press, single[0])
    rows: dict[str, list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(options.rounds):
        for case in reversed(cases):  # the naive loop last: its fonts stay in memory
            rows[case].append(cost(cases[case][0], press, cases[case][1]))
            if case == "ours, booklets" and len(rows[case]) == 1:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    first = rows["naive loop, one file a card"]
    print("| case | processor ms a card | ratio | bytes a card |")
    print("|---|---|---|---|")
    for case, found in rows.items():
        ratio = statistics.median(one[0] / base[0] for one, base in zip(found, first, strict=True))
        print(f"| {case} | {statistics.median(f[0] for f in found):.1f} | {ratio:.3f} | {found[0][1]:,.0f} |")
    print(f"\n{sum(len(s.items) for s in whole)} cards; peak memory before the first naive card: {peak} MiB")


if __name__ == "__main__":
    main()
