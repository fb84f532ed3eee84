"""Rules about stars: evidence, confirmation, notice, the star criteria themselves (STAR-002 to STAR-008).

In: a branch, or the settings. Out: findings. Not here: STAR-001 in records, which the models find (``load``); any
computing of stars.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from threecards.problems import Finding, Loc, finding
from threecards.records.calendar import has_ended
from threecards.records.county import Settings
from threecards.records.rules.desk import Desk
from threecards.records.words import NoticeKind, Star


def star_001(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The criteria speak of each of the six stars once."""
    there = [rule.star for rule in settings.stars]
    if missing := [star for star in Star if star not in there]:
        yield finding(
            "STAR-001", "content/stars.yaml", ("stars",), title="六星", field="stars", words="、".join(missing)
        )


def star_002(desk: Desk) -> Iterator[Finding]:
    """A star is announced after the meeting has confirmed it, and kept as lit after its notice has ended."""
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        confirmed = {
            (k, star): m.date for m in reversed(book.decisions) for k, stars in m.stars.items() for star in stars
        }
        ended: set[tuple[str, Star]] = set()
        for i, notice in enumerate(book.notices):
            if notice.kind is not NoticeKind.STARS:
                continue
            end = desk.notice_end(notice)
            for key, stars in notice.stars.items():
                for star in stars:
                    if confirmed.get((key, star), date.max) > notice.posted:
                        yield finding("STAR-002", path, ("notices", i, "stars", key), star=star)
                    elif end and has_ended(end, desk.as_of):
                        ended.add((key, star))
        if book.decisions:
            for key, member, file in desk.member_paths:
                for i, past in enumerate(member.past):
                    if past.year == year:
                        for star in past.stars:
                            if (key, star) not in ended:
                                yield finding("STAR-002", file, ("past", i, "stars"), star=star)


def star_003(desk: Desk) -> Iterator[Finding]:
    """One record supports one star: no two entries with the same evidence, or of the same deed, count for different
    stars."""
    for _, member, path in desk.member_paths:
        first: dict[object, tuple[int, Star]] = {}
        for i, deed in enumerate(member.deeds):
            if deed.star is None:
                continue
            for mark in {deed.evidence, (deed.date, deed.text)} - {None}:
                known = first.setdefault(mark, (i, deed.star))
                if known[1] is not deed.star:
                    related = ((path, ("deeds", known[0])),)
                    yield finding("STAR-003", path, ("deeds", i), related=related, star=deed.star, other=known[1])
                    break


def star_004(desk: Desk) -> Iterator[Finding]:
    """Nobody verifies his own deeds, claims or changes."""
    for key, member, path in desk.member_paths:
        for i, deed in enumerate(member.deeds):
            if deed.verified_by == key:
                yield finding("STAR-004", path, ("deeds", i, "verified_by"))
        for i, card in enumerate(member.cards):
            for j, item in enumerate(card.commitments):
                place: Loc = ("cards", i, "commitments", j)
                for k, entry in enumerate(item.history):
                    if entry.verified_by == key:
                        yield finding("STAR-004", path, (*place, "history", k, "verified_by"))
                for k, revision in enumerate(item.revisions):
                    if revision.approved_by == key:
                        yield finding("STAR-004", path, (*place, "revisions", k, "approved_by"))


def star_005(desk: Desk) -> Iterator[Finding]:
    """Evidence for a star is dated in a year for which there is a card, or in the assessment year."""
    for _, member, path in desk.member_paths:
        years = {card.year for card in member.cards} | {desk.year}
        for i, deed in enumerate(member.deeds):
            if deed.star and deed.date.year not in years:
                yield finding("STAR-005", path, ("deeds", i, "date"))


def star_006(desk: Desk) -> Iterator[Finding]:
    """No more than half of a branch has all six stars."""
    latest = {key: stars for meeting in desk.book.decisions for key, stars in meeting.stars.items()}
    six = sum(len(set(stars)) == len(Star) for key, stars in latest.items() if key in desk.active)
    if six * 2 > len(desk.active):
        yield finding("STAR-006", desk.book_path, ("decisions",), count=six, active=len(desk.active))


def star_007(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The number of stars asked for lies between 1 and 6."""
    for year, scheme in settings.schemes.items():
        if not 1 <= scheme.commendation.min_stars <= len(Star):
            yield finding("STAR-007", f"content/scheme/{year}.yaml", ("commendation", "min_stars"))


def star_008(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The criteria that light a star exist, each with a code of its own, and there are as many as are asked for."""
    for i, rule in enumerate(settings.stars):
        codes = [criterion.code for criterion in rule.criteria]
        unknown = [code for code in (*rule.required, *rule.any_of) if code not in codes]
        twice = [code for code in codes if codes.count(code) > 1]
        if unknown or twice:
            wrong = "、".join(sorted({*unknown, *twice}))
            yield finding("STAR-008", "content/stars.yaml", ("stars", i), star=rule.star, codes=wrong)
        elif rule.any_count > len(rule.any_of) or not (rule.required or rule.any_count):
            yield finding(
                "STAR-008", "content/stars.yaml", ("stars", i, "any_count"), star=rule.star, codes="any_count"
            )


BRANCH_RULES = (star_002, star_003, star_004, star_005, star_006)
SETTINGS_RULES = (star_001, star_007, star_008)
