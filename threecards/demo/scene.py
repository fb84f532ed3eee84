"""What the people of one branch in the demo county share: crops, spots, decks of sentences, the days of the card year.

In: a ``BranchPlan`` and a random source. Out: a ``Scene``. Not here: people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from threecards.demo.cast import ELDER, FLOATING, OFFICE, PLAIN, YEAR, BranchPlan, Deck
from threecards.demo.promises import CROPS, LEADS, SPOTS, TAILS, Promise
from threecards.demo.promises import ELDER as ELDER_PROMISES
from threecards.demo.promises import FLOATING as FLOATING_PROMISES
from threecards.demo.promises import NO_OFFICE as PLAIN_PROMISES
from threecards.demo.promises import OFFICE as OFFICE_PROMISES

LAST = date(YEAR, 12, 5)
"""What happens later does not count for the year's ballots."""
QUARTERS = (
    (date(YEAR, 3, 19), date(YEAR, 3, 31)), (date(YEAR, 4, 7), date(YEAR, 6, 26)),
    (date(YEAR, 7, 2), date(YEAR, 9, 24)), (date(YEAR, 10, 9), date(YEAR, 11, 27)),
)  # fmt: skip
KEEN = {"A": (1.0, 0.02, 0.95), "B": (0.97, 0.09, 0.55), "C": (0.85, 0.20, 0.25), "D": (0.5, 0.35, 0.05)}
"""Per zeal: a post has a record in a quarter; away from a meeting; strives for stars and does what they ask."""
STARS = ("学习", "创新", "致富", "奉献", "法制", "道德")


@dataclass(slots=True)
class Scene:
    """The things of one branch: its crops, its spots, decks of promises and sentences, the days of the card year, its
    posts.
    """

    plan: BranchPlan
    rng: Random
    posts: dict[str, str]  # key -> name in the catalogue
    chief: str
    drafted: date
    sent_back: date
    chosen: date
    approved: date
    shown: date
    crops: Deck[str] = field(init=False)
    spots: Deck[str] = field(init=False)
    decks: dict[str, Deck[Promise]] = field(init=False)
    tails: dict[str, Deck[str]] = field(init=False)
    leads: Deck[str] = field(init=False)
    texts: dict[str, Deck[str]] = field(default_factory=dict)
    evidence: int = 0

    def __post_init__(self) -> None:
        rng = self.rng
        self.crops = Deck(rng, rng.sample(CROPS, 6))
        self.spots = Deck(rng, rng.sample(SPOTS, 9))
        self.decks = {
            OFFICE: Deck(rng, OFFICE_PROMISES), PLAIN: Deck(rng, PLAIN_PROMISES),
            FLOATING: Deck(rng, FLOATING_PROMISES), ELDER: Deck(rng, ELDER_PROMISES),
        }  # fmt: skip
        self.tails = {work: Deck(rng, tails) for work, tails in TAILS.items()}
        self.leads = Deck(rng, LEADS)

    def fill(self, text: str, amount: object = "") -> str:
        """Put crops, spots and a number into the slots of a text."""
        if "{" not in text:
            return text
        number = str(amount) if amount != "" else str(self.rng.randint(2, 9))
        crop = self.crops.next() if "{c}" in text else ""
        spot = self.spots.next() if "{s}" in text else ""
        return text.replace("{n}", number).replace("{c}", crop).replace("{s}", spot)

    def say(self, name: str, texts: tuple[str, ...], amount: object = "") -> str:
        """Draw a text of a kind, so that neighbours seldom say the same."""
        return self.fill(self.texts.setdefault(name, Deck(self.rng, texts)).next(), amount)

    def proof(self) -> str:
        """Number the next piece of evidence."""
        self.evidence += 1
        return f"z-{self.evidence:03d}"
