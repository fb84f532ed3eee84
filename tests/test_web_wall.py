"""The page for the screen of a hall: everything public that hangs on the board, and never too heavy."""

from __future__ import annotations

from dataclasses import replace

import html5lib
import pytest

from tests import web_fixture as small
from threecards.publish import paths
from threecards.publish.views.web import WebBranch, WebMember
from threecards.web.render import MAX_PAGE, Artifact, render
from threecards.web.wall import PROMISES_SHOWN, wall_cards, wall_pages


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
