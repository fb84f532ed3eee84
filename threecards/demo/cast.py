"""The people of one branch of the demo county: who they are, what they hold, since when they belong.

In: a ``BranchPlan`` (how many of what) and a random source. Out: ``Person`` rows and the branch's terms of office.
Not here: what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Generic, TypeVar

from threecards.demo.people import Names
from threecards.demo.yamltext import Row

YEAR = 2026
Record = dict[str, Any]
T = TypeVar("T")

OFFICE, PLAIN, FLOATING, ELDER = "有职", "无职", "流动", "年长"
_ZEAL, _SHARES = "ABCD", (18, 60, 18, 4)  # keen, ordinary, slow, idle; in percent
_OLDEST_HOLDER = 1971  # 55 on 1 January at the latest


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """What one branch is to hold.

    members: active on the last day; gone: files of members who left in or before the year. holders: members with a
    post, exactly; posts: posts offered, each held by somebody. first: number of the first member key. elsewhere:
    other branches of the county, from which somebody may have come. chief: the township secretary makes his spot
    check of every quarter here.
    """

    key: str
    township: str
    villages: tuple[tuple[str, str], ...]
    members: int
    gone: int
    holders: int
    posts: int
    first: int
    elsewhere: tuple[str, ...]
    chief: bool

    @property
    def joint(self) -> bool:
        """True for a branch of several villages."""
        return len(self.villages) > 1


@dataclass(slots=True)
class Person:
    """Somebody of the branch.

    kind: 有职, 无职, 流动, 年长 (exempt). story: what is special, empty for most: probationary, draft (just accepted),
    moved_in, late (came after the cut-off), correction, resumed, and for those who left: dead, moved_out, suspended,
    removed, expelled. since, until: days in the branch; returns: days on which somebody away was at home. card_from:
    day from which there is a card.
    """

    kind: str
    zeal: str
    story: str = ""
    name: str = ""
    twin: str = ""
    key: str = ""
    born: str = ""
    joined: date = date(2000, 7, 1)
    since: date = date(2001, 7, 1)
    until: date | None = None
    full: bool = True
    holder: bool = False
    old_holder: bool = False
    village: str = ""
    group: str = ""
    office: str = ""
    posts: list[str] = field(default_factory=list)
    returns: list[date] = field(default_factory=list)
    card_from: date | None = None
    record: Record = field(default_factory=dict)

    def here(self, day: date) -> bool:
        """True when an active member of the branch on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def home(self, day: date) -> bool:
        """True when here and not away."""
        return self.here(day) and (self.kind != FLOATING or day in self.returns)

    @property
    def stays(self) -> bool:
        """True for a member who is still here on the last day."""
        return self.until is None


class Deck(Generic[T]):
    """Cards drawn one after another; when all have been drawn they are shuffled again."""

    def __init__(self, rng: Random, cards: Sequence[T]) -> None:
        self._rng, self._cards, self._left = rng, tuple(cards), list[T]()

    def next(self) -> T:
        """Draw one."""
        if not self._left:
            self._left = list(self._cards)
            self._rng.shuffle(self._left)
        return self._left.pop()


def workday(rng: Random, first: date, last: date) -> date:
    """Pick a day from first to last, none of a weekend unless there is no other."""
    day = first + timedelta(days=rng.randrange((last - first).days + 1))
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    if day > last:
        day -= timedelta(days=3)
    return max(day, first)


def iso(day: date) -> str:
    """A day as records write it."""
    return day.isoformat()


# --- who there is ----------------------------------------------------------------------------------------------------


def cast(plan: BranchPlan, rng: Random) -> list[Person]:
    """Make everybody of a branch, in the order of their keys; exactly ``plan.members`` of them stay, ``plan.holders``
    hold a post.
    """
    staying = _staying(plan, rng)
    people = staying + _leaving(plan, rng)
    rng.shuffle(people)
    names = Names(rng)
    numerals = "一二三四五六七"[: rng.randint(3, 7)]
    for number, person in enumerate(people):
        person.key = f"m{plan.first + number:06d}"
        person.name = names.new()
        person.village = rng.choice(plan.villages)[0]
        person.group = f"第{rng.choice(numerals)}村民小组"
    _twins(staying, rng)
    return people


def _zeal(rng: Random) -> str:
    return rng.choices(_ZEAL, _SHARES)[0]


def _staying(plan: BranchPlan, rng: Random) -> list[Person]:
    n = plan.members
    offices = _offices(plan, rng)
    people = [Person(OFFICE, "A" if rng.random() < 0.28 else "B", office=office) for office in offices]
    rest = n - len(people)
    floating = min(round(n * rng.uniform(0.08, 0.18)), rest // 4)
    elder = min(round(n * rng.uniform(0.02, 0.07)), rest // 6)
    people += [Person(FLOATING, _zeal(rng)) for _ in range(floating)]
    people += [Person(ELDER, "B") for _ in range(elder)]
    people += [Person(PLAIN, _zeal(rng)) for _ in range(n - len(people))]
    _holders(plan, people, rng)
    free = [p for p in people if p.kind == PLAIN and not p.holder]
    rng.shuffle(free)
    stories = ["probationary"] * (n // 45 + (rng.random() < 0.4)) + ["draft"] * (rng.random() < 0.15)
    if plan.elsewhere:
        stories += ["moved_in"] * (rng.random() < 0.25)
    stories += (
        ["late"] * (rng.random() < 0.10) + ["correction"] * (rng.random() < 0.08) + ["resumed"] * (rng.random() < 0.04)
    )
    for person, story in zip(free[: max(0, len(free) - 2)], stories, strict=False):
        person.story = story
    for person in people:
        _dates(person, rng)
    return people


def _offices(plan: BranchPlan, rng: Random) -> list[str]:
    """Say which offices are held, one person each; ``+`` joins two offices of one person."""
    n = plan.members
    both = not plan.joint and rng.random() < 0.55  # secretary and head of the village in one
    offices = ["支部书记+村委会主任" if both else "支部书记"]
    offices += ["支部副书记"] * (n >= 16) + ["支部委员"] * min(3, 1 + n // 20)
    offices += ["村委会主任"] * (len(plan.villages) - both if plan.joint else not both)
    offices += ["村干部"] * (n >= 14) + ["村民小组长"] * min(5, n // 12)
    return offices[: max(3, n // 3)]


def _holders(plan: BranchPlan, people: list[Person], rng: Random) -> None:
    """Choose who holds a post: first members without an office, then others."""
    able = [p for p in people if p.kind != ELDER]
    if plan.holders > len(able):
        raise ValueError(f"{plan.key}: {plan.holders} holders among {len(able)} members who could hold a post")
    order = {PLAIN: 0.0, FLOATING: 0.55, OFFICE: 0.5}
    able.sort(key=lambda p: order[p.kind] + rng.random())
    for person in able[: plan.holders]:
        person.holder = True
        person.old_holder = person.kind == PLAIN and rng.random() < 0.015


def _dates(person: Person, rng: Random) -> None:
    """Give years that fit: holders are 55 or younger, volunteers and others may be older, everybody joined as an
    adult.
    """
    if person.kind == ELDER:
        year = rng.randint(1934, 1948)
    elif person.old_holder:
        year = rng.randint(1956, 1969)
    elif person.holder or person.kind == OFFICE:
        year = rng.randint(_OLDEST_HOLDER, 1999)
    elif person.kind == FLOATING:
        year = rng.randint(1976, 2001)
    else:
        year = rng.randint(1946, 1994)
    if person.story in ("probationary", "draft"):
        year = rng.randint(1994, 2006)
    person.born = f"{year}-{rng.randint(1, 12):02d}"
    latest = 2023 if person.story not in ("probationary", "draft") else 2025
    joining = min(latest, year + rng.randint(19, 34))
    person.joined = date(joining, rng.choice((5, 6, 6, 7, 11, 12)), rng.randint(1, 28))
    person.since = _next_year(person.joined)
    if person.story == "probationary":
        person.joined = person.since = rng.choice((date(2025, 11, 28), date(2026, 5, 20), date(2026, 6, 29)))
        person.full = False
    elif person.story == "draft":
        person.joined = person.since = date(2026, 11, 20)
        person.full = False
    elif person.story == "moved_in":
        person.since = rng.choice((date(2026, 3, 1), date(2026, 5, 11), date(2026, 8, 1), date(2026, 9, 1)))
    elif person.story == "late":
        person.since = date(2026, 12, 2)
    elif person.story == "resumed":
        person.since = date(2026, 10, 12)
    if person.kind == FLOATING:
        person.returns = [date(2026, 2, rng.randint(9, 14))] + [date(2026, 10, 3)] * (rng.random() < 0.4)


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1)


_ENDS = ("dead", "dead", "dead", "moved_out", "moved_out", "suspended", "removed", "expelled")


def _leaving(plan: BranchPlan, rng: Random) -> list[Person]:
    people = []
    for _ in range(plan.gone):
        person = Person(PLAIN, "B", rng.choice(_ENDS))
        _dates(person, rng)
        if person.story == "dead":
            person.born = f"{rng.randint(1932, 1960)}-{rng.randint(1, 12):02d}"
            person.joined = date(int(person.born[:4]) + rng.randint(20, 34), 7, 1)
            person.since = _next_year(person.joined)
        if person.story == "suspended":
            person.until = date(2025, 11, 19)
        elif person.story == "removed":
            person.until = date(2024, 4, 15)
        else:
            person.until = workday(rng, date(2026, 1, 8), date(2026, 11, 20))
        people.append(person)
    return people


def _twins(people: list[Person], rng: Random) -> None:
    """In one branch of six two members have the same name; a sign tells them apart."""
    plain = [p for p in people if p.kind == PLAIN and p.stays]
    if len(plain) > 6 and rng.random() < 0.17:
        one, other = plain[0], plain[1]
        other.name = one.name
        one.twin, other.twin = (
            ("上院", "下院") if one.group == other.group else (one.group[1:2] + "组", other.group[1:2] + "组")
        )


# --- terms of office -------------------------------------------------------------------------------------------------


def terms(people: list[Person], rng: Random) -> tuple[list[Row], list[Row]]:
    """Give the branch's terms of office and its vacancies: one secretary on any day, sometimes after a change in the
    year.
    """
    officers: list[Row] = []
    vacancies: list[Row] = []
    chief = next(p for p in people if "支部书记" in p.office.split("+"))
    began = date(rng.randint(2018, 2024), rng.choice((3, 9, 11)), rng.randint(1, 28))
    since = max(began, _next_year(chief.since))
    term = Row({"office": "支部书记", "member": chief.key, "from": iso(since)})
    if since < date(2021, 12, 1):
        term["re_elected"] = iso(date(2024, 11, rng.randint(3, 28)))
    officers.append(term)
    if since > date(2025, 12, 31):  # a young secretary: somebody from elsewhere held the office before
        raise AssertionError("a secretary has been a member for more than a year")
    if since > date(2020, 1, 1) and rng.random() < 0.3:
        gap = rng.choice((0, 0, 12))
        end = since - timedelta(days=1 + gap)
        before = Names(rng).new()
        officers.append(
            Row({"office": "支部书记", "name": before, "from": iso(end - timedelta(days=1500)), "to": iso(end)})
        )
        if gap:
            first, last = end + timedelta(days=1), since - timedelta(days=1)
            vacancies.append(Row({"from": iso(first), "to": iso(last), "reason": "原书记调走，等待任命"}))
    for person in people:
        for office in person.office.split("+") if person.office else ():
            if office == "支部书记":
                continue
            start = max(date(rng.randint(2021, 2024), rng.choice((1, 3, 11)), rng.randint(1, 28)), person.since)
            officers.append(Row({"office": office, "member": person.key, "from": iso(start)}))
    return officers, vacancies
