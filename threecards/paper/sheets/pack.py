"""The pack for the meeting that decides the grades. Internal.

A pack of a large branch has a hundred pages. It is made of parts, so that only some members are laid out at a time: cover with the roll,
members by the dozen, quota and form for the vote.
"""

from __future__ import annotations

from dataclasses import dataclass

from threecards.paper.jobs import A4, Item, Owner, SheetJob
from threecards.paper.sheets.kinds import RUN_ON, Kind, Source, branch_file, imprint_of, member_file
from threecards.publish.views.binder import BinderBranch, BinderMember, BinderSession
from threecards.publish.views.common import SiteView

PACK_TITLE = "民主评议党员会议材料"
MEMBERS = 12  # in a part


@dataclass(frozen=True, slots=True)
class PackLine:
    """A member in the roll and in the form for the vote. lit: number of stars."""

    key: str
    name: str
    type: str
    status: str
    status_reason: str
    total: str
    suggested: str
    decided: str
    lit: int


@dataclass(frozen=True, slots=True)
class PackFront:
    """Cover, roll, sessions."""

    secretary: str
    as_of: str
    should_attend: int
    lines: tuple[PackLine, ...]
    sessions: tuple[BinderSession, ...]
    todo: tuple[tuple[str, str], ...]
    part: str = "front"


@dataclass(frozen=True, slots=True)
class PackMembers:
    """Some members with all that speaks for and against their grade. first: number of the first one in the roll."""

    members: tuple[BinderMember, ...]
    first: int
    part: str = "members"


@dataclass(frozen=True, slots=True)
class PackVote:
    """Quota and the form for the vote."""

    should_attend: int
    lines: tuple[PackLine, ...]
    quota: tuple[str, ...]
    part: str = "vote"


def decision_pack(site: SiteView, township: str, pack: BinderBranch) -> tuple[SheetJob, ...]:
    """Everything the meeting has to know of every member of a branch, A4."""
    file = branch_file(township, pack.key)
    people = Owner("members", member_file(township, pack.key), ("name",))
    owners = (Owner("lines", member_file(township, pack.key), ("name",)), people, Owner("", file))
    lines = tuple(_line(one) for one in pack.roll)
    front = PackFront(pack.secretary, pack.as_of, pack.should_attend, lines, pack.sessions, pack.todo)
    parts: list[PackFront | PackMembers | PackVote] = [front]
    starts = range(0, len(pack.roll), MEMBERS)
    parts += [PackMembers(pack.roll[start : start + MEMBERS], start + 1) for start in starts]
    parts.append(PackVote(pack.should_attend, lines, pack.quota))
    items = tuple(Item(f"{pack.key}-{n}", pack.name, part, owners) for n, part in enumerate(parts))
    title = f"{pack.name}{pack.year}年{PACK_TITLE}"
    path = f"{Source.PACK.tree}/{township}/{pack.key}/decision-pack.pdf"
    values = (
        ("branch", pack.name),
        ("township", pack.township),
        ("needed", majority(pack.should_attend)),
    )
    return (SheetJob(path, "decision-pack.html.j2", title, A4, imprint_of(site), items, RUN_ON, values, together=1),)


def _line(one: BinderMember) -> PackLine:
    lit = sum(word == "已点亮" for _, word, _ in one.stars)
    return PackLine(
        one.key, one.name, one.type, one.status, one.status_reason, one.total, one.suggested, one.decided, lit
    )


def majority(should_attend: int) -> int:
    """Least number that is more than half of those who should attend: so many must be present, and so many must say yes
    (domain rule 5.10).

    Example: 27 should attend -> 14. 0 where the number is not known.
    """
    return should_attend // 2 + 1 if should_attend else 0


KINDS = (Kind("decision-pack", "评议会议材料", Source.PACK, decision_pack, standing=True),)
