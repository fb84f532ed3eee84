"""The action card of one member of the demo county: its days, its promises, and how they went.

In: a ``Person``, the ``Scene``. Out: the record of the card, and the deeds by which promises were kept.
Not here: other deeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from threecards.demo import words
from threecards.demo.cast import ELDER, FLOATING, OFFICE, PLAIN, YEAR, Person, Record, iso
from threecards.demo.promises import LEAD_TO, Promise
from threecards.demo.scene import LAST, STARS, Scene
from threecards.demo.yamltext import Row

_OUTCOMES = {  # in time, late, partly, excused, not done
    "A": (93, 5, 1, 1, 0), "B": (73, 12, 11, 2, 2), "C": (42, 16, 27, 3, 12), "D": (14, 10, 28, 2, 46),
}  # fmt: skip
_NUMBERS = {
    OFFICE: (0, 0, 45, 40, 15),
    PLAIN: (0, 28, 45, 20, 7),
    FLOATING: (35, 45, 20, 0, 0),
    ELDER: (60, 40, 0, 0, 0),
}
"""How many promises a card holds, 1 to 5, in percent."""
_WEIGHTS = {
    1: ("100",),
    2: ("50", "50"),
    3: ("40", "30", "30"),
    4: ("30", "30", "20", "20"),
    5: ("30", "20", "20", "20", "10"),
}


@dataclass(slots=True)
class CardDays:
    """Days of one card."""

    drafted: date
    passed: date
    confirmed: date
    approved: date
    shown: date | None
    meeting: str


def card_days(person: Person, scene: Scene) -> CardDays | None:
    """Say when a person's card was made; None where there is none this year."""
    rng = scene.rng
    if person.since < date(YEAR, 2, 1) and person.story != "resumed":
        if person.until and person.until < scene.shown:
            return None
        if person.kind == ELDER and rng.random() < 0.4:
            return None
        confirmed = scene.approved - timedelta(days=rng.choice((0, 1, 1, 2)))
        return CardDays(scene.drafted, scene.approved, confirmed, scene.approved, scene.shown, "dh-1")
    if person.story in ("moved_in", "probationary"):
        start = max(person.since, scene.shown)
        drafted = start + timedelta(days=2)
        approved = start + timedelta(days=6)
        return CardDays(drafted, approved, approved, approved, approved + timedelta(days=4), "")
    if person.story in ("late", "draft", "resumed"):
        return CardDays(date(YEAR, 12, 9), date(YEAR, 12, 15), date(YEAR, 12, 15), date(YEAR, 12, 16), None, "")
    return None


def make_card(person: Person, scene: Scene, days: CardDays, deeds: list[Record]) -> Record:
    rng = scene.rng
    kind = PLAIN if person.kind == ELDER else person.kind
    card: Record = {"year": str(YEAR), "type": kind}
    if person.story in ("moved_in", "probationary", "late", "draft", "resumed"):
        if person.story in ("moved_in", "late"):
            card["branch"] = scene.plan.key
        if person.since > date(YEAR, 1, 1):
            card["opened"] = iso(person.since)
    card["drafted"] = iso(days.drafted)
    stage = {"draft": 0, "resumed": 2, "late": 3}.get(person.story, 4)
    reviews = []
    if stage and days.drafted < scene.sent_back < days.passed and rng.random() < 0.12:
        reviews.append(Row(date=iso(scene.sent_back), result="退回", remark=rng.choice(words.SEND_BACKS)))
    if stage:
        card["reviews"] = [*reviews, Row(date=iso(days.passed), result="通过")]
    if stage >= 2:
        card["confirmed"] = iso(days.confirmed)
    if stage >= 3:
        card["approved"] = Row(date=iso(days.approved), **({"meeting": days.meeting} if days.meeting else {}))
    if stage >= 4 and days.shown:
        card["shown"] = iso(days.shown)
    asked = ["yj-1"] if rng.random() < 0.35 else []
    card["surveys"] = [*asked, f"tx-{person.key[1:]}"]
    if person.posts:
        steps = {"choose": iso(scene.chosen), "fix": iso(scene.approved), "show": iso(scene.shown)}
        card["posts"] = [_assignment(key, n, steps, person) for n, key in enumerate(person.posts, start=1)]
    stars = (
        [star for star in STARS if rng.random() < 0.3]
        if person.zeal in "AB" and person.story not in ("draft", "late")
        else []
    )
    if person.zeal == "A" and len(stars) < 4 and rng.random() < 0.8:
        stars = sorted({*stars, *rng.sample(STARS, 4)}, key=STARS.index)
    if stars:
        card["stars_declared"] = stars
    card["commitments"] = _commitments(person, scene, days, deeds, stage >= 4)
    if person.until and person.story != "suspended":
        card["closed"] = _closing(person, card)
        card["commitments"] = card.pop("commitments")
    return card


def _assignment(key: str, wish: int, steps: dict[str, str], person: Person) -> Row:
    row = Row(post=key, **steps, wish=str(wish))
    if person.old_holder:
        row["voluntary"] = "是"
    return row


def old_card(person: Person, scene: Scene) -> Record:
    """The closed card that somebody brought along from the branch before."""
    branch = person.record["memberships"][0]["branch"]
    ended = person.since - timedelta(days=1)
    card: Record = {
        "year": str(YEAR),
        "type": PLAIN,
        "branch": branch,
        "drafted": "2026-01-14",
        "reviews": [Row(date="2026-02-05", result="通过")],
    }
    card |= {"confirmed": "2026-02-05", "approved": Row(date="2026-02-05"), "shown": "2026-02-10"}
    closed = {
        "date": iso(ended),
        "reason": "组织关系转到本县另一个支部",
        "handover": [Row(n="1", state="结转", reason="在新支部接着做")],
    }
    what = f"{scene.fill('教邻居管{c}')}，{scene.tails['技'].next()}"
    promise: Record = {
        "n": "1",
        "what": what,
        "baseline": "2",
        "target": "6",
        "unit": "户",
        "due": "2026-10-31",
        "weight": "100",
    }
    return card | {"closed": closed, "commitments": [promise | {"verifier_role": "受益农户"}]}


def _closing(person: Person, card: Record) -> Record:
    reasons = {"dead": "本人去世", "moved_out": "组织关系转出本县", "expelled": "不再是党员"}
    handover = []
    for item in card["commitments"]:
        done = item.get("history") and item["history"][-1]["status"] in ("已完成", "部分完成", "未完成", "因故豁免")
        handover.append(
            Row(n=item["n"], state="已完成") if done else Row(n=item["n"], state="取消", reason="由支部另行安排")
        )
    return {"date": iso(person.until or LAST), "reason": reasons[person.story], "handover": handover}


def _commitments(person: Person, scene: Scene, days: CardDays, deeds: list[Record], lived: bool) -> list[Record]:
    rng = scene.rng
    number = rng.choices((1, 2, 3, 4, 5), _NUMBERS[person.kind])[0]
    if person.story in ("late", "draft", "resumed"):
        number = 1
    weights = _WEIGHTS[number]
    made = []
    for n in range(1, number + 1):
        promise = scene.decks[person.kind].next()
        made.append(_commitment(person, scene, promise, str(n), weights[n - 1], days, deeds, lived))
    return made


def _commitment(
    person: Person,
    scene: Scene,
    promise: Promise,
    n: str,
    weight: str,
    days: CardDays,
    deeds: list[Record],
    lived: bool,
) -> Record:
    rng = scene.rng
    base = rng.randint(*promise.base)
    target = max(rng.randint(*promise.target), base + 1)
    if promise.target[0] >= 100:
        target -= target % 10
        base -= base % 10
    crop, spot = scene.crops.next(), scene.spots.next()

    def told(text: str, amount: object = "") -> str:
        return text.replace("{c}", crop).replace("{s}", spot).replace("{n}", str(amount))

    lead = f"{scene.leads.next()}，" if promise.work in LEAD_TO and rng.random() < 0.55 else ""
    item: Record = {"n": n, "what": f"{lead}{told(promise.what)}，{scene.tails[promise.work].next()}"}
    if promise.whom:
        item["for_whom"] = told(promise.whom)
    month = (
        promise.month
        if lived and days.approved.month < promise.month - 1
        else 12
        if not lived
        else max(promise.month, 11)
    )
    due = date(YEAR, month, rng.choice((10, 15, 20, 25, 28))) if month < 12 else date(YEAR, 12, rng.choice((20, 31)))
    item |= {"baseline": str(base), "target": str(target), "unit": promise.unit, "due": iso(due), "weight": weight}
    item["verifier_role"] = promise.verifier
    if rng.random() < 0.25:
        item["evidence_plan"] = rng.choice(("登记本", "现场看", "户户签字", "照片和登记", "公布的账"))
    if not lived:
        return item
    history, reached, on = _history(person, scene, promise.verifier, base, target, due, days)
    if history:
        item["history"] = history
    if rng.random() < 0.012 and lived:
        item["revisions"] = [_revision(item, rng)]
    if reached and on and rng.random() < 0.8:
        deeds.append(_done(scene, promise, told(promise.deed, reached), n, on, reached))
    return item


def _revision(item: Record, rng: Random) -> Record:
    """A change of the target, with what it said before."""
    before = str(int(item["target"]) + rng.randint(1, 4))
    revision: Record = {"date": "2026-05-12", "field": "目标", "before": before, "after": item["target"]}
    return revision | {"reason": "定得高了，雨季前做不完，商量后改小", "approved_by": "支部委员会"}


def _done(scene: Scene, promise: Promise, text: str, n: str, on: date, reached: int) -> Record:
    deed: Record = {"date": iso(on), "text": text, "commitment": n}
    if promise.kind != "-":
        deed["kinds"] = [promise.kind]
        if promise.kind in ("带动农户", "方法推广"):
            deed["households"] = str(reached if promise.unit == "户" else scene.rng.randint(3, 9))
        elif promise.kind == "志愿服务":
            deed["hours"] = str(scene.rng.randint(3, 12))
    deed["verified_by"] = promise.verifier
    if scene.rng.random() < 0.2:
        deed["evidence"] = scene.proof()
    deed["reviewed"] = "是"
    return deed


def _history(
    person: Person, scene: Scene, verifier: str, base: int, target: int, due: date, days: CardDays
) -> tuple[list[Row], int, date | None]:  # fmt: skip
    """Tell how a promise went: dated entries, the amount reached and the day where it was kept."""
    rng = scene.rng
    begin = max(days.shown or days.approved, date(YEAR, 3, 16))
    last = min(LAST, person.until or LAST)
    outcome = rng.choices(("done", "late", "partly", "excused", "missed"), _OUTCOMES[person.zeal])[0]
    if outcome == "late" and due + timedelta(days=4) > last:
        outcome = "partly"
    end = due - timedelta(days=rng.randint(1, 12))
    if outcome == "late":
        end = min(last, due + timedelta(days=rng.randint(3, 35)))
    running = end > last or due > last
    end = min(end, last)
    history = []
    if begin + timedelta(days=25) < end:
        span = (end - begin).days
        for part in (1, 2) if span > 110 else (1,):
            day = begin + timedelta(days=span * part // (3 if span > 110 else 2))
            value = target * part // (3 if span > 110 else 2)
            by = "督查组" if rng.random() < 0.3 else verifier
            history.append(Row(date=iso(day), status="进行中", value=str(max(1, value)), verified_by=by))
    if begin >= end:
        return history, 0, None
    if running and outcome in ("done", "late"):
        row = Row(
            date=iso(end), status="进行中", value=str(max(1, target * rng.randint(80, 98) // 100)), verified_by=verifier
        )
        return [*history, row], 0, None
    if outcome in ("done", "late"):
        reached = target + (rng.randint(0, max(1, target // 12)) if target > 3 else 0)
        row = Row(date=iso(end), status="已完成", value=str(reached))
        if rng.random() > 0.01:
            row["verified_by"] = verifier
            if rng.random() < 0.3:
                row["evidence"] = scene.proof()
        return [*history, row], reached, end
    if outcome == "excused":
        return (
            [
                *history,
                Row(date=iso(end), status="因故豁免", verified_by="乡镇党委", public_reason=rng.choice(words.EXCUSES)),
            ],
            0,
            None,
        )
    if outcome == "partly":
        share = rng.randint(45, 90) if person.zeal in "AB" else rng.randint(15, 75)
        value = max(1, target * share // 100)
        return [*history[:1], Row(date=iso(end), status="部分完成", value=str(value), verified_by=verifier)], 0, None
    if person.zeal == "B" and rng.random() < 0.3:
        return (
            [Row(date=iso(end), status="已撤回", verified_by=verifier, public_reason=rng.choice(words.WITHDRAWN))],
            0,
            None,
        )
    return [Row(date=iso(end), status="未完成", verified_by=verifier)], 0, None
