"""How the cost of a cold build grows with the county: one, three and ten times its size, and a plot of it.

    python3 bench/growth.py [--sizes 1,3,10] [--rounds 1] [--place FOLDER] [--plot docs/growth.svg]

Writes fictional counties (once), builds each from nothing without PDFs, and prints seconds of wall clock and of processors, peak memory of the
largest process, and processor milliseconds for each member. Cost is linear where the last column stays the same.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Run, measured

ROOT = Path(__file__).resolve().parent.parent
MEMBERS, BRANCHES, TOWNSHIPS, MOST_TOWNSHIPS = 9263, 181, 13, 99


def make(county: Path, times: int) -> None:
    """Write a county so many times the usual size, unless it is there."""
    if county.exists():
        return
    sizes = {
        "members": MEMBERS * times,
        "branches": BRANCHES * times,
        "townships": min(TOWNSHIPS * times, MOST_TOWNSHIPS),
    }
    words = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
    subprocess.run([sys.executable, str(ROOT / "build.py"), "demo", str(county), *words], check=True)


def build(county: Path) -> Run:
    """Build from nothing. Raises CalledProcessError."""
    for name in ("site", ".cache"):
        shutil.rmtree(county / name, ignore_errors=True)
    return measured([sys.executable, str(ROOT / "build.py"), "build", "--no-pdf", "--root", str(county)])


def plot(rows: list[tuple[int, float]]) -> str:
    """Processor seconds over members, with the straight line through the smallest county, as an SVG."""
    width, height, left, foot = 640, 360, 70, 50
    most, longest = max(m for m, _ in rows), max(s for _, s in rows) * 1.1
    slope = rows[0][1] / rows[0][0]

    def at(members: float, seconds: float) -> str:
        x = left + members / most * (width - left - 30)
        return f"{x:.1f},{height - foot - seconds / longest * (height - foot - 30):.1f}"

    points = "".join(
        f'<circle cx="{at(m, s).split(",")[0]}" cy="{at(m, s).split(",")[1]}" r="5"/>'
        f'<text x="{at(m, s).split(",")[0]}" y="{float(at(m, s).split(",")[1]) - 12:.1f}" text-anchor="end">{m:,} members: {s:.0f} s</text>'
        for m, s in rows
    )
    end = min(most, longest / slope)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13">'
        f"<title>Processor seconds of a cold build over the number of members</title>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<path d="M{at(0, longest)} L{at(0, 0)} L{at(most, 0)}" fill="none" stroke="#555"/>'
        f'<path d="M{at(0, 0)} L{at(end, end * slope)}" stroke="#9e1b16" stroke-dasharray="6 4"/>'
        f'<g fill="#1f1b16">{points}<text x="{width - 30}" y="{height - 18}" text-anchor="end">members</text>'
        f'<text x="{left}" y="20">processor seconds, cold, no PDFs; dashed: straight from the smallest</text></g></svg>\n'
    )


def main() -> None:
    """Run the sizes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1,3,10")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "threecards-bench")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    options.place.mkdir(parents=True, exist_ok=True)
    rows = []
    print("| times | members | wall s | processor s | peak MiB, largest process | processor ms a member |")
    print("|---|---|---|---|---|---|")
    for times in map(int, options.sizes.split(",")):
        county = options.place / f"growth-{times}"
        make(county, times)
        made = [build(county) for _ in range(options.rounds)]
        wall, cpu, memory = (statistics.median(getattr(one, what) for one in made) for what in ("wall", "cpu", "peak"))
        members = sum(1 for _ in county.glob("members/t*/b*/m*.yaml"))
        rows.append((members, cpu))
        print(
            f"| {times} | {members:,} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {cpu / members * 1000:.2f} |",
            flush=True,
        )
    if options.plot:
        options.plot.write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
