"""The page for the screen of a hall: everything public that hangs on the board, and never too heavy."""

from __future__ import annotations

import html5lib
import pytest

from tests import web_fixture as small
from tests.values import replace
from threecards.publish import paths
from threecards.publish.views.web import WebBranch, WebMember, WebTownship
from threecards.web.render import MAX_PAGE, Artifact, render
from threecards.web.wall import NOTICES_SHOWN, PROMISES_SHOWN, township_wall_pages, wall_cards, wall_pages


def wall(branch: WebBranch, members: tuple[WebMember, ...]) -> str:
    (made,) = render(small.theme(), wall_pages(small.SITE, "t01", branch, members))
    assert isinstance(made, Artifact), made
    return made.data.decode()


def crowd(number: int, promises: int) -> tuple[WebBranch, tuple[WebMember, ...]]:
    """A branch of many with long promises, and its members."""
    branch, _ = small.big_branch(number)
    promise = replace(small.RICH.commitments[0], what="替" * 60)
    commitments = tuple(replace(promise, n=n) for n in range(1, promises + 1))
    return branch, tuple(replace(small.RICH, key=m.key, name=m.name, commitments=commitments) for m in branch.members)


def test_it_shows_promises_goals_notices_stars_and_how_to_object() -> None:
    text = wall(small.BRANCH, small.BRANCH_MEMBERS)
    for said in (small.RICH.commitments[0].what, "支部书记目标卡", "六星榜", "觉得哪里不实", "2026 年度六星点亮公示"):
        assert said in text, said
    assert "2026 年度优秀党员公示" not in text, "a notice that is over hangs no longer"


def test_members_stand_in_the_order_of_the_board() -> None:
    cards = wall_cards(small.BRANCH, tuple(reversed(small.BRANCH_MEMBERS)))
    assert [m.key for m, _, _ in cards] == [m.key for m in small.BRANCH.members]


def test_only_the_first_promises_are_shown_and_the_others_are_counted() -> None:
    branch, members = crowd(2, PROMISES_SHOWN + 2)
    assert "还有 2 项" in wall(branch, members)
    withdrawn = tuple(replace(c, status_code="withdrawn") for c in members[0].commitments)
    (_, shown, more), _ = wall_cards(branch, (replace(members[0], commitments=withdrawn), members[1]))
    assert (shown, more) == ((), 0)


@pytest.mark.parametrize(("number", "promises"), [(300, 3), (60, 6), (45, 3), (20, 9), (0, 0)])
def test_no_branch_makes_it_heavier_than_a_page_may_be(number: int, promises: int) -> None:
    branch, members = crowd(number, promises)
    text = wall(branch, members)
    assert len(text.encode()) <= MAX_PAGE
    assert all(m.name in text for m in branch.members)


def test_an_empty_branch_has_one_too() -> None:
    assert "还没有登记党员" in wall(small.EMPTY, ())


@pytest.mark.parametrize("branch", [small.BRANCH, small.JOINT, small.EMPTY])
def test_it_is_strict_html_that_lets_nothing_in(branch: WebBranch) -> None:
    text = wall(branch, small.BRANCH_MEMBERS)
    html5lib.HTMLParser(strict=True).parse(text)
    assert "default-src 'none'" in text
    assert "style=" not in text


def test_the_branch_page_leads_there_and_back() -> None:
    assert 'href="wall.html"' in small.site()[small.B1.path].decode()
    assert 'href="index.html"' in wall(small.BRANCH, small.BRANCH_MEMBERS)
    assert paths.wall("t01", "b001") == "t01/b001/wall.html"


# --- a township -------------------------------------------------------------------------------------------------------


def hall(township: WebTownship) -> str:
    (made,) = render(small.theme(), township_wall_pages(small.SITE, township))
    assert isinstance(made, Artifact), made
    html5lib.HTMLParser(strict=True).parse(made.data.decode())
    assert len(made.data) <= MAX_PAGE
    return made.data.decode()


def test_a_township_shows_card_log_branches_and_what_is_on_notice() -> None:
    text = hall(small.TOWNSHIP)
    assert small.TOWNSHIP.card
    for said in (
        "党委书记责任卡",
        "落实责任活动记载",
        small.TOWNSHIP.card.log[0].done,
        *(b.name for b in small.TOWNSHIP.branches),
    ):
        assert said in text, said
    assert 'href="wall.html"' in small.site()[small.T1.path].decode()


def test_a_township_without_anything_has_one_too() -> None:
    assert "书记暂缺" in hall(small.EMPTY_TOWNSHIP)
    assert "还没有登记村党支部" in hall(replace(small.EMPTY_TOWNSHIP, branches=()))


def test_many_notices_are_counted_not_listed() -> None:
    running = next(n for n in small.NOTICES if n.state == "running")
    notices = tuple(replace(running, key=f"n{i}", title=f"公示之{i}号") for i in range(NOTICES_SHOWN + 7))
    text = hall(replace(small.TOWNSHIP, notices=notices))
    assert "还有 7 项" in text
    assert text.count("公示之") == NOTICES_SHOWN
