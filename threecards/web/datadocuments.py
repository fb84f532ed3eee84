"""Documents of the open data: public views -> plain values for JSON, field by field.

In: a view. Out: a document as ``dataschema`` describes it. Not here: files and tables (``opendata``); anything that the
pages do not show. Addresses of offices, phone numbers, photos, pinyin and short codes stay on the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from threecards.publish.views.common import (
    CommitmentView,
    Counts,
    GoalCardView,
    HonourView,
    NoticeView,
    OfficerView,
    ResponsibilityCardView,
    SiteView,
)
from threecards.publish.views.web import WebBranch, WebCounty, WebMember, WebTownship
from threecards.web.dataschema import STAR_CODES

Document = dict[str, Any]


def about(site: SiteView, kind: str) -> Document:
    """What every document says of itself: its kind, county, year, day, release."""
    return {"kind": kind, "county": site.county, "year": site.year, "as_of": site.as_of, "release": site.release}


def _counts(counts: Counts) -> Document:
    numbers = {f: getattr(counts, f) for f in Counts.__struct_fields__ if f != "by_star"}
    return {**numbers, "by_star": dict(zip(STAR_CODES, counts.by_star, strict=True))}


def branch_document(township: str, branch: WebBranch, members: Sequence[WebMember]) -> Document:
    """A branch with everything public of its members. township: its key; members in the order given."""
    return {
        "township": {"key": township, "name": branch.township.name},
        "key": branch.key,
        "name": branch.name,
        "page": branch.path,
        "joint": branch.joint,
        "villages": [v.name for v in branch.villages],
        "officers": _officers(branch.officers),
        "goal_card": _goal_card(branch.goal_card) if branch.goal_card else None,
        "posts": [
            {
                "key": h.post.key,
                "name": h.post.name,
                "category": h.post.category,
                "capacity": h.capacity,
                "holders": len(h.holders),
            }
            for h in branch.posts
        ],
        "notices": [_notice(n) for n in branch.notices],
        "members": [_member(m) for m in members],
        "counts": _counts(branch.counts),
    }


def _officers(officers: Iterable[OfficerView]) -> list[Document]:
    return [{"office": o.office, "name": o.name, "since": o.since, "acting": o.acting} for o in officers]


def _notice(n: NoticeView) -> Document:
    return {
        "key": n.key,
        "page": n.path,
        "kind": n.kind,
        "title": n.title,
        "text": n.text,
        "posted": n.posted,
        "ends": n.ends,
        "workdays": n.workdays,
        "state": n.state,
        "people": [{"name": name, "about": about} for name, about in n.people],
        "outcome": n.outcome,
    }


def _honours(honours: Iterable[HonourView]) -> list[Document]:
    return [
        {"year": h.year, "level": h.level, "title": h.title, "date": h.date, "document": h.document} for h in honours
    ]


def _member(m: WebMember) -> Document:
    return {
        "key": m.key,
        "name": m.name,
        "named": m.named,
        "page": m.path,
        "village": m.village.name if m.village else "",
        "office": m.office,
        "probationary": m.probationary,
        "card_state": m.card_state,
        "card_shown": m.card_shown,
        "posts": [{"key": p.key, "name": p.name, "category": p.category, "since": p.since} for p in m.posts],
        "commitments": [_commitment(c) for c in m.commitments],
        "score": m.score,
        "deeds": [
            {
                "date": d.date,
                "text": d.text,
                "commitment": d.commitment or None,
                "post": d.post,
                "households": d.households,
                "verifier": d.verifier,
            }
            for d in m.deeds
        ],
        "stars": [{"star": s.code, "name": s.name, "lit_on": s.lit_on, "why": list(s.why)} for s in m.stars if s.lit],
        "excellent": m.excellent,
        "total": m.total,
        "grade": m.grade,
        "honours": _honours(m.honours),
        "past": [
            {"year": p.year, "grade": p.grade, "stars": list(p.stars), "commendation": p.commendation} for p in m.past
        ],
    }


def _commitment(c: CommitmentView) -> Document:
    return {
        "n": c.n,
        "what": c.what,
        "for_whom": c.for_whom,
        "baseline": c.baseline,
        "target": c.target,
        "unit": c.unit,
        "done_when": c.done_when,
        "due": c.due,
        "weight": c.weight,
        "verifier": c.verifier,
        "status": c.status_code,
        "value": c.value,
        "percent": c.percent if c.percent >= 0 else None,
        "late": c.late,
        "overdue": c.overdue,
        "reason": c.reason,
        "steps": [
            {"date": s.date, "status": s.status_code, "value": s.value, "verifier": s.verifier, "reason": s.reason}
            for s in c.steps
        ],
    }


def _goal_card(card: GoalCardView) -> Document:
    return {
        "holder": card.holder,
        "signed": card.signed,
        "approved": card.approved,
        "attainment": card.attainment,
        "areas": [
            {
                "area": area.code,
                "name": area.name,
                "goals": [
                    {
                        "n": g.n,
                        "text": g.text,
                        "baseline": g.baseline,
                        "target": g.target,
                        "unit": g.unit,
                        "done_when": g.done_when,
                        "due": g.due,
                        "weight": g.weight,
                        "attainment": g.attainment if g.attainment >= 0 else None,
                        "opinions": list(g.opinions),
                        "progress": [{"quarter": p.quarter, "value": p.value, "remark": p.remark} for p in g.progress],
                    }
                    for g in area.goals
                ],
            }
            for area in card.areas
        ],
        "praise": [{"date": day, "text": text} for day, text in card.praise],
    }


def township_document(t: WebTownship) -> Document:
    """A township: responsibility card, branches and numbers."""
    return {
        "key": t.key,
        "name": t.name,
        "page": t.path,
        "committee": t.committee,
        "officers": _officers(t.officers),
        "responsibility_card": _responsibility_card(t.card) if t.card else None,
        "branches": [
            {
                "key": b.key,
                "name": b.name,
                "joint": b.joint,
                "villages": list(b.villages),
                "secretary": b.secretary,
                "data": f"{t.key}/{b.key}.json",
                "counts": _counts(b.counts),
            }
            for b in t.branches
        ],
        "counts": _counts(t.counts),
    }


def _responsibility_card(card: ResponsibilityCardView) -> Document:
    return {
        "holder": card.holder,
        "office_from": card.office_from,
        "signed": card.signed,
        "approved": card.approved,
        "planned": [{"label": label, "number": number} for label, number in card.planned],
        "areas": [
            {
                "area": area.code,
                "name": area.name,
                "items": [
                    {
                        "text": i.text,
                        "target": i.target,
                        "unit": i.unit,
                        "due": i.due,
                        "measure": i.measure,
                        "states": [{"quarter": q, "state": code, "remark": remark} for q, _, code, remark in i.states],
                    }
                    for i in area.items
                ],
            }
            for area in card.areas
        ],
        "log": [
            {
                "date": e.date,
                "kind": e.kind_code,
                "place": e.place,
                "branch": e.branch,
                "done": e.done,
                "result": e.result,
            }
            for e in card.log
        ],
        "spot_checks": card.spot_checks,
        "checked_branches": list(card.checked_branches),
        "reports": [{"label": label, "date": day} for label, day in card.reports],
    }


def county_document(county: WebCounty) -> Document:
    """The county: townships, catalogue of posts, rules of the stars, numbers."""
    return {
        "townships": [
            {
                "key": t.key,
                "name": t.name,
                "secretary": t.secretary,
                "data": f"{t.key}/township.json",
                "counts": _counts(t.counts),
            }
            for t in county.townships
        ],
        "post_types": [
            {
                "key": p.key,
                "name": p.name,
                "category": p.category,
                "purpose": p.purpose,
                "duties": list(p.duties),
                "posts": p.posts,
                "holders": p.holders,
            }
            for p in county.post_types
        ],
        "stars": [
            {
                "star": s.code,
                "name": s.name,
                "meaning": s.meaning,
                "condition": s.condition,
                "lit": s.lit,
                "criteria": [{"code": code, "text": text} for code, text in s.criteria],
            }
            for s in county.stars
        ],
        "grades": [{"grade": grade, "members": number} for grade, number in county.grades],
        "counts": _counts(county.counts),
    }
