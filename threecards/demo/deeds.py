"""Deeds of one member of the demo county beside the promises: duties of a post, and what a star asks for.

In: a ``Person`` with a card, the ``Scene``. Out: records of deeds. Not here: deeds by which a promise
was kept (``cards``).
"""

from __future__ import annotations

from datetime import date, timedelta

from threecards.demo.cast import YEAR, Person, Record, iso, workday
from threecards.demo.duties import DUTIES, GOOD
from threecards.demo.scene import KEEN, LAST, QUARTERS, Scene

_NEEDS = {  # what a star asks for, beside what meetings and ballots give
    "学习": ("传授",),
    "创新": ("新技术", "建议采纳"),
    "致富": ("带动农户", "合法经营"),
    "奉献": ("应急任务", "结对帮扶"),
    "法制": ("支持公益",),
    "道德": ("好人好事",),
}


def duties(person: Person, scene: Scene) -> list[Record]:
    rng = scene.rng
    deeds = []
    for key in person.posts:
        for first, last in QUARTERS:
            if rng.random() > KEEN[person.zeal][0]:
                continue
            name = scene.posts[key]
            deed: Record = {"date": iso(workday(rng, first, last)), "text": scene.say(name, DUTIES[name]), "post": key}
            deed["verified_by"] = rng.choice(("村民小组长", "群众代表", "监督小组", "支部委员会"))
            if rng.random() < 0.96:
                deed["reviewed"] = "是"
            if rng.random() < 0.02:
                deed["entered"] = iso(
                    min(date.fromisoformat(str(deed["date"])) + timedelta(days=rng.randint(33, 60)), LAST)
                )
            deeds.append(deed)
    return deeds


def good_deeds(person: Person, scene: Scene) -> list[Record]:
    """Deeds that the stars a member strives for ask for; and now and then one that nobody had planned."""
    rng = scene.rng
    begin = max(person.since, date(YEAR, 3, 17)) + timedelta(days=5)
    kinds: list[str] = []
    stars = next((c.get("stars_declared", ()) for c in person.record["cards"] if c.get("closed") is None), ())
    for star in stars:
        if rng.random() < KEEN[person.zeal][2]:
            for kind in _NEEDS[star]:
                kinds += [kind] * (4 if kind == "结对帮扶" else 1)
        elif rng.random() < 0.5:
            kinds.append(_NEEDS[star][0])
    if not kinds and rng.random() < 0.25:
        kinds.append(rng.choice(("志愿服务", "好人好事", "学习", "技能证书", "生计稳定", "法律培训", "调解普法")))
    deeds = []
    for kind in kinds:
        amount = rng.randint(3, 9)
        text = scene.say("+" + kind, GOOD[kind], amount)
        deed: Record = {"date": iso(workday(rng, begin, date(YEAR, 11, 27))), "text": text, "kinds": [kind]}
        if kind in ("带动农户", "方法推广"):
            deed["households"] = str(amount)
        elif kind in ("志愿服务", "学习"):
            deed["hours"] = str(rng.randint(3, 10))
        deed["verified_by"] = rng.choice(("群众代表", "受益农户", "村民小组长", "监督小组"))
        if kind != "生计稳定" and rng.random() < 0.96:
            deed["reviewed"] = "是"
        deeds.append(deed)
    return deeds
