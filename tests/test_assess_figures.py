"""Process figures of a branch."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.assess_factory import assess, card, commitment, entry, key, member

A, B, C = key(1), key(2), key(3)


def test_cards_items_and_promises_kept() -> None:
    done, open_one = [entry("2026-09-01", "已完成")], [entry("2026-09-01", "进行中")]
    people = {
        A: member(
            cards=[card(commitment(1, 50, done), commitment(2, 50, [entry("2026-09-01", "部分完成", value="1")]))]
        ),
        B: member(cards=[card(commitment(1, 50, done), commitment(2, 50, open_one))]),
        C: member(),
        key(4): member(
            cards=[card(commitment(1, 100, done))],
            memberships=[{"branch": "b001", "kind": "正式", "from": "2010-01-01", "to": "2026-05-31"}],
        ),
    }
    found = assess(people)[0].figures
    assert (found.active, found.cards, found.items, found.items_closed, found.cards_closed, found.kept) == (
        3, 2, 4, 3, 1, 2,
    )  # fmt: skip


def test_inspections_and_spot_checks() -> None:
    def inspection(quarter: int, day: str, *keys: str) -> dict[str, Any]:
        return {"quarter": quarter, "date": day, "inspectors": ["甲"], "ratings": dict.fromkeys(keys, "好")}

    check = {"key": "sc-1", "date": "2026-05-01", "checker": "支部书记", "comment": "按时履岗"}
    book = {
        "inspections": [
            inspection(1, "2026-03-28", A, B),
            inspection(1, "2026-03-30", B, C),
            inspection(4, "2026-12-28", A),  # later than today
        ],
        "spot_checks": [check, {**check, "key": "sc-2", "date": "2026-12-30"}],
    }
    found = assess({k: member() for k in (A, B, C)}, book)[0].figures
    assert found.rated == (3, 0, 0, 0)
    assert found.spot_checks == 1


def objection(key_: str, received: str, **changes: Any) -> dict[str, Any]:
    return {"key": key_, "received": received, "channel": "意见箱", "kind": "数字有误", **changes}


def answered(day: str, outcome: str) -> dict[str, Any]:
    return {"accepted": "2026-12-03", "answer": {"date": day, "outcome": outcome}}


def test_objections_and_their_clock() -> None:
    # received on 2 December: ten working days end on 16 December
    book = {
        "objections": [
            objection("o1", "2026-12-02", **answered("2026-12-16", "成立")),
            objection("o2", "2026-12-02", **answered("2026-12-17", "部分成立")),
            objection("o3", "2026-12-02", **answered("2026-12-10", "不成立")),
            objection("o4", "2026-12-02", accepted="2026-12-03"),
            objection("o5", "2026-12-02", refused="2026-12-03"),
            objection("o6", "2026-12-30"),
        ]
    }
    found = assess({A: member()}, book)[0].figures
    assert found.objections == 5
    assert found.objections_accepted == 4
    assert found.objections_answered == 3
    assert found.objections_upheld == 2
    assert found.objections_in_time == 2
    assert found.objections_open == 1


def test_a_missing_calendar_is_reported_and_counts_nothing() -> None:
    late = {**objection("o1", "2027-12-28", accepted="2027-12-28"), "answer": {"date": "2027-12-30", "outcome": "成立"}}
    result, findings = assess({A: member()}, {"objections": [late]}, date(2027, 12, 31))
    assert (result.figures.objections_answered, result.figures.objections_in_time) == (1, 0)
    assert [(f.code, f.params) for f in findings if f.code == "CAL-001"] == [("CAL-001", (("year", "2028"),))]
