"""How a component came out of ballots, told step by step: sheets, counts, points, the mean.

In: the work on a branch. Out: Chinese sentences (level C). Not here: any counting of its own.

Below ``min_mass_shown`` counted ballots no counts are told, they would show who voted what.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from threecards.assess import ballots
from threecards.assess.points import SCALE
from threecards.assess.results import Component, ComponentState
from threecards.assess.wording import day, in_points, number
from threecards.assess.work import Work
from threecards.records.model import BallotSession, HostBallot, Tally
from threecards.records.words import BallotDesign, BallotKind

_FOUR = ("优秀", "合格", "基本合格", "不合格")
_THREE = ("满意", "基本满意", "不满意")


def sheets_of(kind: BallotKind) -> str:
    """Topic of the sentence on the sheets of a session, the same for all its members; what is said of one member has the kind's name."""
    return f"{kind.value}场次"


def ballot_lines(work: Work, key: str, kind: BallotKind, component: Component) -> Iterator[tuple[str, str]]:
    """Tell one kind of ballot: the sheets, the counts, the points, the mean, as pairs of a topic and a sentence."""
    session = next((s for s in work.desk.book.ballots if s.key == component.session), None)
    if session and component.state is not ComponentState.PENDING:
        yield sheets_of(kind), _sheets(session, work.desk.year)
    yield from ((kind.value, line) for line in _own_lines(work, key, kind, component, session))


def _own_lines(
    work: Work, key: str, kind: BallotKind, component: Component, session: BallotSession | None
) -> Iterator[str]:
    """Tell one member's row."""
    desk = work.desk
    host = desk.folder.members[key].host
    ballot = (host.mass if kind is BallotKind.MASS else host.member) if host and host.year == desk.year else None
    if component.state is ComponentState.PENDING:
        yield f"{kind.value}：尚未进行。"
        return
    if session:
        yield from _count_lines(work, session.rows[key], session.design, component)
    elif ballot and component.reason == ballots.FROM_HOST:
        yield from _host_lines(work, ballot, kind, component)
    if component.state is ComponentState.NOT_COMPUTABLE:
        yield f"{kind.value}不能计算：{component.reason}。"


def _sheets(session: BallotSession, year: int) -> str:
    """Tell the sheets of a session."""
    came = f"应到{session.eligible}人，实到{session.present}人，" if session.eligible is not None else ""
    return (
        f"{session.kind.value}（{day(session.date, year)}）：{came}发出{session.issued}张，收回{session.returned}张，"
        f"无效{session.void}张，有效{session.valid}张。"
    )


def _host_lines(work: Work, ballot: HostBallot, kind: BallotKind, component: Component) -> Iterator[str]:
    """Tell ballots taken at the host organisation."""
    yield f"{kind.value}采用流入地党组织的测评（{day(ballot.date, work.desk.year)}）。"
    yield from _count_lines(work, ballot.tally, ballot.design, component)


def _count_lines(work: Work, tally: Tally, design: BallotDesign, component: Component) -> Iterator[str]:
    """Tell counts and points of one row."""
    rules = work.desk.rules
    least = rules.scheme.quorum.min_mass_shown
    if component.counted < least:
        yield f"有效评价不足{least}票，不列票数。"
        return
    found = ballots.count(tally, design, rules)
    left_out = f"；空白{tally.blank}票、不了解{tally.unknown}票不计" if tally.blank or tally.unknown else ""
    if design is BallotDesign.NUMERIC:
        yield from _numeric_lines(tally, found, rules.scheme.trim_from)
    else:
        names, counts, points = (
            (_FOUR, (tally.excellent, tally.qualified, tally.basic, tally.unqualified), rules.four)
            if design is BallotDesign.FOUR
            else (_THREE, (tally.satisfied, tally.basically_satisfied, tally.dissatisfied), rules.three)
        )
        terms = "＋".join(
            f"{name}{n}票×{number(Fraction(p, SCALE))}分" for name, n, p in zip(names, counts, points, strict=True)
        )
        yield f"{terms}＝{number(Fraction(found.number, SCALE))}分{left_out}。"
        if found.divisor:
            yield f"{number(Fraction(found.number, SCALE))}分÷{found.divisor}票＝{in_points(found.points)}。"


def _numeric_lines(tally: Tally, found: ballots.Counted, trim_from: int) -> Iterator[str]:
    """Tell a row of numbers, what was dropped and the mean."""
    scores = sorted(tally.scores)
    trim = f"，达到{trim_from}人，去掉一个最低分{number(scores[0])}和一个最高分{number(scores[-1])}"
    yield f"{len(scores)}人打分：{'、'.join(map(number, scores))}{trim if found.divisor < len(scores) else ''}。"
    if found.divisor:
        yield f"其余合计{number(Fraction(found.number, SCALE))}分÷{found.divisor}人＝{in_points(found.points)}。"
