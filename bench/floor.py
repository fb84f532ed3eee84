"""The bare floor: parse the records with PyYAML, fill a Jinja2 template, write. No check, no score, no search, no sums: what no generator in
Python can do without.

    python3 bench/floor.py COUNTY OUT [--jobs 2]
"""

from __future__ import annotations

import argparse
import gc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).resolve().parent / "others"
TITLE = "县党员三卡公示"
MENU = (
    ("posts", "岗位"), ("stars", "六星"), ("notices", "公示"), ("honours", "表彰"), ("stats", "统计"), ("how", "怎么评"), ("objections", "提意见"),
)  # fmt: skip


def read(file: Path) -> Any:
    """One record as PyYAML reads it, in its fast form."""
    return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)


def stars_of(county: Path) -> list[tuple[str, str, list[str]]]:
    """Stars with meaning and criteria, for every page."""
    stars = read(county / "content" / "stars.yaml")["stars"]
    return [(s["star"], s["meaning"], [c["text"] for c in s["criteria"][:3]]) for s in stars]


def branch(job: tuple[Path, Path, str, list[tuple[str, str, list[str]]]]) -> tuple[str, str]:
    """All pages of one branch; its key and name."""
    folder, out, town_name, stars = job
    gc.disable()
    jinja = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    page, listing = jinja.get_template("member.html.j2"), jinja.get_template("list.html.j2")
    record, town, key = read(folder / "branch.yaml"), folder.parent.name, folder.name
    for book in folder.glob("20*.yaml"):
        read(book)
    common = {
        "title": TITLE,
        "menu": MENU,
        "stars": stars,
        "b": record,
        "town": town,
        "town_name": town_name,
        "key": key,
    }
    rows = []
    for file in sorted(folder.glob("m*.yaml")):
        member = read(file)
        target = out / town / key / file.stem
        target.mkdir(parents=True)
        (target / "index.html").write_text(page.render(common, r=member), encoding="utf-8")
        cards = member.get("cards")
        rows.append((f"{town}/{key}/{file.stem}", member["name"], cards[-1] if cards else None))
    (out / town / key / "index.html").write_text(
        listing.render(common, name=record["name"], rows=rows), encoding="utf-8"
    )
    return key, record["name"]


def main() -> None:
    """Build the county."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("county", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    stars = stars_of(options.county)
    names = {t.name: read(t / "township.yaml")["name"] for t in sorted(options.county.glob("members/t*"))}
    jobs = [
        (folder, options.out, names[folder.parent.name], stars)
        for folder in sorted(options.county.glob("members/t*/b*"))
    ]
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            done = list(pool.map(branch, jobs, chunksize=4))
    else:
        done = [branch(job) for job in jobs]
    listing = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("list.html.j2")
    common = {"title": TITLE, "menu": MENU}
    for town, name in names.items():
        rows = [
            (f"{town}/{key}", word, None)
            for (key, word), job in zip(done, jobs, strict=True)
            if job[0].parent.name == town
        ]
        (options.out / town / "index.html").write_text(listing.render(common, name=name, rows=rows), encoding="utf-8")
    rows = [(town, name, None) for town, name in names.items()]
    (options.out / "index.html").write_text(listing.render(common, name=TITLE, rows=rows), encoding="utf-8")


if __name__ == "__main__":
    main()
