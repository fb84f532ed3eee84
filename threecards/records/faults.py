"""What pydantic finds wrong, in the words of a clerk.

In: a model, the tree that was written, pydantic's errors. Out: findings (MODEL-001 to MODEL-028, MODEL-099,
STAR-001). Not here: texts of messages (``catalogue/model.toml``), anything that concerns two fields (``rules``).

A finding never carries what was written in an internal field: suggestions from a written value are made only where
the field, and everything around it, is level W.
"""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from threecards.problems import Finding, Loc, finding
from threecards.records.excerpt import key_name
from threecards.records.fields import Spot, fields_of, spot_at, unwrap
from threecards.records.model import Model
from threecards.records.words import Star
from threecards.records.yamlsource import Tree

KEY_CODES = frozenset({"MODEL-002", "MODEL-003", "MODEL-028"})
"""Codes that point at a key and not at its value, for ``yamlsource.resolve``."""

EXAMPLES: Mapping[str, str] = {
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "1979-04",
    r"^t[0-9]{2,3}$": "t01",
    r"^b[0-9]{3,4}$": "b001",
    r"^v[0-9]{3,4}$": "v001",
    r"^m[0-9]{6}$": "m000123",
    r"^p[0-9]{2,3}$": "p01",
    r"^[a-z][a-z0-9-]{0,30}$": "hy-0306",
    r"^V[1-7]$": "V2",
    r"^[a-z ]+$": "zhang san",
    r"^[\w./-]+\.(jpg|jpeg|png)$": "photos/m000123.jpg",
    r"^https?://[^\s]+/$": "https://example.org/sanka/",
    r"^[0-9a-f]{64}$": "0123456789abcdef…",
    r"^[A-Z][0-9]$": "L1",
    r"^[a-z][a-z_]{1,30}$": "water_care",
    r"^R[0-9]{4}-[0-9]{2,3}$": "R2026-01",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "zh-Hant",
}
"""What a text of each pattern looks like; a test compares it with the models."""

_CHOICE = re.compile(r"\^\(([^()]+)\)\$|\^\[([A-Z]+)\]\$")
_WRITTEN_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEARS = range(1900, 2201)


class Translator:
    """Turns the errors of one file into findings. Lives as long as the file is being checked."""

    def __init__(self, model: type[Model], tree: Tree, path: str) -> None:
        self.model = model
        self.tree = tree
        self.path = path

    def findings(self, errors: list[ErrorDetails]) -> list[Finding]:
        """Translate all errors, each place once, in the order pydantic gives; a misspelt key is not also a missing
        one."""
        found: dict[Loc, Finding] = {}
        slips: set[Loc] = set()
        for error in errors:
            if error["type"] == "extra_forbidden":
                item = self._unknown_key(real_place(self.tree, error["loc"])[0])
                found[item.loc] = item
                if item.code == "MODEL-002":
                    slips.add((*item.loc[:-1], dict(item.params)["near"]))
        for error in errors:
            if error["type"] != "extra_forbidden" and not self._follows(error):
                item = self._translate(error)
                if item.loc not in slips:
                    found.setdefault(item.loc, item)
        return list(found.values())

    def _follows(self, error: ErrorDetails) -> bool:
        """True for a list that is too short only because its entries are faulty, which is said of each of them."""
        value = real_place(self.tree, error["loc"])[1]
        return error["type"] == "too_short" and isinstance(value, list) and len(value) >= error["ctx"]["min_length"]

    def _say(self, code: str, loc: Loc, spot: Spot, **params: object) -> Finding:
        field = next((step for step in reversed(loc) if isinstance(step, str)), "")
        said = {"field": key_name(field), "title": spot.title or "文件", **params}
        return Finding(code, self.path, loc, tuple((name, str(value)) for name, value in said.items()))

    def _unknown_key(self, loc: Loc) -> Finding:
        """A key that the record does not have: perhaps misspelt, perhaps the Chinese title, perhaps the name of our
        code."""
        spot = spot_at(self.model, loc)
        owner = spot.model
        key = str(loc[-1])
        assert owner is not None
        fields = fields_of(owner)
        titles = {info.title: name for name, info in fields.items()}
        names = {name: info.alias for name, info in owner.model_fields.items() if info.alias}
        near = titles.get(key) or names.get(key)
        if near is None:
            around = real_place(self.tree, loc[:-1])[1]
            free = [name for name in fields if not isinstance(around, dict) or name not in around]
            near = next(iter(difflib.get_close_matches(key.lower(), free, n=1, cutoff=0.7)), None)
        shown = key_name(key, frozenset(t for t in titles if t))
        if near:
            return finding("MODEL-002", self.path, loc, field=shown, near=near, title=fields[near].title or "")
        return finding("MODEL-003", self.path, loc, field=shown, keys="、".join(fields))

    def _translate(self, error: ErrorDetails) -> Finding:
        """Find the words for one error. The kind of fault decides, and what the models say about the place."""
        kind, context = error["type"], error.get("ctx", {})
        loc, value = real_place(self.tree, error["loc"])
        spot = spot_at(self.model, loc)
        if "[key]" in error["loc"]:
            key = Spot(spot.title, False, *unwrap(spot.key)) if spot.key else spot
            return self._say("MODEL-028", loc, key, example=_example(key))
        if kind == "missing":
            missing = str(error["loc"][-1])
            wanted = spot_at(self.model, (*loc, missing))
            return self._say("MODEL-001", (*loc, missing), wanted)
        if value is None:
            return self._say("MODEL-020", loc, spot)
        wants_list = any(typing.get_origin(k) is tuple for k in spot.kinds)
        wants_map = spot.model is not None or any(typing.get_origin(k) not in (None, tuple) for k in spot.kinds)
        if wants_list and not isinstance(value, list):
            return self._say("MODEL-021", loc, spot)
        if wants_map and not isinstance(value, dict):
            return self._say("MODEL-022", loc, spot)
        if not wants_list and not wants_map and isinstance(value, (list, dict)):
            return self._say("MODEL-023", loc, spot)
        match kind:
            case "too_short":
                return self._say("MODEL-024", loc, spot, least=context["min_length"])
            case "too_long":
                return self._say("MODEL-025", loc, spot, most=context["max_length"])
            case "string_too_short":
                return self._say("MODEL-020", loc, spot)
            case "string_too_long":
                return self._say("MODEL-015", loc, spot, most=context["max_length"], length=len(str(value).strip()))
            case "greater_than_equal":
                return self._say("MODEL-012", loc, spot, least=context["ge"])
            case "less_than_equal":
                return self._say("MODEL-013", loc, spot, most=context["le"])
            case "decimal_max_digits" | "decimal_whole_digits" | "int_parsing_size":
                return self._say("MODEL-026", loc, spot)
            case "decimal_max_places":
                return self._say("MODEL-014", loc, spot, places=context["decimal_places"])
            case "yes_no":
                return self._say("MODEL-018", loc, spot)
            case "share":
                return self._say("MODEL-019", loc, spot)
            case "number":
                return self._say("MODEL-010" if int in spot.kinds else "MODEL-011", loc, spot)
            case "day":
                return self._day(loc, spot, str(value))
            case "enum" | "string_pattern_mismatch":
                return self._word(loc, spot, str(value))
        return self._say("MODEL-099", loc, spot, kind=kind)

    def _word(self, loc: Loc, spot: Spot, value: str) -> Finding:
        """A word that is none of those allowed, or a text not of the form asked for."""
        words = [str(word) for word in spot.words] if spot.words else _choices(spot)
        if not words:
            return self._say("MODEL-017", loc, spot, example=_example(spot))
        code = "STAR-001" if spot.words is Star else "MODEL-004"
        if spot.patterns and spot.words:  # a role or the key of a member
            return self._say("MODEL-016", loc, spot, words="、".join(words), example=_example(spot))
        if spot.public and code == "MODEL-004":
            named = {name: str(word) for name, word in spot.words.__members__.items()} if spot.words else {}
            if word := named.get(re.sub(r"[\s-]", "_", value).upper()):
                return self._say("MODEL-006", loc, spot, word=word)
            if near := _nearest(value, words):
                return self._say("MODEL-005", loc, spot, near=near, words="、".join(words))
        return self._say(code, loc, spot, words="、".join(words))

    def _day(self, loc: Loc, spot: Spot, value: str) -> Finding:
        """A day that is not written plainly, or that no calendar has; which part is wrong is said of public days
        only."""
        match = _WRITTEN_DAY.fullmatch(value) if value.isascii() else None
        if match is None:
            return self._say("MODEL-007", loc, spot)
        year, month, day = (int(part) for part in match.groups())
        if not spot.public:
            return self._say("MODEL-027", loc, spot)
        if not 1 <= month <= 12:
            return self._say("MODEL-008", loc, spot, year=year, month=month)
        if not 1 <= day <= 31 or year not in _YEARS:
            return self._say("MODEL-027", loc, spot)
        return self._say("MODEL-009", loc, spot, year=year, month=month, day=day)


def _nearest(value: str, words: list[str]) -> str:
    """Give the word that is most like what was written, an empty text when none is, or when two are equally so."""
    close = difflib.get_close_matches(value, words, n=2, cutoff=0.5)
    likeness = [difflib.SequenceMatcher(None, value, word).ratio() for word in close]
    return "" if not close or (len(close) > 1 and likeness[0] == likeness[1]) else close[0]


def _choices(spot: Spot) -> list[str]:
    """Give the words of a pattern that is only a choice, such as ``^(结转|已完成|取消)$`` or ``^[WNBC]$``."""
    for pattern in spot.patterns:
        if match := _CHOICE.fullmatch(pattern):
            return match[1].split("|") if match[1] else list(match[2])
    return []


def _example(spot: Spot) -> str:
    return next((EXAMPLES[p] for p in spot.patterns if p in EXAMPLES), "m000123")


def real_place(tree: Tree, loc: Iterable[str | int]) -> tuple[Loc, Tree]:
    """Follow pydantic's loc through what was written: the longest part of it that exists, and the value there.

    pydantic names the branch of a union and marks keys of mappings; those steps lead nowhere in the tree and are
    dropped.
    """
    place: list[str | int] = []
    for step in loc:
        if isinstance(tree, dict) and str(step) in tree:
            tree = tree[str(step)]
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            break
        place.append(step)
    return tuple(place), tree
