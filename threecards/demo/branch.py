"""One branch of the demo county put together: its file, its year book, its members.

In: a ``BranchPlan``, the context of the county, a random source. Out: records by file name. Not here: YAML.

Grades and stars are not invented: the branch is assessed by the same rules as any other, and the meeting decides on
what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from threecards.assess.branch import assess_branch
from threecards.demo import words
from threecards.demo.cast import FLOATING, OFFICE, YEAR, BranchPlan, Person, Record, cast, iso, terms, workday
from threecards.demo.decisions import conclude, probe
from threecards.demo.life import live
from threecards.demo.scene import Scene
from threecards.demo.sittings import year_book
from threecards.demo.yamltext import Row
from threecards.records.county import BranchFolder, Context
from threecards.records.model import Branch, Member, PostType, YearBook
from threecards.records.words import Category, Suits

_AREAS = {"组织": "村级党组织建设", "成员": "党员发展与教育管理", "活动": "党建载体活动开展", "阵地": "村级阵地建设"}


def make_branch(plan: BranchPlan, context: Context, chief_name: str, rng: Random) -> Mapping[str, Record]:
    """Make one branch: ``branch.yaml``, the year book, one file per member. chief_name: the township secretary."""
    people = cast(plan, rng)
    posts = _choose_posts(plan, context.settings.posts, rng)
    _give_posts(people, posts, rng)
    chief = next(p.key for p in people if "支部书记" in p.office.split("+"))
    approved = date(YEAR, 3, rng.randint(3, 5))
    scene = Scene(
        plan=plan,
        rng=rng,
        posts={key: kind.name for key, kind in posts.items()},
        chief=chief,
        drafted=date(YEAR, 2, rng.randint(9, 12)),
        sent_back=date(YEAR, 2, 26),
        chosen=date(YEAR, 2, rng.randint(25, 27)),
        approved=approved,
        shown=date(YEAR, 3, rng.randint(16, 18)),
    )
    for person in people:
        live(person, scene)
        _exempt(person, scene)
    own = _branch_file(plan, people, posts, scene)
    book = year_book(people, scene, chief_name)
    members = {p.key: Member.model_validate(p.record) for p in people}
    asked = BranchFolder(
        plan.key, plan.township, Branch.model_validate(own),
        {YEAR: YearBook.model_validate(book | {"decisions": [probe(people)]})}, members,
    )  # fmt: skip
    result, _ = assess_branch(asked, context)
    conclude(people, scene, book, result)
    book = {part: records for part, records in book.items() if records}
    return {"branch.yaml": own, f"{YEAR}.yaml": book} | {f"{p.key}.yaml": p.record for p in people}


def _choose_posts(plan: BranchPlan, catalogue: Mapping[str, PostType], rng: Random) -> dict[str, PostType]:
    kinds = rng.sample(list(catalogue.values()), min(plan.posts, len(catalogue)))
    while len(kinds) < plan.posts:
        kinds.append(rng.choice(list(catalogue.values())))
    return {f"p{n:02d}": kind for n, kind in enumerate(kinds, start=1)}


def _give_posts(people: list[Person], posts: Mapping[str, PostType], rng: Random) -> None:
    """Give every post a holder and every holder a post; those who decide in the village supervise nothing."""
    holders = [p for p in people if p.holder]
    free = sorted(holders, key=lambda p: (p.kind == OFFICE, p.kind == FLOATING, rng.random()))
    strict = {key for key, kind in posts.items() if kind.category is Category.SUPERVISION}
    order = sorted(posts, key=lambda key: key not in strict)
    for key, person in zip(order, free, strict=False):
        person.posts = [key]
    for person in free[len(order) :]:
        person.posts = [rng.choice([key for key in order if _fits(person, posts[key], key in strict)] or order[-1:])]
    for person in holders:
        more = [key for key in order if key not in person.posts and _fits(person, posts[key], key in strict)]
        if more and rng.random() < 0.08:
            person.posts.append(rng.choice(more))


def _fits(person: Person, kind: PostType, is_strict: bool) -> bool:
    if person.kind == OFFICE:
        return not is_strict
    return person.kind != FLOATING or Suits.FLOATING in kind.suits or not is_strict


def _exempt(person: Person, scene: Scene) -> None:
    if person.kind != "年长" or person.since > scene.approved:
        return
    row = Row(year=str(YEAR), date=iso(scene.approved), meeting="dh-1")
    if scene.rng.random() < 0.2:
        row["wants_stars"] = "是"
    past = person.record.pop("past", None)
    person.record["exemptions"] = [row]
    if past:
        person.record["past"] = past


def _branch_file(plan: BranchPlan, people: list[Person], posts: Mapping[str, PostType], scene: Scene) -> Record:
    rng = scene.rng
    village = plan.villages[0][1].removesuffix("村")
    record: Record = {
        "name": f"{village}联村党支部" if plan.joint else f"{village}村党支部",
        "kind": "联村" if plan.joint else "单村",
    }
    record["villages"] = [Row(key=key, name=name) for key, name in plan.villages]
    record["founded"] = iso(date(rng.randint(1952, 1985) if not plan.joint else 2016, rng.choice((3, 7, 10)), 1))
    record["phone"] = f"0000-22{int(plan.key[1:]):04d}0"
    record["board"] = rng.choice(words.BOARDS)
    officers, vacancies = terms(people, rng)
    record["officers"] = officers
    if vacancies:
        record["vacancies"] = vacancies
    held = [key for p in people for key in p.posts]
    record["posts"] = [_post(key, kind, held.count(key), rng) for key, kind in posts.items()]
    record["goal_cards"] = [_goal_card(scene)]
    return record


def _post(key: str, kind: PostType, holders: int, rng: Random) -> Record:
    post: Record = {"key": key, "type": kind.name}
    if rng.random() < 0.8:
        post["capacity"] = str(holders + rng.choice((0, 0, 1, 2)))
    return post


def _goal_card(scene: Scene) -> Record:
    rng = scene.rng
    rows = [row for area in _AREAS for row in rng.sample([g for g in words.GOALS if g[0] == area], 2)]
    weights = ("15", "10") * 3 + ("15", "10")
    goals = []
    for n, (area, text, base, target, unit, month) in enumerate(rows, start=1):
        last = date(YEAR, int(month), 28)
        goal: Record = {
            "n": str(n),
            "area": _AREAS[area],
            "text": scene.fill(text),
            "baseline": base,
            "target": target,
            "unit": unit,
        }
        goal |= {"due": iso(last), "weight": weights[n - 1]}
        if rng.random() < 0.3:
            goal["surveys"] = ["yj-1"]
        goal["progress"] = _progress(rng, int(base), int(target), int(month), unit)
        goals.append(goal)
    card: Record = {"year": str(YEAR), "signed": iso(workday(rng, date(YEAR, 1, 19), date(YEAR, 1, 30)))}
    card |= {"approved": iso(workday(rng, date(YEAR, 2, 2), date(YEAR, 2, 6))), "goals": goals}
    if rng.random() < 0.3:
        comment: Record = {
            "date": iso(workday(rng, date(YEAR, 7, 8), date(YEAR, 7, 20))),
            "text": rng.choice(words.COMMENTS),
        }
        if rng.random() < 0.5:
            comment["public"] = "是"
        card["comments"] = [comment]
    return card


def _progress(rng: Random, base: int, target: int, month: int, unit: str) -> list[Row]:
    kept = rng.random() < 0.85
    rows = []
    for quarter in (1, 2, 3, 4):
        share = min(1.0, quarter * 3 / month) if kept else min(0.8, quarter * 3 / month * 0.7)
        value = int((target if unit != "%" else target - base) * share) + (base if unit == "%" else 0)
        rows.append(Row(quarter=str(quarter), value=str(value)))
    return rows
