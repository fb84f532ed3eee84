"""One pass over a branch: everybody's status, score, suggestion, stars, decision and what follows, on one day.

In: a branch folder and the context. Out: ``BranchResult`` and findings. Not here: any rule of its own; the order of
the steps only.

    roll -> ballots and score -> stars -> quota -> decision -> consequences
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from threecards.assess import ballots, grade, promises, score
from threecards.assess.consequences import advise, excellent_on, talk_duty
from threecards.assess.decision import decide
from threecards.assess.desk import Desk, Row, open_desk
from threecards.assess.figures import figures_of
from threecards.assess.goals import goal_result
from threecards.assess.results import (
    PENDING,
    Assessment,
    AssessStatus,
    BranchResult,
    Cap,
    CommitmentResult,
    Component,
    ComponentState,
    Decision,
    DecisionState,
    GoalResult,
    MemberResult,
    Quota,
    ScoreRun,
    StarResult,
    StarStatus,
    StatusReason,
)  # fmt: skip
from threecards.assess.roll import Status, quota_base, status_of
from threecards.assess.stars import Plan, plan_of, stars_of
from threecards.problems import Finding, finding
from threecards.records.calendar import MissingCalendarError
from threecards.records.county import BranchFolder, Context
from threecards.records.model import ActionCard, DecisionMeeting
from threecards.records.standing import is_floating, state_on, type_on
from threecards.records.words import BallotKind, Grade, HalfyearMode, Office, QuotaMode, VerifierRole

_SCORED = frozenset({AssessStatus.GRADED, AssessStatus.HOST})
_MET = frozenset({StarStatus.PROPOSED, StarStatus.CONFIRMED, StarStatus.IN_NOTICE, StarStatus.LIT, StarStatus.EXPIRED})


@dataclass(frozen=True, slots=True)
class _Own:
    """What concerns one member alone and does not change with a recount."""

    card: ActionCard | None
    commitments: tuple[CommitmentResult, ...]
    fulfilment: Component
    inspection: Component
    life: Component
    organisation: Component
    halfyear: Component


@dataclass(frozen=True, slots=True)
class _Scored:
    """One member's score at one stage of the year; suggested is None while the total is."""

    status: Status
    mass: Component
    member: Component
    total: Fraction | None
    rounded: Decimal | None
    band: Grade | None
    caps: tuple[Cap, ...]
    suggested: Grade | None


class _Work:
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

    def _own(self, key: str) -> _Own:
        """Value the commitments of everybody, and the organisation's component of those who need one."""
        desk, member = self.desk, self.desk.folder.members[key]
        card = promises.card_of(member, desk.year, desk.folder.key, desk.day) if member.cards else None
        items = promises.commitments_of(desk, key, card) if card else ()
        if self.statuses[key][0] not in _SCORED:
            return _Own(card, items, PENDING, PENDING, PENDING, PENDING, PENDING)
        f = score.fulfilment(desk, card, items)
        i, l_ = score.inspection(desk, key), score.life(desk, desk.attendance(key))
        blend = desk.scheme.halfyear.mode is HalfyearMode.BLEND
        half = score.halfyear(desk, key) if blend else PENDING
        return _Own(card, items, f, i, l_, score.organisation(desk, member, f, i, l_), half)

    # --- one stage: ballots, totals, caps
    # --------------------------------------------------------------------------------

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
        if status[0] not in _SCORED:
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
        """Tell why there is no total: defer a member whose ballots cannot be computed, wait for sittings still to
        come.
        """
        gap = ComponentState.NOT_COMPUTABLE
        if gap in (mass.state, members.state):
            missing = ballots.NO_ROW in (mass.reason, members.reason)
            floating = is_floating(self.desk.folder.members[key], self.desk.roll_day)
            host = missing and floating
            return AssessStatus.DEFERRED, StatusReason.HOST_MISSING if host else StatusReason.REPEAT_BALLOT
        if ComponentState.PENDING in (mass.state, members.state):
            return status
        if self.own[key].organisation.state is gap or self.own[key].halfyear.state is gap:
            return AssessStatus.DEFERRED, StatusReason.NO_ORGANISATION
        return status

    def stage(self, without: frozenset[str], until: date) -> tuple[dict[str, _Scored], Quota]:
        """Score a stage and apply the quota to it."""
        known = self._stages.get((without, until))
        if known is None:
            known = self._stages[without, until] = self._with_quota(self._score_all(without, until))
        return known

    def _with_quota(self, scored: dict[str, _Scored]) -> tuple[dict[str, _Scored], Quota]:
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
                    scored[key] = replace(scored[key], caps=caps, suggested=Grade.QUALIFIED)
        return scored, quota

    @cached_property
    def now(self) -> tuple[dict[str, _Scored], Quota]:
        """The stage of today."""
        return self.stage(frozenset(), self.desk.as_of)

    @cached_property
    def stars(self) -> dict[str, tuple[StarResult, ...]]:
        """Everybody's stars; they look at today's mass ballots."""
        desk = self.desk
        rows = desk.rows(self.faults, frozenset())[BallotKind.MASS]
        found = {}
        for key, member in desk.folder.members.items():
            mass = ballots.component(BallotKind.MASS, rows.get(key), self.faults, desk.rules, True)
            if self.statuses[key][0] is AssessStatus.HOST and member.host:
                mass = ballots.from_host(BallotKind.MASS, member.host.mass, mass, desk)
            try:
                found[key] = stars_of(
                    desk, key, self.plan, status=self.statuses[key][0], mass=mass, card=self.own[key].card
                )
            except MissingCalendarError as missing:
                path = desk.folder.member_path(key)
                self.findings.append(finding("CAL-001", path, ("blockers",), year=missing.year))
                found[key] = tuple(StarResult(rule.star, StarStatus.NONE) for rule in self.plan.rules)
        return found

    # --- earlier stages
    # ----------------------------------------------------------------------------------------------------

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
    # --------------------------------------------------------------------------------------------------------------

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
        settled = desk.objections.voiced.get(key, date.min)
        said = (f for f in desk.folder.members[key].feedback if f.year == desk.year and f.objects)
        return any(f.date <= desk.as_of and settled < f.date for f in said)

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
            promises.public_fulfilment(own.commitments) if own.commitments else None,
            advise(desk, member, assessment, stars, frozen=frozen),
            talk_duty(desk, member, assessment),
            frozen,
            None if frozen else excellent_on(desk, key, assessment),
        )


def assess_branch(
    folder: BranchFolder, context: Context, year: int | None = None
) -> tuple[BranchResult, list[Finding]]:  # fmt: skip
    """Assess a branch as of ``context.as_of``, the current year unless another is named.

    Returns the result, every member of the folder in it, and findings: CAL-001 where a calendar is missing, ASM-…
    for what a branch has to settle. Raises KeyError for a year without a scheme.
    """
    work = _Work(open_desk(folder, context, year))
    desk = work.desk
    members = {key: work.member(key) for key in folder.members}
    card = next((c for c in folder.branch.goal_cards if c.year == desk.year), None)
    goals: GoalResult | None = goal_result(card, desk.as_of) if card else None
    figures, late = figures_of(desk, members)
    result = BranchResult(
        folder.key, desk.year, desk.as_of, desk.assessed_on, work.now[1], members, goals, figures
    )  # fmt: skip
    return result, [*work.findings, *late, *_findings(work, result)]


def _findings(work: _Work, result: BranchResult) -> Iterator[Finding]:
    """Say what the branch has to settle; values of internal fields are never named."""
    desk, folder = work.desk, work.desk.folder
    book = folder.book_path(desk.year)
    for at, session in enumerate(desk.book.ballots):
        if work.faults.get(session.key) and session.superseded_by is None:
            yield finding("ASM-001", book, ("ballots", at), session=session.key)
    meetings = {meeting.key: at for at, meeting in enumerate(desk.book.decisions)}
    for at, meeting in enumerate(desk.book.decisions):
        if meeting.date <= desk.as_of and 2 * meeting.present <= meeting.should_attend:
            yield finding("ASM-002", book, ("decisions", at), meeting=meeting.key)
    few = [key for key, m in result.members.items() if _has_few_inspections(desk, m)]
    if few and desk.as_of > desk.cutoff:
        least = desk.scheme.organisation.min_inspections
        yield finding("ASM-003", book, ("inspections",), least=least, members="、".join(few[:10]))
    if result.quota.exceeded and desk.as_of > desk.cutoff:
        yield finding("ASM-004", book, ("ballots",))
    for key, found in result.members.items():
        decision = found.assessment.decision
        if decision and decision.meeting in meetings:
            place = ("decisions", meetings[decision.meeting], "grades", key)
            if decision.outdated:
                yield finding("ASM-005", book, place, member=key)
            elif code := _DECISION_CODES.get(decision.state):
                yield finding(code, book, place, member=key)
        for star in found.stars:
            if star.status is StarStatus.NOT_MET and key in desk.confirmed:
                for meeting, stars in desk.confirmed[key]:
                    if star.star in stars:
                        place = ("decisions", meetings[meeting.key], "stars", key)
                        yield finding("ASM-009", book, place, member=key, star=star.star)
                        break
        if _is_judged_by_own_committee(desk, key):
            yield finding("ASM-010", folder.member_path(key), ("organisation", "assessor"), member=key)


_DECISION_CODES = {
    DecisionState.NEEDS_REASON: "ASM-006",
    DecisionState.NEEDS_TOWNSHIP: "ASM-007",
    DecisionState.NOT_GRADED: "ASM-008",
    DecisionState.NO_RESULT: "ASM-011",
}


def _has_few_inspections(desk: Desk, found: MemberResult) -> bool:
    """True for a member who is graded by computing and was inspected too rarely."""
    assessment = found.assessment
    if assessment.status not in _SCORED or assessment.organisation.reason:
        return False
    return assessment.inspection.counted < desk.scheme.organisation.min_inspections


def _is_judged_by_own_committee(desk: Desk, key: str) -> bool:
    """True when a branch secretary's component was given by the committee he heads."""
    given = score.direct_score(desk.folder.members[key], desk)
    if given is None or given.value is None or given.assessor is VerifierRole.TOWNSHIP:
        return False
    return any(
        t.office is Office.BRANCH_SECRETARY
        and t.since <= desk.assessed_on
        and (t.until is None or t.until >= desk.assessed_on)
        for t in desk.terms.get(key, ())
    )
