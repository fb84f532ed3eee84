"""Time what a clerk waits for at county size, each command as a whole process: builds from nothing and after a change, checks, one card.

    python3 bench/county.py [--members 9263] [--rounds 3] [--pdf] [--place FOLDER]

Writes a fictional county (once) and builds it with the `build.py` of this checkout. Prints the median of the rounds in seconds, the peak memory of
the largest process, and every case as a ratio to the build from nothing of the same round, since only ratios travel between machines.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import Run, measured

ROOT = Path(__file__).resolve().parent.parent
CASES = (
    "build, nothing there", "build, nothing changed", "build, one promise changed", "build --card, one promise changed",
    "build, one page layout changed", "build, style sheet changed", "check, nothing known", "check, nothing changed",
    "check, one promise changed", "print, one action card",
)  # fmt: skip
SETTLED = 2.5  # seconds after which a file's time is trusted, see threecards/build/marks.py


def run(county: Path, *arguments: str) -> Run:
    """Run one command on the county. Raises CalledProcessError when it fails."""
    return measured([sys.executable, str(ROOT / "build.py"), *arguments, "--root", str(county)])


def change_one(county: Path, number: int) -> str:
    """Change the wording of one promise in the middle of the county; the member's key."""
    files = sorted(county.glob("members/t*/b*/m*.yaml"))
    file = next(f for f in files[len(files) // 2 :] if "        what: " in f.read_text(encoding="utf-8"))
    lines = file.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("        what: "))
    lines[at] = f"        what: 修好村口第 {number} 段水渠二十米，请全组验收"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file.stem


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=9263)
    parser.add_argument("--branches", type=int, default=181)
    parser.add_argument("--townships", type=int, default=13)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pdf", action="store_true", help="make the sheets too")
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()) / "threecards-bench")
    options = parser.parse_args()
    county = options.place / f"county-{options.members}"
    if not county.exists():
        sizes = ("members", "branches", "townships")
        words = [w for s in sizes for w in (f"--{s}", str(getattr(options, s)))]
        subprocess.run([sys.executable, str(ROOT / "build.py"), "demo", str(county), *words], check=True)
    build = ["build"] if options.pdf else ["build", "--no-pdf"]
    runs: dict[str, list[Run]] = {case: [] for case in CASES}
    shutil.rmtree(county / "layouts", ignore_errors=True)
    shutil.copytree(ROOT / "layouts", county / "layouts")
    member = sorted(county.glob("members/t*/b*/m*.yaml"))[options.members // 2].stem

    def settle() -> None:
        time.sleep(SETTLED)
        run(county, *build)

    def time_it(case: str, *command: str) -> None:
        runs[case].append(run(county, *command))

    for number in range(options.rounds):
        for tree in ("site", "print", "binder", ".cache"):
            shutil.rmtree(county / tree, ignore_errors=True)
        time_it("build, nothing there", *build)
        time_it("build, nothing changed", *build)
        change_one(county, number)
        time_it("build, one promise changed", *build)
        settle()
        changed = change_one(county, number + 500)
        time_it("build --card, one promise changed", "build", "--card", changed, "--to", str(county / "to-print"))
        settle()
        for case, name, more in (
            ("build, one page layout changed", "how.html.j2", "{# more #}"), ("build, style sheet changed", "site.css", "/**/"),
        ):  # fmt: skip
            with (county / "layouts" / "web" / name).open("a", encoding="utf-8") as file:
                file.write(more)
            time_it(case, *build)
            settle()
        time_it("check, nothing known", "check", "--errors-only")
        time_it("check, nothing changed", "check", "--errors-only")
        change_one(county, number + 1000)
        time_it("check, one promise changed", "check", "--errors-only")
        time_it("print, one action card", "print", "action-cards", "--member", member, "--to", str(county / "to-print"))
    peak = max(one.peak for some in runs.values() for one in some)
    print(
        f"{options.members} members, {os.cpu_count()} cores, {options.rounds} rounds, {'with' if options.pdf else 'without'} PDFs"
    )
    for case in CASES:
        ratios = [one.wall / whole.wall for one, whole in zip(runs[case], runs["build, nothing there"], strict=True)]
        wall = statistics.median(one.wall for one in runs[case])
        print(f"{case:32} {wall:8.2f} s   ratio {statistics.median(ratios):6.3f}")
    print(f"peak memory of one process: {peak} MiB")


if __name__ == "__main__":
    main()
