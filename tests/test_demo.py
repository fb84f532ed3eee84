"""The shipped county and the generator: records without an error, exact counts, everything there that can be shown."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from fontTools.ttLib import TTFont
from pydantic import BaseModel

from threecards.assess.branch import assess_branch
from threecards.assess.draw import is_repeatable
from threecards.assess.results import AssessStatus, BranchResult, DecisionState, MemberResult, StarStatus
from threecards.demo import Counts, people, write_county
from threecards.demo.duties import DUTIES
from threecards.demo.people import Names, township_names, village_names
from threecards.demo.yamltext import Row, scalar, yaml_text
from threecards.problems import Finding, Severity, severity
from threecards.records import model, words
from threecards.records.county import BranchFolder, Context, Settings
from threecards.records.load import list_tree, load_branch, load_settings, load_township
from threecards.records.personal import kinds_of
from threecards.records.rules import branch_facts, check_branch, check_county, check_settings, check_township

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class _County:
    """A county read from a folder, judged, assessed."""

    settings: Settings
    context: Context
    branches: Mapping[str, BranchFolder]
    results: Mapping[str, BranchResult]
    findings: tuple[Finding, ...]
    actives: int
    posts: int
    holders: int

    @property
    def members(self) -> dict[str, model.Member]:
        """All members by key."""
        return {key: member for folder in self.branches.values() for key, member in folder.members.items()}

    @property
    def outcomes(self) -> dict[str, MemberResult]:
        """All results by key."""
        return {key: found for result in self.results.values() for key, found in result.members.items()}

    def books(self) -> Iterator[model.YearBook]:
        """All year books."""
        for folder in self.branches.values():
            yield from folder.books.values()


def _read(root: Path) -> _County:
    content = root / "content"
    files = {path.relative_to(content).as_posix(): path.read_bytes() for path in sorted(content.rglob("*.yaml"))}
    settings, found = load_settings(files)
    assert settings is not None, found
    findings = list(found)
    townships = {}
    for folder in sorted((root / "members").iterdir()):
        keys = [path.name for path in folder.iterdir() if path.is_dir()]
        township, found = load_township(folder.name, (folder / "township.yaml").read_bytes(), keys)
        findings += found
        assert township is not None, found
        townships[folder.name] = township
    as_of = settings.county.frozen_on
    assert as_of is not None
    context = Context(settings, townships, as_of)
    findings += check_settings(settings, as_of)
    branches, results, facts = {}, {}, []
    for township in townships.values():
        findings += check_township(township, context)
        for key in township.branches:
            folder = root / "members" / township.key / key
            branch, found = load_branch(key, township.key, {path.name: path.read_bytes() for path in folder.iterdir()})
            findings += found
            assert branch is not None, found
            findings += check_branch(branch, context)
            facts.append(branch_facts(branch, context))
            branches[key] = branch
            results[key], found = assess_branch(branch, context)
            findings += found
    findings += check_county(facts, context)
    findings += list_tree(root).findings
    return _County(
        settings, context, branches, results, tuple(findings), sum(f.active for f in facts),
        sum(f.posts for f in facts), sum(f.holders for f in facts),
    )  # fmt: skip


def _errors(county: _County) -> list[Finding]:
    return [found for found in county.findings if severity(found.code) is Severity.ERROR]


@pytest.fixture(scope="module")
def shipped() -> _County:
    return _read(ROOT)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counts]:
    root = tmp_path_factory.mktemp("made") / "county"
    return root, write_county(root, townships=2, branches=6, joint=1, members=60)


def _digest(root: Path) -> str:
    summary = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        summary.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return summary.hexdigest()


# --- the shipped county ---------------------------------------------------------------------------------------------


def test_the_shipped_county_has_no_error(shipped: _County) -> None:
    assert _errors(shipped) == []


def test_the_shipped_county_agrees_with_its_sheet(shipped: _County) -> None:
    expected = shipped.settings.county.expected
    joint = sum(folder.branch.kind is words.BranchKind.JOINT for folder in shipped.branches.values())
    counted = (
        len(shipped.context.townships),
        len(shipped.branches),
        joint,
        shipped.actives,
        shipped.posts,
        shipped.holders,
    )
    assert counted == (
        expected.townships, expected.branches, expected.joint, expected.members, expected.posts, expected.holders,
    )  # fmt: skip


# settings hold one word at a time, the default; everything else that a word list offers occurs in the records
_ONE_AT_A_TIME = {
    words.NameMode.SURNAME, words.Results.ALL, words.QuotaMode.ENFORCE, words.OrganisationMode.DIRECT,
    words.HalfyearMode.BLEND,
}  # fmt: skip


def _words_in(value: object) -> Iterator[StrEnum]:
    if isinstance(value, StrEnum):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _words_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _words_in(key)
            yield from _words_in(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _words_in(item)


def test_every_word_occurs_in_the_shipped_county(shipped: _County) -> None:
    settings = shipped.settings
    records: list[object] = [settings.county, *settings.schemes.values(), *settings.stars, *settings.posts.values()]
    records += [township.township for township in shipped.context.townships.values()]
    for folder in shipped.branches.values():
        records += [folder.branch, *folder.books.values(), *folder.members.values()]
    seen = set(_words_in(records))
    every = {
        word
        for kind in vars(words).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
        for word in kind
    }
    assert every - seen == _ONE_AT_A_TIME


def test_the_shipped_county_shows_every_outcome(shipped: _County) -> None:
    outcomes = shipped.outcomes.values()
    stars = {star.status for found in outcomes for star in found.stars}
    during_the_year = {StarStatus.DECLARED, StarStatus.ON_TRACK, StarStatus.AT_RISK}
    # confirmed stars go on a notice on the same day; stars expire only with the next rating
    assert set(StarStatus) - stars == during_the_year | {StarStatus.CONFIRMED, StarStatus.EXPIRED}
    assert {found.assessment.status for found in outcomes} == set(AssessStatus)
    assert {found.assessment.decided for found in outcomes} == {*words.Grade, None}
    caps = {cap.code for found in outcomes for cap in found.assessment.caps}
    assert caps >= {"V2", "V3", "V6", "V8"}
    assert any(found.frozen for found in outcomes)
    assert {found.talk.held is not None for found in outcomes if found.talk} == {True, False}
    assert any(found.commendation.outstanding for found in outcomes)
    assert any(found.commendation.waiting for found in outcomes)


def test_a_grade_differs_from_the_suggestion_and_a_recount_asks_again(shipped: _County) -> None:
    modest = shipped.outcomes["m000101"].assessment
    assert (modest.suggested, modest.decided) == (words.Grade.EXCELLENT, words.Grade.QUALIFIED)
    recounted = shipped.outcomes["m000205"].assessment
    assert [run.suggested for run in recounted.runs] == [words.Grade.QUALIFIED, words.Grade.EXCELLENT]
    assert recounted.decision is not None
    assert recounted.decision.meeting == "jd-2"
    again = shipped.outcomes["m000414"].assessment.decision
    assert again is not None
    assert (again.meeting, again.state) == ("jd-2", DecisionState.EFFECTIVE)
    host = shipped.outcomes["m000210"].assessment
    assert str(host.rounded) == "89.37"
    moved = shipped.outcomes["m000308"].assessment.organisation.value
    assert moved is not None
    assert f"{float(moved):.2f}" == "88.67"


def _card_state(card: model.ActionCard) -> str:
    if card.closed:
        return "closed"
    if card.shown:
        return "shown"
    if card.approved:
        return "approved"
    if card.confirmed:
        return "confirmed"
    return "sent back" if any(r.result is words.ReviewResult.SENT_BACK for r in card.reviews) else "draft"


def test_every_state_of_a_card_a_notice_and_an_objection(shipped: _County) -> None:
    cards = [card for member in shipped.members.values() for card in member.cards]
    assert {_card_state(card) for card in cards} == {"draft", "sent back", "confirmed", "approved", "shown", "closed"}
    assert any(entry.state == "结转" for card in cards if card.closed for entry in card.closed.handover)
    as_of = shipped.context.as_of
    notices = [notice for book in shipped.books() for notice in book.notices]
    assert any(notice.removed for notice in notices)
    assert any(notice.posted <= as_of and notice.removed is None for notice in notices)
    assert any(notice.posted > as_of for notice in notices)
    objections = [objection for book in shipped.books() for objection in book.objections]
    assert any(o.refused for o in objections)
    assert any(o.extended for o in objections)
    assert any(o.appeal_of for o in objections)
    assert any(o.accepted is None and o.refused is None for o in objections)
    assert any(o.accepted and o.answer is None for o in objections)
    assert {o.answer.outcome for o in objections if o.answer} == set(words.Outcome)


def test_consents_ballots_offices_and_histories_of_every_kind(shipped: _County) -> None:
    members = shipped.members.values()
    consents = [member.consent for member in members]
    assert None in consents
    given = [consent for consent in consents if consent]
    assert {consent.name for consent in given} == {True, False}
    assert any(consent.name and not consent.photo for consent in given)
    assert any(consent.withdrawn for consent in given)
    sessions = [session for book in shipped.books() for session in book.ballots]
    assert {session.kind for session in sessions if session.superseded_by} == set(words.BallotKind)
    officers = [term for folder in shipped.branches.values() for term in folder.branch.officers]
    assert any(term.acting for term in officers)
    assert any(term.name for term in officers)
    assert any(folder.branch.vacancies for folder in shipped.branches.values())
    items = [item for member in members for card in member.cards for item in card.commitments]
    assert any(item.revisions for item in items)
    assert any(entry.public_reason for item in items for entry in item.history)
    done = words.CommitmentStatus.DONE
    assert any(e.status is done and e.verified_by is None for item in items for e in item.history)
    assert any(post.local for folder in shipped.branches.values() for post in folder.branch.posts)
    assert any(a.voluntary for member in members for card in member.cards for a in card.posts)
    honours = [honour for member in members for honour in member.commendations]
    assert {honour.level for honour in honours} == set(words.HonourLevel)
    assert any(honour.revoked for honour in honours)


def test_names_that_put_programs_to_the_test(shipped: _County) -> None:
    names = [member.name for member in shipped.members.values()]
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any(len(name) == 2 for name in names)
    assert any(len(name) == 4 and "·" not in name for name in names)
    assert any("·" in name for name in names)
    twins = [name for name, count in Counter(names).items() if count > 1]
    signs = [m.disambiguation for m in shipped.members.values() if m.name in twins]
    assert len(twins) == 1
    assert sorted(map(str, signs)) == ["二组", "五组"]


def test_the_draws_can_be_repeated(shipped: _County) -> None:
    draws = [record for book in shipped.books() for record in book.draws]
    assert len(draws) > 10
    assert all(is_repeatable(record) for record in draws)


def test_promises_are_nobodys_copy(shipped: _County) -> None:
    texts = [item.what for m in shipped.members.values() for card in m.cards for item in card.commitments]
    assert len(texts) > 120
    assert len(set(texts)) == len(texts)
    assert not [found for found in shipped.findings if found.code.startswith("COM-")]


# --- files that are a pleasure to read ------------------------------------------------------------------------------


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _in_order(tree: Any, kind: type[BaseModel]) -> bool:
    """True when the keys of a record stand in the order of its model, all the way down."""
    order = [info.alias or name for name, info in kind.model_fields.items()]
    places = [order.index(key) for key in tree]
    if places != sorted(places):
        return False
    for info in kind.model_fields.values():
        inner = next((a for a in _models(info.annotation)), None)
        for name, field in kind.model_fields.items():
            if field is info and inner and (item := tree.get(info.alias or name)) is not None:
                rows = item if isinstance(item, list) else [item]
                if not all(_in_order(row, inner) for row in rows if isinstance(row, dict)):
                    return False
    return True


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif getattr(annotation, "__origin__", None) is not Mapping and "Mapping" not in str(annotation)[:30]:
        for inner in getattr(annotation, "__args__", ()):
            yield from _models(inner)


def _kind(path: Path) -> type[BaseModel]:
    if path.name == "township.yaml":
        return model.Township
    if path.name == "branch.yaml":
        return model.Branch
    return model.Member if path.name.startswith("m") else model.YearBook


SHIPPED = sorted((ROOT / "members").rglob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_are_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert [line for line in lines if line != line.rstrip()] == []
    short = [
        line for line in lines if not re.search(r"(text|issues|comment|content|outcome|reason|public_reason): ", line)
    ]
    assert max(map(_columns, short)) <= 120
    assert _in_order(yaml.load(text, Loader=yaml.CBaseLoader), _kind(path))


def test_no_file_holds_a_personal_number() -> None:
    for path in (*SHIPPED, *sorted(p for p in (ROOT / "content").rglob("*") if p.is_file())):
        text = path.read_text(encoding="utf-8")
        assert list(kinds_of(text)) == [], path
        phones = re.findall(r"(?:phone|contact): *([0-9][0-9 -]{5,})", text)
        assert all(phone.startswith("0000-") for phone in phones), path


@pytest.mark.parametrize("font", ["ThreeCardsSans.ttf", "ThreeCardsSerif.ttf"])
def test_every_character_has_a_glyph(font: str) -> None:
    known = set(TTFont(ROOT / "layouts" / "fonts" / font).getBestCmap())
    texts = [path.read_text(encoding="utf-8") for path in SHIPPED]
    texts += [value for value in vars(people).values() if isinstance(value, str)]
    assert {character for text in texts for character in text if ord(character) > 126} - set(map(chr, known)) == set()


# --- settings -------------------------------------------------------------------------------------------------------


def test_the_scheme_writes_out_the_defaults(shipped: _County) -> None:
    scheme, plain = shipped.settings.scheme, model.Scheme(version="x")
    text = (ROOT / "content" / "scheme" / "2026.yaml").read_text(encoding="utf-8")
    written = yaml.load(text, Loader=yaml.CBaseLoader)
    rules = set(model.Scheme.model_fields) - {"version", "approved", "approved_by", "closed", "closed_hash", "cutoff"}
    assert rules <= set(written)
    for name in sorted(rules):
        assert getattr(scheme, name) == getattr(plain, name), name


def test_the_catalogue_has_38_posts_and_the_generator_knows_each(shipped: _County) -> None:
    posts = shipped.settings.posts
    assert len(posts) == 38
    assert len({post.key for post in posts.values()}) == 38
    assert set(DUTIES) == set(posts)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True), ("2025-02-04", False), ("2025-10-08", False), ("2025-12-31", True), ("2026-01-04", True),
        ("2026-02-14", True), ("2026-02-23", False), ("2026-05-09", True), ("2026-09-20", True), ("2026-10-10", True),
        ("2026-10-07", False), ("2026-12-25", True), ("2026-12-26", False),
    ],
)  # fmt: skip
def test_working_days(shipped: _County, day: str, works: bool) -> None:
    from threecards.records.calendar import calendar_of

    assert calendar_of(shipped.settings.workdays).is_workday(date.fromisoformat(day)) is works


# --- counties of any size -------------------------------------------------------------------------------------------


def test_a_made_county_has_no_error_and_exact_counts(made: tuple[Path, Counts]) -> None:
    root, counts = made
    county = _read(root)
    assert _errors(county) == []
    assert not [found for found in county.findings if found.code == "ORG-007"]
    assert (counts.townships, counts.branches, counts.joint, counts.members) == (2, 6, 1, 60)
    assert (county.actives, county.posts, county.holders) == (60, counts.posts, counts.holders)
    assert len(county.members) == counts.files
    assert sum(len(folder.branch.villages) for folder in county.branches.values()) == counts.villages
    joint = [folder for folder in county.branches.values() if folder.branch.kind is words.BranchKind.JOINT]
    assert len(joint) == 1
    assert counts.bytes == sum(p.stat().st_size for p in (root / "members").rglob("*.yaml"))


@pytest.mark.parametrize(
    ("seed", "size"),
    [
        (1, {"townships": 1, "branches": 1, "joint": 0, "members": 8}),
        (2, {"townships": 2, "branches": 5, "joint": 5, "members": 150, "holders": 60, "posts": 5}),
        (3, {"townships": 3, "branches": 12, "joint": 2, "members": 600}),
    ],
)
def test_any_size_and_seed_is_free_of_errors(tmp_path: Path, seed: int, size: dict[str, Any]) -> None:
    counts = write_county(tmp_path / "county", seed=seed, **size)
    county = _read(tmp_path / "county")
    assert _errors(county) == []
    assert (county.actives, county.posts, county.holders) == (counts.members, counts.posts, counts.holders)
    for name, number in size.items():
        assert getattr(counts, name) == number


def test_a_larger_county_is_as_rich_as_the_shipped_one(tmp_path: Path) -> None:
    write_county(tmp_path / "county", townships=3, branches=30, joint=2, members=1500, seed=7)
    county = _read(tmp_path / "county")
    assert _errors(county) == []
    members, outcomes = county.members.values(), county.outcomes.values()
    assert {card.type for member in members for card in member.cards} == set(words.MemberType)
    statuses = {e.status for m in members for c in m.cards for item in c.commitments for e in item.history}
    assert statuses == set(words.CommitmentStatus) - {words.CommitmentStatus.PLANNED}
    kinds = {kind for member in members for deed in member.deeds for kind in deed.kinds}
    assert kinds == set(words.DeedKind)
    assert {found.assessment.status for found in outcomes} >= set(AssessStatus) - {AssessStatus.DEFERRED}
    assert {found.assessment.decided for found in outcomes} == {*words.Grade, None}
    lit = {star.star for found in outcomes for star in found.stars if star.status is StarStatus.LIT}
    assert lit == set(words.Star)
    books = list(county.books())
    assert {session.design for book in books for session in book.ballots} == set(words.BallotDesign)
    assert all(len(book.inspections) == 4 and len(book.halfyears) == 2 and len(book.draws) == 4 for book in books)
    assert {meeting.kind for book in books for meeting in book.meetings} == set(words.MeetingKind)
    assert all(is_repeatable(record) for book in books for record in book.draws)
    graded = [found for found in outcomes if found.assessment.decided]
    shares = Counter(found.assessment.decided for found in graded)
    assert 0.15 < shares[words.Grade.EXCELLENT] / len(graded) < 0.45
    assert shares[words.Grade.QUALIFIED] > len(graded) / 3
    assert all(found.assessment.rounded is not None for found in graded)
    copies = sum(found.code == "COM-006" for found in county.findings)
    assert copies < len(members) / 10
    assert any(ord(c) > 0xFFFF for member in members for c in member.name)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, made: tuple[Path, Counts]) -> None:
    again = write_county(tmp_path / "again", townships=2, branches=6, joint=1, members=60)
    assert again == made[1]
    assert _digest(tmp_path / "again") == _digest(made[0])
    write_county(tmp_path / "other", townships=2, branches=6, joint=1, members=60, seed=2027)
    assert _digest(tmp_path / "other" / "members") != _digest(made[0] / "members")


def test_the_hash_seed_of_the_interpreter_does_not_matter(tmp_path: Path, made: tuple[Path, Counts]) -> None:
    code = (
        "import sys; from pathlib import Path; from threecards.demo import write_county;"
        "write_county(Path(sys.argv[1]), townships=2, branches=6, joint=1, members=60)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "county")], check=True, env=environment, cwd=tmp_path)
    assert _digest(tmp_path / "county") == _digest(made[0])


def test_made_files_hold_no_personal_number_and_no_long_table(made: tuple[Path, Counts]) -> None:
    for path in sorted((made[0] / "members").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert list(kinds_of(text)) == [], path
        assert all(phone.startswith("0000-") for phone in re.findall(r"phone: *(\S+)", text)), path
        tables = [line for line in text.split("\n") if line.rstrip().endswith("}")]
        assert max(map(_columns, tables)) <= 120, path


def test_progress_is_told_branch_by_branch(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_county(
        tmp_path, townships=1, branches=3, joint=0, members=30, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_county(tmp_path, townships=1, branches=1, joint=0, members=8)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(
    "size",
    [
        {"townships": 0, "branches": 3, "joint": 0, "members": 60},
        {"townships": 4, "branches": 3, "joint": 0, "members": 60},
        {"townships": 1, "branches": 3, "joint": 4, "members": 60},
        {"townships": 1, "branches": 3, "joint": 0, "members": 23},
        {"townships": 1, "branches": 3, "joint": 0, "members": 60, "posts": 2},
        {"townships": 1, "branches": 3, "joint": 0, "members": 60, "holders": 43},
        {"townships": 1, "branches": 3, "joint": 0, "members": 60, "holders": 4, "posts": 5},
    ],
)
def test_sizes_that_no_county_can_have(tmp_path: Path, size: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        write_county(tmp_path / "county", **size)
    assert not (tmp_path / "county").exists()


def test_names_differ_within_a_branch() -> None:
    names = Names(Random(5))
    made = [names.new() for _ in range(400)]
    assert len(set(made)) == len(made)
    assert {len(name) for name in made if "·" not in name} >= {2, 3}
    assert len(set(township_names(130, Random(1)))) == 130
    assert len(set(village_names(500, Random(1)))) == 500
    with pytest.raises(ValueError, match="villages"):
        village_names(1_000_000, Random(1))


# --- the writer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "平常的话", "a: b", "结尾有冒号:", "#井号", "有 # 注释", "- 短横", "1/3", "30%", "2026-03-09", "是", "'单引号", '"双引号"', "[方括号",
        "逗号, 和 {括号}", "*星", "&和", "!叹", "%百分", "@at", "`撇", "|竖", ">大", "反斜\\杠", " 前空格", "后空格 ", "", "𠮷野", "一·二", "?问",
        "第一行\n第二行", "制表\t符", "C:\\路径",
    ],
)  # fmt: skip
def test_scalars_read_back_as_they_were(text: str) -> None:
    record = {"block": text, "row": Row(a=text, b="x"), "list": [text, "y"], "rows": [Row(a=text), {"a": text}]}
    tree = yaml.load(yaml_text(record), Loader=yaml.CBaseLoader)
    assert tree == {
        "block": text,
        "row": {"a": text, "b": "x"},
        "list": [text, "y"],
        "rows": [{"a": text}, {"a": text}],
    }
    assert yaml.load(f"k: {scalar(text)}", Loader=yaml.CBaseLoader) == {"k": text}


def test_layout_of_a_record() -> None:
    record = {
        "name": "周麦成", "born": "1974-06", "#note": "一段一段写", "memberships": [Row({"branch": "b001", "from": "1999-07-01"})],
        "cards": [{"year": "2026", "surveys": ["yj-1", "tx-1"]}, {"year": "2025", "findings": ["路烂，水少"], "empty": []}],
        "last": "x",
    }  # fmt: skip
    assert yaml_text(record, ["标题"]) == (
        "# 标题\n\n"
        "name: 周麦成\n"
        "born: 1974-06\n\n"
        "# 一段一段写\n"
        "memberships:\n"
        "  - {branch: b001, from: 1999-07-01}\n\n"
        "cards:\n"
        "  - year: 2026\n"
        "    surveys: [yj-1, tx-1]\n\n"
        "  - year: 2025\n"
        "    findings:\n"
        "      - 路烂，水少\n"
        "    empty: []\n\n"
        "last: x\n"
    )


def test_a_row_that_would_not_fit_becomes_a_block() -> None:
    long = "很长的说明" * 12
    assert yaml_text({"history": [Row(date="2026-03-09", public_reason=long)]}) == (
        f"history:\n  - date: 2026-03-09\n    public_reason: {long}\n"
    )
