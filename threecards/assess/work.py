"""The work on one branch: everybody's status, score, suggestion, stars and decision, each step computed once.

In: a desk. Out: ``MemberResult`` per member, the quota. Not here: any rule of its own, only the order of the steps:

    roll -> ballots and score -> stars -> quota -> decision -> consequences
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from threecards.assess import ballots, grade, promises, score
from threecards.assess.consequences import advise, excellent_on, talk_duty
from threecards.assess.criteria import Plan, plan_of
from threecards.assess.decision import decide
from threecards.assess.desk import Desk, Row, open_desk
from threecards.assess.results import (
    PENDING,
    Assessment,
    AssessStatus,
    Cap,
    CommitmentResult,
    Component,
    ComponentState,
    Decision,
    MemberResult,
    Quota,
    ScoreRun,
    StarResult,
    StarStatus,
    StatusReason,
)  # fmt: skip
from threecards.assess.roll import Status, quota_base, status_of
from threecards.assess.stars import stars_of
from threecards.problems import Finding, finding
from threecards.records.calendar import MissingCalendarError
from threecards.records.county import BranchFolder, Context
from threecards.records.model import ActionCard, DecisionMeeting
from threecards.records.standing import is_floating, state_on, type_on
from threecards.records.words import BallotKind, Grade, HalfyearMode, QuotaMode

SCORED = frozenset({AssessStatus.GRADED, AssessStatus.HOST})
_MET = frozenset({StarStatus.PROPOSED, StarStatus.CONFIRMED, StarStatus.IN_NOTICE, StarStatus.LIT, StarStatus.EXPIRED})


class _Own(NamedTuple):
    """What concerns one member alone and does not change with a recount."""

    card: ActionCard | None
    commitments: tuple[CommitmentResult, ...]
    public_fulfilment: Fraction | None
    fulfilment: Component
    inspection: Component
    life: Component
    organisation: Component
    halfyear: Component


class _Scored(NamedTuple):
    """One member's score at one stage of the year; suggested is None while the total is."""

    status: Status
    mass: Component
    member: Component
    total: Fraction | None
    rounded: Decimal | None
    band: Grade | None
    caps: tuple[Cap, ...]
    suggested: Grade | None


class Work:
    """The work on one desk; every step is computed once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.plan: Plan = plan_of(desk.settings.stars)
        self.faults = ballots.session_faults(desk)
        self.findings: list[Finding] = list(desk.findings)
        self.statuses: dict[str, Status] = {key: status_of(desk, key) for key in desk.folder.members}
        self.own: dict[str, _Own] = {key: self._own(key) for key in desk.folder.members}
        self.base = quota_base(desk, self.statuses)
        self._stages: dict[tuple[frozenset[str], date], tuple[dict[str, _Scored], Quota]] = {}
        self._scored_now = self._score_all(frozenset(), desk.as_of)

    def _own(self, key: str) -> _Own:
        """Value the commitments of everybody, and the organisation's component of those who need one."""
        desk, member = self.desk, self.desk.folder.members[key]
        card = promises.card_of(member, desk.year, desk.folder.key, desk.day) if member.cards else None
        items = promises.commitments_of(desk, key, card) if card else ()
        value, public = promises.fulfilment(items) if items else (None, None)
        if self.statuses[key][0] not in SCORED:
            return _Own(card, items, public, PENDING, PENDING, PENDING, PENDING, PENDING)
        f = score.fulfilment(desk, card, items, value)
        i, l_ = score.inspection(desk, key), score.life(desk, desk.attendance(key))
        blend = desk.scheme.halfyear.mode is HalfyearMode.BLEND
        half = score.halfyear(desk, key) if blend else PENDING
        return _Own(card, items, public, f, i, l_, score.organisation(desk, member, f, i, l_), half)

    # --- one stage: ballots, totals, caps

    def _score_all(self, without: frozenset[str], until: date) -> dict[str, _Scored]:
        """Score every member as it was known at a stage: without some recounts, with the caps recorded until a day."""
        desk = self.desk
        rows = desk.rows(self.faults, without)
        sessions = desk.sessions(without)
        held = {kind: any(s.kind is kind for s in sessions) for kind in BallotKind}
        return {key: self._score(key, rows, held, until) for key in desk.folder.members}

    def _score(
        self,
        key: str,
        rows: Mapping[BallotKind, Mapping[str, Row]],
        held: Mapping[BallotKind, bool],
        until: date,
    ) -> _Scored:
        desk, status = self.desk, self.statuses[key]
        if status[0] in (AssessStatus.NOT_ASSESSED, AssessStatus.EXEMPT):
            return _Scored(status, PENDING, PENDING, None, None, None, (), None)
        member, own = desk.folder.members[key], self.own[key]
        mass, members = (
            ballots.component(kind, rows[kind].get(key), self.faults, desk.rules, held[kind]) for kind in BallotKind
        )
        if status[0] is AssessStatus.HOST and member.host:
            mass = ballots.from_host(BallotKind.MASS, member.host.mass, mass, desk)
            members = ballots.from_host(BallotKind.MEMBER, member.host.member, members, desk)
        if status[0] not in SCORED:
            return _Scored(status, mass, members, None, None, None, (), None)
        total = score.total(desk, mass, members, own.organisation, own.halfyear)
        if total is None:
            return _Scored(self._waiting(key, status, mass, members), mass, members, None, None, None, (), None)
        rounded = score.round_total(total)
        band = grade.band(rounded, desk.scheme.bands)
        caps = grade.veto_caps(member, desk.year, until) if member.vetoes else ()
        if desk.scheme.halfyear.mode is HalfyearMode.GATE:
            gate = grade.gate_cap([half.get(key) for half in desk.halves], score.ratings_of(desk, key))
            caps = (*caps, gate) if gate else caps
        suggested = grade.capped(band, caps) if caps else band
        return _Scored(status, mass, members, total, rounded, band, caps, suggested)

    def _waiting(self, key: str, status: Status, mass: Component, members: Component) -> Status:
        """Tell why there is no total: defer where something cannot be computed, wait for sittings to come."""
        gap = ComponentState.NOT_COMPUTABLE
        if gap in (mass.state, members.state):
            missing = ballots.NO_ROW in (mass.reason, members.reason)
            floating = is_floating(self.desk.folder.members[key], self.desk.roll_day)
            host = missing and floating
            return AssessStatus.DEFERRED, StatusReason.HOST_MISSING if host else StatusReason.REPEAT_BALLOT
        if ComponentState.PENDING in (mass.state, members.state):
            return status
        if self.own[key].organisation.state is gap:
            return AssessStatus.DEFERRED, StatusReason.NO_ORGANISATION
        if self.own[key].halfyear.state is gap:
            return AssessStatus.DEFERRED, StatusReason.NO_HALFYEAR
        return status

    def stage(self, without: frozenset[str], until: date) -> tuple[dict[str, _Scored], Quota]:
        """Score a stage and apply the quota to it."""
        known = self._stages.get((without, until))
        if known is None:
            known = self._stages[without, until] = self._with_quota(self._score_all(without, until))
        return known

    def _with_quota(self, before: Mapping[str, _Scored]) -> tuple[dict[str, _Scored], Quota]:
        """Rank the candidates; when the quota is enforced, cap those without a place."""
        scored = dict(before)
        desk, rule = self.desk, self.desk.scheme.excellent_quota
        candidates = [
            grade.Candidate(
                key,
                s.rounded,
                s.mass.value,
                self.own[key].organisation.value,
                desk.halves[0].get(key),
                sum(star.status in _MET for star in self.stars[key]),
            )
            for key, s in scored.items()
            if s.suggested is Grade.EXCELLENT and s.rounded is not None
        ]
        quota = grade.fill_quota(candidates, self.base, rule.share)
        if rule.mode is QuotaMode.ENFORCE and quota.exceeded:
            chosen = set(quota.chosen)
            for key in quota.ranking:
                if key not in chosen:
                    caps = (*scored[key].caps, grade.QUOTA)
                    scored[key] = scored[key]._replace(caps=caps, suggested=Grade.QUALIFIED)
        return scored, quota

    @cached_property
    def now(self) -> tuple[dict[str, _Scored], Quota]:
        """The stage of today."""
        return self._with_quota(self._scored_now)

    @cached_property
    def stars(self) -> dict[str, tuple[StarResult, ...]]:
        """Everybody's stars; they look at today's mass ballots."""
        desk = self.desk
        found = {}
        for key, scored in self._scored_now.items():
            status, card = self.statuses[key][0], self.own[key].card
            try:
                found[key] = stars_of(desk, key, self.plan, status=status, mass=scored.mass, card=card)
            except MissingCalendarError as missing:
                path = desk.folder.member_path(key)
                self.findings.append(finding("CAL-001", path, ("blockers",), year=missing.year))
                found[key] = tuple(StarResult(rule.star, StarStatus.NONE) for rule in self.plan.stars)
        return found

    # --- earlier stages

    def suggested_then(self, key: str, meeting: DecisionMeeting) -> Grade | None:
        """Tell the suggestion a meeting had before it: recounts and caps dated later were not known yet."""
        later = frozenset(s.key for s in self.desk.recounts if s.date > meeting.date)
        if not later and self._newest_veto <= meeting.date:
            return self.now[0][key].suggested
        return self.stage(later, meeting.date)[0][key].suggested

    @cached_property
    def _newest_veto(self) -> date:
        return max((v.date for member in self.desk.folder.members.values() for v in member.vetoes), default=date.min)

    def runs(self, key: str) -> tuple[ScoreRun, ...]:
        """List the computations of one member's score, oldest first, one per recount that changed his ballots."""
        found: list[ScoreRun] = []
        recounts = self.desk.recounts
        for at in range(len(recounts) + 1):
            if at == len(recounts):
                scored = self.now[0][key]
            else:
                scored = self.stage(frozenset(s.key for s in recounts[at:]), self.desk.as_of)[0][key]
            run = self._run(scored)
            if run and (not found or (found[-1].mass, found[-1].member) != (run.mass, run.member)):
                found.append(run)
        return tuple(found)

    def _run(self, scored: _Scored) -> ScoreRun | None:
        sessions = {s.key: s.date for s in self.desk.book.ballots}
        days = [sessions[c.session] for c in (scored.mass, scored.member) if c.session in sessions]
        if not days:
            return None
        return ScoreRun(max(days), scored.mass, scored.member, scored.total, scored.rounded, scored.suggested)

    # --- together

    def assessment(self, key: str) -> Assessment:
        """Put one member's assessment together."""
        desk, own = self.desk, self.own[key]
        scored, quota = self.now[0][key], self.now[1]
        decision: Decision | None = None
        if votes := desk.votes.get(key):
            decision = decide(
                votes, scored.status, lambda meeting: self.suggested_then(key, meeting), scored.suggested, desk.as_of
            )
        rank = quota.ranking.index(key) + 1 if key in quota.ranking else 0
        return Assessment(
            scored.status[0],
            scored.status[1],
            scored.mass,
            scored.member,
            own.organisation,
            own.fulfilment,
            own.inspection,
            own.life,
            own.halfyear,
            scored.total,
            scored.rounded,
            scored.band,
            scored.caps,
            scored.suggested,
            rank > 0,
            rank,
            decision,
            self.runs(key) if desk.recounts else (),
        )

    def is_frozen(self, key: str, assessment: Assessment) -> bool:
        """True while an objection that could change the result is open, or a recount asks for a new decision.

        A member who said at the feedback that he objects is waited for until an objection about his result is settled.
        """
        desk = self.desk
        if key in desk.objections.frozen or (assessment.decision and assessment.decision.outdated):
            return True
        feedback = desk.folder.members[key].feedback
        if not feedback:
            return False
        settled = desk.objections.voiced.get(key, date.min)
        return any(f.year == desk.year and f.objects and settled < f.date <= desk.as_of for f in feedback)

    def member(self, key: str) -> MemberResult:
        """Put one member's result together."""
        desk, member, own = self.desk, self.desk.folder.members[key], self.own[key]
        assessment = self.assessment(key)
        frozen, stars = self.is_frozen(key, assessment), self.stars[key]
        state = state_on(member, desk.folder.key, desk.as_of)
        return MemberResult(
            key,
            state,
            type_on(member, desk.terms.get(key, ()), desk.as_of) if state.is_active else None,
            state.is_active and is_floating(member, desk.as_of),
            assessment,
            stars,
            own.commitments,
            own.public_fulfilment,
            advise(desk, member, assessment, stars, frozen=frozen),
            talk_duty(desk, member, assessment),
            frozen,
            None if frozen else excellent_on(desk, key, assessment),
        )


_newest: list[tuple[BranchFolder, Context, int, Work]] = []


def work_on(folder: BranchFolder, context: Context, year: int | None = None) -> Work:
    """Open the work on a branch; asked again for the same records it hands out the same work.

    Only the newest work is kept, known by the identity of its frozen records: a result, its explanations and its
    pages are made one after another in one job, and nothing else may profit from it.
    """
    year = context.settings.year if year is None else year
    for kept_folder, kept_context, kept_year, work in _newest:
        if kept_folder is folder and kept_context is context and kept_year == year:
            return work
    work = Work(open_desk(folder, context, year))
    _newest[:] = [(folder, context, year, work)]
    return work
