"""A township of the demo county: officers and the responsibility card.

In: a name, the branches, a random source. Out: the record of ``township.yaml``. Not here: branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from threecards.demo import words
from threecards.demo.cast import YEAR, BranchPlan, Deck, Record, iso, workday
from threecards.demo.people import Names
from threecards.demo.promises import CROPS
from threecards.demo.yamltext import Row

_AREAS = {"领导": "教育管理领导责任", "日常": "日常教育管理", "活动": "党建活动开展", "长效": "先进性长效机制"}
_LOGGED = {"计划": "制定工作计划", "督促": "督促任务落实", "评价": "考核评价", "点评": "领导点评"}


def make_township(name: str, number: int, branches: Sequence[BranchPlan], rng: Random) -> Record:
    """Make one township. number: from 1, for the telephone of its office."""
    names = Names(rng)
    record: Record = {
        "name": name,
        "committee": f"中共{name}委员会",
        "phone": f"0000-12{number:03d}00",
        "address": f"{name}政府一楼组织办",
    }
    record["officers"] = _officers(names, rng)
    clerk = f"党建办{names.new()}"
    card: Record = {"year": str(YEAR), "signed": iso(workday(rng, date(YEAR, 1, 12), date(YEAR, 1, 23)))}
    card["approved"] = iso(workday(rng, date(YEAR, 1, 26), date(YEAR, 1, 30)))
    card["planned"] = Row(
        recruits=str(len(branches) // 2 + 1), trainings=str(rng.randint(4, 8)), activities=str(rng.randint(6, 14))
    )
    card |= {"areas": _areas(rng), "log": _log(branches, clerk, rng)}
    tally = Row(
        excellent=str(rng.randint(22, 40)),
        qualified=str(rng.randint(5, 14)),
        basic=str(rng.randint(0, 3)),
        unqualified="0",
    )
    card["two_reports"] = {
        "upward": "2026-12-10",
        "downward": iso(workday(rng, date(YEAR, 12, 14), date(YEAR, 12, 18))),
        "appraisal": tally,
    }
    if rng.random() < 0.3:
        card["county_comment"] = {"date": "2026-12-22", "text": "记载及时，没做完的事如实写明，值得肯定"}
    record["cards"] = [card]
    return record


def _officers(names: Names, rng: Random) -> list[Row]:
    began = date(rng.randint(2019, 2025), rng.choice((3, 5, 8)), rng.randint(1, 28))
    chief = Row({"office": "乡镇党委书记", "name": names.new(), "from": iso(began)})
    officers = [chief]
    if began < date(2022, 1, 1):
        chief["re_elected"] = iso(date(2024, 9, rng.randint(2, 28)))
    if began.year == 2025:
        before = began - timedelta(days=1)
        officers.append(
            Row(
                {
                    "office": "乡镇党委书记",
                    "name": names.new(),
                    "from": iso(before - timedelta(days=1400)),
                    "to": iso(before),
                }
            )
        )
    for _ in range(rng.randint(1, 2)):
        since = date(rng.randint(2021, 2024), rng.choice((3, 6, 10)), rng.randint(1, 28))
        officers.append(Row({"office": "乡镇党委副书记", "name": names.new(), "from": iso(since)}))
    return officers


def _areas(rng: Random) -> list[Record]:
    areas: list[Record] = []
    for area, name in _AREAS.items():
        rows = rng.sample([row for row in words.DUTY_ITEMS if row[0] == area], 2)
        items = []
        for _, text, target, unit, month in rows:
            due = int(month)
            quarters = [Row(quarter=str(q), state=_state(rng, q, due)) for q in (1, 2, 3, 4)]
            last = date(YEAR, due, 28 if due == 2 else 30 if due in (6, 9, 11) else 31)
            items.append({"text": text, "target": target, "unit": unit, "due": iso(last), "quarters": quarters})
        areas.append({"area": name, "items": items})
    return areas


def _state(rng: Random, quarter: int, due: int) -> str:
    if quarter * 3 >= due:
        return "已完成" if rng.random() < 0.95 else "滞后"
    if quarter == 1 and due > 6 and rng.random() < 0.3:
        return "未开始"
    return "滞后" if rng.random() < 0.08 else "按进度"


def _log(branches: Sequence[BranchPlan], clerk: str, rng: Random) -> list[Record]:
    entries = []
    days = sorted(workday(rng, date(YEAR, 1, 8), date(YEAR, 12, 11)) for _ in range(rng.randint(8, 12)))
    deck, crops = Deck(rng, words.LOG), Deck(rng, CROPS)
    recorder = Names(rng)
    for day in days:
        kind, done, result = deck.next()
        branch = rng.choice(branches)
        entry: Record = {"date": iso(day), "kind": _LOGGED[kind]}
        at_branch = kind in ("督促", "点评")
        entry["place"] = branch.villages[0][1] if at_branch else "乡镇政府"
        if at_branch:
            entry["branch"] = branch.key
        entry |= {"done": done.replace("{c}", crops.next()), "result": result}
        entry["recorded_by"] = Row(township=clerk, **({"branch": recorder.new()} if at_branch else {}))
        if rng.random() < 0.9:
            entry["reviewed"] = "是"
        entries.append(entry)
    return entries
