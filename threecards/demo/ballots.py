"""Ballots of one branch in the demo county.

In: the people of a branch. Out: sessions with totals whose sums agree. Not here: what comes out of them.
"""

from __future__ import annotations

from datetime import date
from random import Random

from threecards.demo import words
from threecards.demo.cast import ELDER, YEAR, Person, Record, iso
from threecards.demo.yamltext import Row

_FOUR = {
    "A": (0.68, 0.29, 0.03, 0.0),
    "B": (0.20, 0.63, 0.15, 0.02),
    "C": (0.08, 0.46, 0.38, 0.08),
    "D": (0.02, 0.18, 0.42, 0.38),
}
_THREE = {"A": (0.82, 0.17, 0.01), "B": (0.38, 0.56, 0.06), "C": (0.18, 0.62, 0.20), "D": (0.06, 0.34, 0.60)}
_MARK = {"A": 95, "B": 86, "C": 76, "D": 60}
_ON_SHEET = ("", "probationary", "moved_in", "correction", "resumed", "draft")


def ballots(people: list[Person], rng: Random) -> list[Record]:
    """Hold the ballots of the masses and of the members; now and then the latter had to be repeated."""
    sheet = [p for p in people if p.here(date(YEAR, 12, 1)) and p.story in _ON_SHEET and p.kind != ELDER]
    mass_day = date(YEAR, 12, rng.randint(1, 3))
    design = rng.choice(("四档", "四档", "四档", "三档", "三档"))
    eligible = rng.randint(28, 64)
    present = eligible - rng.randint(0, 4)
    returned = present - rng.randint(0, 3)
    void = rng.choice((0, 0, 1, 1, 2))
    mass: Record = {
        "key": "qz-1",
        "kind": "群众测评",
        "design": design,
        "date": iso(mass_day),
        "place": rng.choice(words.BOARDS),
    }
    mass |= {"eligible": str(eligible), "present": str(present), "issued": str(present), "returned": str(returned)}
    mass |= {
        "valid": str(returned - void),
        "void": str(void),
        "tellers": ["群众代表甲", "群众代表乙"],
        "scrutineer": "监督小组组长",
    }
    most = (returned - void) // 6
    mass["rows"] = {
        p.key: _tally(
            rng, p, design, returned - void, rng.randint(0, most // 2), rng.randint(0, most) if design == "三档" else 0
        )
        for p in sheet
    }
    member_design = rng.choices(("四档", "三档", "打分"), (65, 20, 15))[0]
    sessions = [mass]
    day = date(YEAR, 12, rng.randint(2, 4))
    if rng.random() < 0.03:
        first = date(YEAR, 12, 1)
        sessions.append(
            _members_vote(people, sheet, rng, first, "dy-1", member_design, 0.6) | {"superseded_by": "dy-2"}
        )
        sessions[-1] |= {"rows": sessions[-1].pop("rows")}
        day = date(YEAR, 12, 4)
    number = len(sessions)
    sessions.append(_members_vote(people, sheet, rng, day, f"dy-{number}", member_design, 0.05))
    return sessions


def _members_vote(
    people: list[Person], sheet: list[Person], rng: Random, day: date, key: str, design: str, away: float
) -> Record:
    """A session of members: those away, with leave or not, are listed; everybody present leaves his own row blank."""
    eligible = [p for p in people if p.here(day)]
    absent = [p for p in eligible if not p.home(day) or (p.kind == ELDER and rng.random() < 0.6)]
    free = [p for p in eligible if p not in absent]
    rng.shuffle(free)
    most = len(eligible) if away > 0.5 else len(eligible) // 3  # a session with a quorum needs two thirds
    while free and len(absent) < most and rng.random() < (0.97 if away > 0.5 else away * len(eligible) / 3):
        absent.append(free.pop())
        if away > 0.5 and len(absent) * 3 > len(eligible) * 1.2 and len(free) > 6 and len(free) * 3 < len(eligible) * 2:
            break
    away_keys = {p.key for p in absent}
    present = len(eligible) - len(absent)
    void = 1 if present > 12 and rng.random() < 0.25 else 0
    session: Record = {"key": key, "kind": "党员互评", "design": design, "date": iso(day), "place": "党群服务室"}
    session |= {
        "eligible": str(len(eligible)),
        "present": str(present),
        "issued": str(present),
        "returned": str(present),
    }
    session |= {
        "valid": str(present - void),
        "void": str(void),
        "tellers": ["党员代表丙", "党员代表丁"],
        "scrutineer": "乡镇党建办",
    }
    session["absent"] = sorted(away_keys)
    session["rows"] = {p.key: _tally(rng, p, design, present - void, 0 if p.key in away_keys else 1, 0) for p in sheet}
    return session


def _tally(rng: Random, person: Person, design: str, valid: int, blank: int, unknown: int) -> Row:
    counted = valid - blank - unknown
    if design == "打分":
        mark = _MARK[person.zeal] + rng.gauss(0, 1.5)
        row = Row(scores=[str(min(100, max(40, round(mark + rng.gauss(0, 4))))) for _ in range(counted)])
    elif design == "四档":
        counts = _shares(rng, counted, _FOUR[person.zeal])
        row = Row(zip(("excellent", "qualified", "basic", "unqualified"), map(str, counts), strict=True))
    else:
        counts = _shares(rng, counted, _THREE[person.zeal])
        row = Row(zip(("satisfied", "basically_satisfied", "dissatisfied"), map(str, counts), strict=True))
    if blank:
        row["blank"] = str(blank)
    if unknown:
        row["unknown"] = str(unknown)
    return row


def _shares(rng: Random, counted: int, shares: tuple[float, ...]) -> list[int]:
    """Spread counted sheets over options near their shares; the counts add up exactly."""
    left, counts = counted, []
    for share in shares[:-1]:
        count = min(left, max(0, round(counted * share + rng.gauss(0, 0.35 + counted * share * 0.06))))
        counts.append(count)
        left -= count
    counts.append(0)
    spare = left if shares[-1] == 0 else 0
    counts[1] += spare
    counts[-1] = left - spare
    if shares[-1] and counts[-1] > counted * (
        shares[-1] + 0.12
    ):  # what is left over is no judgement of the last option
        moved = counts[-1] - round(counted * shares[-1])
        counts[-1] -= moved
        counts[1] += moved
    return counts
