"""One member's file in the demo county, without what follows from the assessment.

In: a ``Person``, the ``Scene``. Out: the record, in ``person.record``. Not here: cards, deeds, sittings.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from threecards.demo import words
from threecards.demo.cards import card_days, make_card, old_card
from threecards.demo.cast import ELDER, FLOATING, OFFICE, YEAR, Person, Record, iso, workday
from threecards.demo.deeds import duties, good_deeds
from threecards.demo.scene import LAST, QUARTERS, STARS, Scene
from threecards.demo.yamltext import Row


def live(person: Person, scene: Scene) -> None:
    """Fill in a person's record: profile, relations, card, deeds, report."""
    rng = scene.rng
    record: Record = {"name": person.name}
    if person.twin:
        record["disambiguation"] = person.twin
    record |= {"born": person.born}
    if person.joined.year >= 2012:
        record["joined"] = iso(person.joined)
    record["party_since"] = str(person.joined.year)
    if person.joined.year >= 2012 and person.full:
        record["full_since"] = iso(person.joined.replace(year=person.joined.year + 1))
    record["group"] = person.group
    if scene.plan.joint:
        record["village"] = person.village
    if person.kind != ELDER:
        record["education"] = rng.choice(words.EDUCATION)
    if rng.random() < 0.6:
        record["skills"] = scene.say("skill", words.SKILLS)
    fit = (
        (person.holder and not person.old_holder)
        or person.kind == OFFICE
        or (person.kind != ELDER and rng.random() < 0.8)
    )
    record |= {"fit": "是" if fit else "否", "able": "是"}
    record["memberships"] = _relations(person, scene)
    if person.kind == FLOATING or person.story in ("suspended", "removed", "resumed"):
        record["floating"] = [_flow(person, scene)]
    if statuses := _statuses(person):
        record["statuses"] = statuses
    signed = person.story not in ("suspended", "removed", "expelled")
    if signed and (consent := _consent(person, rng)):
        record["consent"] = consent
    person.record = record
    if person.story in ("suspended", "removed"):
        record["past"] = [Row(year="2023", grade="合格")]
        return
    _year(person, scene)
    if past := _past(person, rng):
        record["past"] = past


def _relations(person: Person, scene: Scene) -> list[Row]:
    branch = scene.plan.key
    kind = "正式" if person.full else "预备"
    since = person.since if person.story != "resumed" else person.joined.replace(year=person.joined.year + 1)
    now = Row({"branch": branch, "kind": kind, "from": iso(since)})
    if person.until and person.story != "suspended":
        now["to"] = "2026-04-30" if person.story == "removed" else iso(person.until)
    if person.story == "moved_in":
        began = person.joined.replace(year=person.joined.year + 1)
        old, last = scene.rng.choice(scene.plan.elsewhere), person.since - timedelta(days=1)
        return [Row({"branch": old, "kind": "正式", "from": iso(began), "to": iso(last)}), now]
    return [now]


def _flow(person: Person, scene: Scene) -> Record:
    rng = scene.rng
    since = date(rng.randint(2021, 2025), rng.choice((2, 3, 8, 9)), rng.randint(1, 28))
    if person.story in ("suspended", "removed"):
        gone = date(2023, 3, rng.randint(1, 28))
        return {
            "from": iso(gone),
            "contact": scene.chief,
            "contacts": [Row(date="2023-09-12", channel="电话", note="号码已停用")],
        }
    flow: Record = {"from": iso(max(since, person.since))}
    if person.story == "resumed":
        return {
            "from": "2023-02-06",
            "to": "2026-09-20",
            "contact": scene.chief,
            "contacts": [Row(date="2026-08-20", channel="电话")],
        }
    flow["destination"] = rng.choice(words.PLACES_AWAY)
    if rng.random() < 0.4:
        flow["host"] = rng.choice(words.HOSTS)
    if rng.random() < 0.04:
        flow["fixed_place"] = "是"
    flow["contact"] = scene.chief
    entries = []
    for first, last in QUARTERS:
        entry = Row(date=iso(workday(rng, first, last)), channel=rng.choice(words.CHANNELS))
        if note := rng.choice(words.CONTACT_NOTES):
            entry["note"] = note
        entries.append(entry)
    flow["contacts"] = entries
    flow["returns"] = [iso(day) for day in person.returns]
    return flow


def _statuses(person: Person) -> list[Row]:
    if person.story == "dead":
        return [Row(date=iso(person.until or LAST), kind="去世")]
    if person.story == "moved_out":
        return [Row(date=iso(person.until or LAST), kind="转出")]
    if person.story == "expelled":
        return [Row(date=iso(person.until or LAST), kind="开除", document="县纪〔2026〕示例号")]
    if person.story == "suspended":
        return [Row(date="2025-11-20", kind="停止党籍", document="县组〔2025〕示例号")]
    if person.story == "removed":
        return [
            Row(date="2024-04-16", kind="停止党籍"),
            Row(date="2026-04-30", kind="除名", document="县组〔2026〕示例号"),
        ]
    if person.story == "resumed":
        return [Row(date="2024-06-18", kind="停止党籍"), Row(date="2026-10-12", kind="恢复党籍")]
    if person.story == "correction":
        return [Row(date="2026-03-30", kind="限期改正", until="2026-09-30"), Row(date="2026-09-30", kind="改正期满")]
    return []


def _consent(person: Person, rng: Random) -> Record:
    if rng.random() < 0.25:
        return {}
    day = person.card_from or date(2026, 2, rng.randint(9, 13))
    day = (
        max(person.since, min(day, date(2026, 2, 26)))
        if person.since < date(2026, 2, 1)
        else person.since + timedelta(days=2)
    )
    if person.until and day > person.until:
        day = person.until
    consent: Record = {"date": iso(day), "form": f"ty-{person.key[1:]}", "name": "是" if rng.random() < 0.85 else "否"}
    if rng.random() < 0.2:
        consent["photo"] = "是"
    if rng.random() < 0.3:
        consent["board_photo"] = "是"
    if rng.random() < 0.04:
        consent["stars"] = "否"
    if rng.random() < 0.02 and person.stays and person.since < date(2026, 2, 1):
        consent["withdrawn"] = iso(workday(rng, date(2026, 6, 1), date(2026, 11, 20)))
    return consent


def _past(person: Person, rng: Random) -> list[Row]:
    rows = []
    for year in (2023, 2024, 2025):
        if person.joined.year + 1 >= year or rng.random() < 0.15:
            continue
        row = Row(year=str(year))
        if person.kind != ELDER:
            weights = {"A": (60, 40, 0, 0), "B": (12, 85, 3, 0), "C": (1, 78, 20, 1), "D": (0, 50, 40, 10)}[person.zeal]
            row["grade"] = rng.choices(("优秀", "合格", "基本合格", "不合格"), weights)[0]
            stars = [star for star in STARS if rng.random() < {"A": 0.55, "B": 0.25, "C": 0.1, "D": 0.0}[person.zeal]]
            if stars:
                row["stars"] = stars
            if row["grade"] == "优秀" and len(stars) >= 4:
                row["commendation"] = rng.choice(("支部优秀党员", "乡镇优秀共产党员"))
        rows.append(row)
    return rows


def _year(person: Person, scene: Scene) -> None:
    rng, record = scene.rng, person.record
    start = max(person.since, date(YEAR, 1, 5))
    talked = start + timedelta(days=rng.randrange(20)) if person.story != "late" else date(YEAR, 12, 4)
    days = card_days(person, scene)
    if days:
        talked = min(talked, days.drafted)
    if person.until is None or talked <= person.until:
        record["talks"] = [_talk(person, scene, talked)]
    deeds: list[Record] = []
    if days:
        person.card_from = days.approved
        record["cards"] = [make_card(person, scene, days, deeds)]
        if person.story == "moved_in":
            record["cards"].insert(0, old_card(person, scene))
    if person.posts and days:
        deeds += duties(person, scene)
    if days and person.until is None and person.story not in ("draft", "late"):
        deeds += good_deeds(person, scene)
    if deeds:
        deeds.sort(key=lambda deed: str(deed["date"]))
        record["deeds"] = deeds
    if person.stays and person.full and person.kind != ELDER and person.story != "late":
        record["self_reports"] = [_report(person, scene)]
        record |= _special(person, scene)


def _talk(person: Person, scene: Scene, day: date) -> Record:
    talk: Record = {"key": f"tx-{person.key[1:]}", "date": iso(day)}
    if person.key != scene.chief:
        talk["talker"] = scene.chief
    talk["wishes"] = scene.say("wish", words.WISHES)
    talk["strengths"] = scene.say("strength", words.STRENGTHS)
    if scene.rng.random() < 0.4:
        talk["difficulties"] = scene.say("trouble", words.TROUBLES)
    return talk


def _report(person: Person, scene: Scene) -> Record:
    cards = person.record.get("cards", ())
    items = cards[-1]["commitments"] if cards else []
    kept = [i for i in items if i.get("history") and i["history"][-1]["status"] == "已完成"]
    open_ = [i for i in items if i not in kept]
    what = str((open_ or kept or [{"what": "学习"}])[0]["what"]).split("，", maxsplit=1)[0]
    if not items:
        text = "今年多半在学习，参加了能参加的活动。"
    elif not open_:
        text = scene.rng.choice(words.REPORT_GOOD)
    else:
        text = scene.rng.choice(words.REPORT_FAIR if kept else words.REPORT_POOR)
    text = text.replace("{k}", str(len(items))).replace("{m}", str(len(kept))).replace("{what}", what)
    day = workday(scene.rng, date(YEAR, 11, 23), date(YEAR, 11, 30))
    return {"year": str(YEAR), "date": iso(day), "text": text}


def _special(person: Person, scene: Scene) -> Record:
    """What few members have: ballots of a host, a score given directly, a sanction, a breach, a star given up."""
    rng = scene.rng
    found: Record = {}
    flow = person.record.get("floating", [{}])[0]
    if "host" in flow and rng.random() < 0.6:
        found["host"] = {"year": str(YEAR)} | {
            kind: {
                "date": "2026-11-22",
                "design": "四档",
                "tally": Row(excellent=str(rng.randint(3, 9)), qualified=str(rng.randint(5, 9))),
            }
            for kind in ("mass", "member")
        }
    if person.story == "moved_in" and person.since > date(YEAR, 6, 30):
        old = person.record["memberships"][0]["branch"]
        part = Row(branch=old, value=str(rng.randint(78, 95)), months=str(person.since.month - 1))
        found["organisation"] = {"year": str(YEAR), "assessor": "支部委员会", "parts": [part]}
    elif person.story == "resumed":
        found["organisation"] = {
            "year": str(YEAR),
            "value": "80",
            "reason": "十月恢复，按恢复以来的表现评定",
            "assessor": "支部委员会",
        }
    if person.zeal in "CD" and rng.random() < 0.02:
        found["vetoes"] = [Row(code="V2", date="2026-05-18", document="示例决定书", decided_by="乡镇党委")]
        found["blockers"] = [
            Row(stars=["法制"], date="2026-05-18", document="示例决定书", noticed="2026-05-20", decided="2026-05-29")
        ]
    elif person.zeal in "CD" and rng.random() < 0.02:
        found["vetoes"] = [Row(code="V5", date="2026-12-04", document="会议签到", decided_by="支部委员会")]
    stars = next((c.get("stars_declared", ()) for c in person.record.get("cards", ()) if c.get("closed") is None), ())
    if stars and rng.random() < 0.02:
        found["withdrawals"] = [
            Row(year=str(YEAR), star=stars[-1], date=iso(workday(rng, date(YEAR, 8, 3), date(YEAR, 10, 30))))
        ]
    return found
