"""From records to public views: promises with their way, members in a neutral order, boards that fell silent, rules that are worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import assess_factory as make
from threecards.assess import assess_branch
from threecards.publish.project.common import commitment_view
from threecards.publish.project.rules_view import rules_view, worked_score
from threecards.publish.project.web import web_branch
from threecards.publish.views.web import WebBranch
from threecards.records.model import Commitment, Member

DAY = date(2026, 12, 24)
WEB = {"date": "2026-01-10", "form": "c-1", "name": "是"}


def promise(*history: make.Tree, on: date = DAY, **changes: Any) -> Any:
    tree = make.commitment(1, 100, list(history), **changes)
    return commitment_view(Commitment.model_validate(tree), on, frozenset())


def board(members: dict[str, Member], on: date = DAY) -> WebBranch:
    """The public board of a branch with these members."""
    found, context = make.folder(members), make.context(on)
    return web_branch(found, assess_branch(found, context)[0], context, lambda key, star: ())[0]


# --- promises -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "target", "values", "percent", "start", "left"),
    [
        ("31", "46", ["11", "43"], 93, 67, "3"),
        ("0", "3", ["2"], 66, -1, "1"),
        ("20", "5", ["8"], 80, -1, "3"),  # something that shall become less
        ("20", "5", [], 0, -1, ""),
        ("10", "8.5", ["9"], 66, -1, "0.5"),
        ("2", "2", ["2"], 100, -1, ""),
        (None, "8", ["9"], 100, -1, ""),
        ("0.1", "100", ["1"], 1, 1, "99"),
        (None, None, [], -1, -1, ""),
    ],
)  # fmt: skip
def test_an_open_promise_has_its_way(
    baseline: str | None, target: str | None, values: list[str], percent: int, start: int, left: str
) -> None:
    amounts: dict[str, Any] = {
        k: v for k, v in (("baseline", baseline), ("target", target), ("unit", "次")) if v is not None and target
    }
    steps = [make.entry(f"2026-0{n}-20", "进行中", value=v) for n, v in enumerate(values, start=3)]
    view = promise(*steps, **(amounts or {"done_when": "做到为止"}))
    assert (view.percent, view.start, view.left) == (percent, start, left)
    assert view.closed == ""


def test_an_entry_without_an_amount_leaves_the_last_one_standing() -> None:
    view = promise(
        make.entry("2026-04-01", "进行中", value="4"), make.entry("2026-09-01", "进行中"), target="8", unit="盏"
    )
    assert (view.value, view.percent, view.left) == ("4", 50, "4")


def test_a_closed_promise_lacks_nothing_and_tells_its_day() -> None:
    done = promise(make.entry("2026-10-12", "已完成", value="2"), target="3", unit="户")
    assert (done.percent, done.left, done.closed) == (100, "", "2026-10-12")
    missed = promise(make.entry("2026-11-02", "未完成", value="1"), target="4", unit="人")
    assert (missed.percent, missed.left, missed.closed) == (25, "", "2026-11-02")


def test_what_has_not_happened_yet_is_not_told() -> None:
    view = promise(make.entry("2026-10-12", "已完成", value="3"), target="3", unit="户", on=date(2026, 10, 11))
    assert (view.status_code, view.steps, view.closed, view.percent) == ("planned", (), "", 0)


# --- boards -------------------------------------------------------------------------------------------------------------


def test_members_stand_by_strokes_and_code_names_last() -> None:
    names = ("魏长河", "王二", "丁一", "欧阳秋实", "王一")
    members = {make.key(n): make.member(name=name, consent=WEB) for n, name in enumerate(names, start=1)}
    view = board({**members, make.key(9): make.member(name="一心")})
    assert [m.name for m in view.members] == ["丁一", "王一", "王二", "欧阳秋实", "魏长河", "党员 009"]
    assert [m.strokes for m in view.members] == [2, 4, 4, 8, 17, 0]


@pytest.mark.parametrize(
    ("on", "silent"), [(date(2026, 9, 1), False), (date(2026, 9, 2), False), (date(2026, 9, 3), True)]
)
def test_a_board_without_news_for_a_quarter_is_silent(on: date, silent: bool) -> None:
    promised = make.commitment(1, 100, [make.entry("2026-06-02", "进行中")], done_when="做到为止")
    card = make.card(promised, approved={"date": "2026-03-06"}, confirmed="2026-03-02")
    view = board({make.key(1): make.member(cards=[card])}, on)
    assert (view.updated, view.silent) == ("2026-06-02", silent)
    assert bool(view.changes) is not silent


def test_a_board_that_never_had_news_is_not_called_silent() -> None:
    view = board({make.key(1): make.member()})
    assert (view.updated, view.silent, view.changes) == ("", False, ())


# --- the rules of the year ----------------------------------------------------------------------------------------------


def test_the_worked_score_follows_the_scheme() -> None:
    usual = dict(worked_score(make.settings()))
    assert list(usual) == ["群众评价", "党员评议", "承诺兑现", "组织考评", "总分"]
    assert usual["承诺兑现"][-1] == "践诺：合计7700÷计入的权重80＝96.25分。"
    assert any("92.35" in line for line in usual["总分"])
    heavier = dict(worked_score(make.settings(weights={"mass": "50%", "member": "30%", "organisation": "20%"})))
    assert heavier["群众评价"] == usual["群众评价"]
    assert heavier["总分"] != usual["总分"]
    late = dict(
        worked_score(
            make.settings(commitment_points={"in_time": "100", "late": "50", "not_done": "0", "partly_floor": "20%"})
        )
    )
    assert late["承诺兑现"][-1] == "践诺：合计6500÷计入的权重80＝81.25分。"


def test_the_example_of_the_public_score_is_part_of_the_worked_one() -> None:
    view = rules_view(make.settings())
    assert view.promises == dict(view.worked)["承诺兑现"]
    assert len(view.promises) == 4
