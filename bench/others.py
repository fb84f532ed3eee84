"""The cold build of a whole county against Hugo and against the bare floor, on the same records, in turn.

    python3 bench/others.py COUNTY [--rounds 3] [--hugo hugo]

COUNTY is a folder with content/ and members/, such as `python3 build.py demo` writes. Hugo (https://gohugo.io, not part of this project) gets
every record as front matter and makes a page for every member, branch and township; so does the floor (`bench/floor.py`). Both only fill a
template: no check, no score, no stars by their criteria, no search, feeds, open data or check sums, which are all in our time. Prints medians,
and ratios within each round, since only ratios travel between machines.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from floor import HERE, MENU, TITLE, stars_of
from measure import Run, measured

ROOT = Path(__file__).resolve().parent.parent
# Days become texts: Hugo would read them as points in time and print them in another form.
_DAY = re.compile(r"(?<=[:\[{,] )(\d{4}-\d\d-\d\d)(?=[,}\]\s])|(?<=\[)(\d{4}-\d\d-\d\d)(?=[,\]])")


def quoted(text: str) -> str:
    """A record with its days in quotes, pushed in by four."""
    plain = _DAY.sub(lambda m: f'"{m.group()}"', text)
    return "".join(f"    {line}" if line.strip() else line for line in plain.splitlines(keepends=True))


def page(title: str, **records: str) -> str:
    """A content file of Hugo."""
    params = "".join(f"  {name}:\n{quoted(text)}\n" for name, text in records.items())
    return f"---\ntitle: {title}\nparams:\n  is: page\n{params}---\n"


def name_of(text: str) -> str:
    """The name in a record."""
    found = re.search(r"(?m)^name: (.*)$", text)
    return found.group(1) if found else "?"


def make_hugo(county: Path, site: Path) -> None:
    """Lay the county out as a site of Hugo."""
    (site / "layouts").mkdir(parents=True)
    params = {"title": TITLE, "menu": MENU, "stars": stars_of(county)}
    config = {
        "baseURL": "https://example.org/", "title": TITLE, "params": params, "disableHugoGeneratorInject": True,
        "disableKinds": ["taxonomy", "term", "rss", "sitemap", "404", "robotstxt"],
    }  # fmt: skip
    (site / "hugo.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    shutil.copy(HERE / "member.go.html", site / "layouts" / "page.html")
    for kind in ("section", "home"):
        shutil.copy(HERE / "list.go.html", site / "layouts" / f"{kind}.html")
    for town in sorted(county.glob("members/t*")):
        target = site / "content" / town.name
        target.mkdir(parents=True)
        text = (town / "township.yaml").read_text(encoding="utf-8")
        (target / "_index.md").write_text(page(name_of(text), town=text), encoding="utf-8")
        for folder in sorted(town.glob("b*")):
            (target / folder.name).mkdir()
            text = (folder / "branch.yaml").read_text(encoding="utf-8")
            books = {f"book{b.stem}": b.read_text(encoding="utf-8") for b in folder.glob("20*.yaml")}
            (target / folder.name / "_index.md").write_text(page(name_of(text), branch=text, **books), encoding="utf-8")
            for file in folder.glob("m*.yaml"):
                text = file.read_text(encoding="utf-8")
                (target / folder.name / f"{file.stem}.md").write_text(
                    page(name_of(text), record=text), encoding="utf-8"
                )


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("county", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hugo", default=shutil.which("hugo") or "")
    options = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="threecards-others-"))
    county = options.county.resolve()
    own = place / "own"
    for name in ("content", "members"):
        shutil.copytree(county / name, own / name)
    jobs = ["--jobs", "2"]
    cases = {
        "three cards, 2 processes": ([sys.executable, str(ROOT / "build.py"), "build", "--no-pdf", "--root", str(own), *jobs], own / "site"),
        "bare floor, 2 processes": ([sys.executable, str(ROOT / "bench" / "floor.py"), str(county), str(place / "floor"), *jobs], place / "floor"),
    }  # fmt: skip
    if options.hugo:
        make_hugo(county, place / "hugo")
        target = place / "hugo" / "public"
        cases["Hugo"] = (
            [options.hugo, "--quiet", "--source", str(place / "hugo"), "--destination", str(target)],
            target,
        )
    runs: dict[str, list[Run]] = {case: [] for case in cases}
    for number in range(options.rounds):
        for case, (command, target) in cases.items():
            shutil.rmtree(target, ignore_errors=True)
            shutil.rmtree(own / ".cache", ignore_errors=True)
            runs[case].append(measured(command))
            print(f"round {number + 1}: {case}: {runs[case][-1].wall:.1f} s", file=sys.stderr)
    ours = runs["three cards, 2 processes"]
    print(
        "| case | wall s | processor s | peak MiB, largest process | pages | bytes of all pages | our wall / its wall |"
    )
    print("|---|---|---|---|---|---|---|")
    for case, rows in runs.items():
        pages = list(cases[case][1].rglob("*.html"))
        wall, cpu, memory = (statistics.median(getattr(row, what) for row in rows) for what in ("wall", "cpu", "peak"))
        ratio = statistics.median(mine.wall / its.wall for mine, its in zip(ours, rows, strict=True))
        size = sum(p.stat().st_size for p in pages)
        print(f"| {case} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {len(pages)} | {size} | {ratio:.2f} |")
    shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
