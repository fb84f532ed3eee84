"""Privacy, proved on bytes: no internal value reaches the public site, and no internal change can be seen there."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.county_tree import books, build_site, copy_county, edit, load, members, save, tree
from threecards.problems import as_text
from threecards.records.load import fields_of, level_of, models_in
from threecards.records.model import Branch, Member, Model, Township, YearBook

PUBLIC = "W"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return copy_county(tmp_path)


def built(root: Path) -> dict[str, bytes]:
    report = build_site(root)
    assert report.ok, "\n".join(as_text(p) for p in report.problems if p.severity == "E")
    return tree(root / "site")


# --- markers -----------------------------------------------------------------------------------------------------------


def is_free_text(annotation: Any) -> bool:
    """True for fields that take any text: a marker fits in without breaking a rule about its form."""
    if isinstance(annotation, type):
        return annotation is str
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return is_free_text(arguments[0]) and not any(
            getattr(m, "pattern", None) for a in arguments[1:] for m in getattr(a, "metadata", [a])
        )
    return origin is not dict and any(is_free_text(a) for a in arguments if a is not type(None))


class Marker:
    """Puts a unique marker into every internal free text of a record. Counts, so that the test can see that it did something."""

    def __init__(self) -> None:
        self.markers: dict[str, str] = {}

    def _next(self, where: str) -> str:
        marker = f"暗{len(self.markers):05d}记"
        self.markers[marker] = where
        return marker

    def mark(self, model: type[Model], record: dict[str, Any], public: bool = True, where: str = "") -> None:
        """Walk a record along its model; below an internal field everything is internal."""
        for key, info in fields_of(model).items():
            if key not in record:
                continue
            open_ = public and level_of(info) == PUBLIC
            inner = next(iter(models_in(info.annotation)), None)
            value, place = record[key], f"{where}.{key}"
            if inner is not None:
                if isinstance(value, list):
                    for item in value:
                        self.mark(inner, item, open_, place)
                elif isinstance(value, dict) and set(value) <= set(fields_of(inner)):
                    self.mark(inner, value, open_, place)
                elif isinstance(value, dict):
                    for item in value.values():
                        self.mark(inner, item, open_, place)
            elif (
                not open_
                and is_free_text(info.annotation)
                and not any(getattr(m, "pattern", None) for m in info.metadata)
            ):
                if isinstance(value, str):
                    record[key] = self._next(place)
                elif isinstance(value, list):
                    record[key] = [self._next(place) for _ in value]


# Internal texts that are public under a condition of their own; the condition is taken away before marking.
def close_conditions(root: Path) -> None:
    for path in members(root):

        def member(record: dict[str, Any]) -> None:
            record.pop("consent", None)
            record.pop("photo", None)
            for deed in record.get("deeds", []):
                deed["reviewed"] = "否"

        edit(path, member)
    for path in (root / "members").glob("t*/b*/branch.yaml"):

        def branch(record: dict[str, Any]) -> None:
            for card in record.get("goal_cards", []):
                for comment in card.get("comments", []):
                    comment["public"] = "否"

        edit(path, branch)
    for path in (root / "members").glob("t*/township.yaml"):

        def township(record: dict[str, Any]) -> None:
            for card in record.get("cards", []):
                for entry in card.get("log", []):
                    entry["reviewed"] = "否"

        edit(path, township)
    for path in books(root):

        def book(record: dict[str, Any]) -> None:
            for check in record.get("spot_checks", []):
                check["public"] = "否"

        edit(path, book)


def test_no_marker_of_an_internal_field_is_in_any_byte_of_the_site(county: Path) -> None:
    close_conditions(county)
    marker = Marker()
    # Office holders are named as office information (domain rule 9.3): their names are public in their terms.
    officers = {
        term["member"]
        for path in (county / "members").glob("t*/b*/branch.yaml")
        for term in load(path).get("officers", [])
        if "member" in term
    }
    for path in members(county):
        record = load(path)
        name = record["name"]
        marker.mark(Member, record, where=path.stem)
        if path.stem in officers:
            record["name"] = name
        for deed in record.get("deeds", []):
            deed["text"] = marker._next(f"{path.stem}.deeds.text")  # not reviewed: internal
        save(path, record)
    for model, pattern in (
        (Branch, "t*/b*/branch.yaml"),
        (YearBook, "t*/b*/[0-9]*.yaml"),
        (Township, "t*/township.yaml"),
    ):
        for path in (county / "members").glob(pattern):
            record = load(path)
            marker.mark(model, record, where=path.stem)
            save(path, record)
    assert len(marker.markers) > 300, "the markers did not get in"
    site = built(county)
    everything = b"\n".join(name.encode() + b"\n" + data for name, data in site.items())
    leaked = [f"{where} ({m})" for m, where in marker.markers.items() if m.encode() in everything]
    assert not leaked


def test_no_problem_text_shows_a_marker(county: Path) -> None:
    """Break every file after marking it: whatever the messages quote, it is not an internal value."""
    marker = Marker()
    for path in members(county):
        record = load(path)
        marker.mark(Member, record, where=path.stem)
        record["bron"] = "1"
        record["memberships"][0]["from"] = "2006-13-40"
        save(path, record)
    report = build_site(county)
    assert not report.ok
    text = "\n".join(as_text(p, lang) for p in report.problems for lang in ("zh", "en"))
    assert [m for m in marker.markers if m in text] == []


# --- inference ---------------------------------------------------------------------------------------------------------

Change = Callable[[Path], None]
Edit = Callable[[dict[str, Any]], object]


def each_member(change: Edit) -> Change:
    def run(root: Path) -> None:
        for path in members(root):
            edit(path, change)

    return run


def each_book(change: Edit) -> Change:
    def run(root: Path) -> None:
        for path in books(root):
            edit(path, change)

    return run


def other_grades(book: dict[str, Any]) -> None:
    """Swap the grades that are not public: basic and qualified become each other."""
    swap = {"基本合格": "合格", "合格": "基本合格"}
    for meeting in book.get("decisions", []):
        for verdict in meeting.get("grades", {}).values():
            if verdict["grade"] in swap:
                verdict["grade"] = swap[verdict["grade"]]
                verdict["reason"] = "经支部大会讨论，情况有变化"
                verdict["township_confirmed"] = meeting["date"]


def with_reasons(book: dict[str, Any]) -> None:
    """Give every decision a reason, so that it may differ from a suggestion that changes."""
    for meeting in book.get("decisions", []):
        for verdict in meeting.get("grades", {}).values():
            verdict["reason"] = "经支部大会讨论决定"
            verdict["township_confirmed"] = meeting["date"]


def worse_ballots(book: dict[str, Any]) -> None:
    """Turn qualified ballots into unqualified ones for everybody whose result is not public as excellent."""
    best = {k for m in book.get("decisions", []) for k, v in m.get("grades", {}).items() if v["grade"] == "优秀"}
    stars = {k for m in book.get("decisions", []) for k in m.get("stars", {})}
    with_reasons(book)
    for session in book.get("ballots", []):
        for key, row in session.get("rows", {}).items():
            if key not in best | stars and int(row.get("qualified", 0)) > 0:
                row["unqualified"] = str(int(row.get("unqualified", 0)) + 1)
                row["qualified"] = str(int(row["qualified"]) - 1)


def drop(*keys: str) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        for key in keys:
            record.pop(key, None)

    return change


def other_talks(member: dict[str, Any]) -> None:
    for talk in member.get("talks", []):
        talk.update(wishes="想法变了", strengths="特长变了", difficulties="困难变了")


def unfit(member: dict[str, Any]) -> None:
    member["fit"] = "否"
    member["able"] = "否"
    member["born"] = "1930-01"


def other_ratings(book: dict[str, Any]) -> None:
    with_reasons(book)
    for half in book.get("halfyears", []):
        half["ratings"] = dict.fromkeys(half["ratings"], "差")


def exempt(member: dict[str, Any]) -> None:
    """Exempt everybody who has no result that is public."""
    if not member.get("commendations") and not any(c.get("stars_declared") for c in member.get("cards", [])):
        member["exemptions"] = [{"year": "2026", "date": "2026-12-08"}]


def came_home(member: dict[str, Any]) -> None:
    """Nobody is away any more, and nobody's card says so: the web must not have told."""
    if member.pop("floating", None):
        member.pop("host", None)
        for card in member.get("cards", []):
            if card["type"] == "流动":
                card["type"] = "无职"


def home_again(root: Path) -> None:
    """Whoever had been assessed at the host is now a member with a direct score; decisions may differ from what is then suggested."""
    each_member(came_home)(root)
    each_book(with_reasons)(root)


def corrected(member: dict[str, Any]) -> None:
    if not member.get("statuses"):
        member["statuses"] = [{"date": "2026-10-01", "kind": "限期改正", "until": "2027-09-30"}]


def quieter_objections(book: dict[str, Any]) -> None:
    for objection in book.get("objections", []):
        objection["content"] = "内容已改写"
        objection["channel"] = "当面"


CHANGES: dict[str, Change] = {
    "a talk is not held": each_member(drop("admonitions")),
    "talks before the card": each_member(other_talks),
    "health, ability, age": each_member(unfit),
    "education and skills": each_member(drop("education", "skills", "party_since")),
    "exempt": each_member(exempt),
    "not floating": home_again,
    "correction period": each_member(corrected),
    "the self-report": each_member(
        lambda m: [r.update(text="改写过的述职") for r in m.get("self_reports", [])] and None
    ),
    "feedback": each_member(drop("feedback")),
    "grades that are not public": each_book(other_grades),
    "ballots": each_book(worse_ballots),
    "half-year results": each_book(other_ratings),
    "what an objection says": each_book(quieter_objections),
    "who was absent": each_book(lambda b: [m.pop("excused", None) for m in b.get("meetings", [])]),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site of the unchanged county, written in the form that the changes write."""
    root = copy_county(tmp_path_factory.mktemp("before"))
    for path in (*members(root), *books(root)):
        edit(path, lambda record: None)
    return built(root)


@pytest.mark.parametrize("name", CHANGES)
def test_an_internal_change_leaves_every_byte_of_the_site(name: str, county: Path, before: dict[str, bytes]) -> None:
    originals = {p: load(p) for p in (*members(county), *books(county))}
    CHANGES[name](county)
    assert any(load(p) != record for p, record in originals.items()), "the change changed nothing"
    after = built(county)
    assert after.keys() == before.keys()
    assert [path for path in after if after[path] != before[path]] == []


def test_a_public_change_is_seen(county: Path, before: dict[str, bytes]) -> None:
    """The comparison can fail."""

    def change(member: dict[str, Any]) -> None:
        for card in member.get("cards", []):
            for commitment in card.get("commitments", []):
                commitment["what"] += "改"

    each_member(change)(county)
    assert built(county) != before


def internal_fields() -> Iterator[tuple[str, str]]:
    """Every field of every record with its declared level."""
    for model in Model.__subclasses__():
        for key, info in fields_of(model).items():
            yield f"{model.__name__}.{key}", level_of(info)


def test_every_field_has_a_level() -> None:
    assert [name for name, level in internal_fields() if level not in ("W", "N", "B", "C")] == []


def test_what_the_county_keeps_back_leaves_the_site(county: Path, before: dict[str, bytes]) -> None:
    """Stricter levels in content/publication.yaml act on every page: the deeds and the baselines are gone, nothing else breaks."""
    deeds = [
        d["text"]
        for p in members(county)
        for d in load(p).get("deeds", [])
        if d.get("reviewed") == "是" and len(d["text"]) > 8
    ]
    everything = b"".join(before.values()).decode("utf-8", "replace")
    assert sum(text in everything for text in deeds) > 20
    levels = {"member.deeds": "B", "branch.phone": "N"}
    edit(county / "content" / "publication.yaml", lambda p: p.update(levels=levels))
    phones = [load(p)["phone"] for p in (county / "members").glob("t*/b*/branch.yaml") if "phone" in load(p)]
    site = b"".join(built(county).values()).decode("utf-8", "replace")
    assert [text for text in deeds if text in site] == []
    assert phones
    assert [phone for phone in phones if phone in site] == []


def test_results_are_public_for_everyone_or_for_the_commended_only(county: Path, before: dict[str, bytes]) -> None:
    """One switch and nothing in between: no total on any page, or those of everybody who has a decided grade."""
    total = re.compile(
        rb"<b>[0-9]+[.][0-9]{2}</b> \xe4|<b>[0-9]+[.][0-9]{2}</b> \xe5"
    )  # a number, then a grade's first character
    assert not any(total.search(page) for name, page in before.items() if name.startswith("m/"))
    edit(county / "content" / "county.yaml", lambda c: c.update(results="全部"))
    pages = [page for name, page in built(county).items() if name.startswith("m/")]
    shown = [page for page in pages if total.search(page)]
    graded = {k for path in books(county) for m in load(path).get("decisions", []) for k in m.get("grades", {})}
    assert 0.7 * len(graded) < len(shown) <= len(graded)
    assert any("合格".encode() in page for page in shown)
