"""Problems in the data as values: what is wrong, where, what to do.

In: findings (a code and a place in a record) from the reader, the models, the rules and the renderers.
Out: located problems, sorted, as text for a clerk, as JSON or SARIF for machines.
Not here: any rule, any reading of files. The words live in ``catalogue/``, a file for each family and an entry for each code.

A ``Finding`` names its place by the path inside the record (``("cards", 0, "due")``); the reader turns that into line and
column only for the files that have findings, so that clean files cost nothing (see ``records.yamlsource.locate``).
A message never carries the value of an internal field: params hold names, dates, codes and numbers of public fields only.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

Loc = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a problem weighs: an error stops the build, a warning is listed, an info is only in the internal report."""

    ERROR = "E"
    WARNING = "W"
    INFO = "I"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file; line and column count from 1, in characters. Column 0 or line 0: unknown."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault as its finder knows it, before line and column are looked up.

    code: key of the catalogue, e.g. ``"MEM-002"``.
    path: file relative to the repository, POSIX form; ``""`` when the fault belongs to no file.
    loc: place inside the record, keys and list indices from the root; the longest known prefix is used.
    params: values for the message, never those of internal fields.
    at: position where the finder knows it already (syntax errors).
    related: other places concerned, as (path, loc), e.g. the first of two equal keys.
    """

    code: str
    path: str = ""
    loc: Loc = ()
    params: tuple[tuple[str, str], ...] = ()
    at: Position | None = None
    related: tuple[tuple[str, Loc], ...] = ()


def finding(
    code: str, path: str = "", loc: Loc = (), /, *, at: Position | None = None,
    related: tuple[tuple[str, Loc], ...] = (), **params: object,
) -> Finding:  # fmt: skip
    """Make a finding; keyword arguments become the params of the message, in the order given."""
    return Finding(code, path, loc, tuple((k, str(v)) for k, v in params.items()), at, related)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its position, its excerpt and its place in the stable order (path, line, column, code)."""

    path: str
    position: Position
    code: str
    loc: Loc = ()
    params: tuple[tuple[str, str], ...] = ()
    excerpt: str = ""
    related: tuple[tuple[str, Position], ...] = field(default=())

    @property
    def severity(self) -> Severity:
        """Severity of the code, from the catalogue."""
        return severity(self.code)

    @property
    def sort_key(self) -> tuple[str, int, int, str, tuple[tuple[str, str], ...]]:
        """Stable order of a report: path, line, column, code, params."""
        return (self.path, self.position.line, self.position.column, self.code, self.params)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one code: severity, the rule in a sentence, message and advice in two languages.

    internal: that such a problem exists tells an internal fact about somebody (a talk is due, somebody is away): it goes to the work
    list in the binder, and to the terminal only when asked for, since logs are read by others. Errors are never internal.
    """

    severity: Severity
    internal: bool
    rule: Mapping[str, str]
    message: Mapping[str, str]
    advice: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Entry]:
    """Everything in ``catalogue/``: code -> entry."""
    files = (file.name for file in (resources.files("threecards") / "catalogue").iterdir())
    families = sorted(name.removesuffix(".toml").upper() for name in files if name.endswith(".toml"))
    return {code: entry for family in families for code, entry in _family(family).items()}


@cache
def _family(name: str) -> Mapping[str, Entry]:
    """The entries of a family, such as COM; most commands tell of a few. Raises ValueError for a code of another family in its file."""
    file = resources.files("threecards") / "catalogue" / f"{name.lower()}.toml"
    if not file.is_file():
        return {}
    entries: dict[str, Entry] = {}
    for code, raw in tomllib.loads(file.read_text(encoding="utf-8")).items():
        if not code.startswith(f"{name}-"):
            raise ValueError(f"{code} stands in {file.name}")
        entries[code] = Entry(
            Severity(raw["severity"]),
            raw.get("internal", False),
            {"zh": raw["rule_zh"], "en": raw["rule_en"]},
            {"zh": raw["zh"], "en": raw["en"]},
            {"zh": raw.get("do_zh", ""), "en": raw.get("do_en", "")},
        )
    return entries


def entry_of(code: str) -> Entry:
    """What the catalogue says of a code. Raises KeyError where it says nothing."""
    return _family(code.partition("-")[0])[code]


def severity(code: str) -> Severity:
    """Severity of a code. Raises as ``entry_of`` does."""
    return entry_of(code).severity


def is_internal(problem: Problem | Finding) -> bool:
    """True when the problem itself tells an internal fact, see ``Entry``."""
    return entry_of(problem.code).internal


def for_anyone(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that may stand on a terminal and in a log, in their order: all but the internal ones."""
    return tuple(p for p in problems if not is_internal(p))


def merged(*groups: Iterable[Problem]) -> tuple[Problem, ...]:
    """All problems once, in the stable order."""
    return tuple(sorted({p for group in groups for p in group}, key=lambda p: p.sort_key))


def has_errors(problems: Iterable[Finding | Problem]) -> bool:
    """True when any of them stops the build."""
    return any(severity(p.code) is Severity.ERROR for p in problems)


def message(problem: Problem | Finding, lang: str = "zh") -> str:
    """The message of a problem with its params filled in, without place and advice."""
    return entry_of(problem.code).message[lang].format_map(dict(problem.params))


def advice(problem: Problem | Finding, lang: str = "zh") -> str:
    """What to do about a problem, one sentence, or an empty text."""
    return entry_of(problem.code).advice[lang].format_map(dict(problem.params))


_WORDS = {
    "zh": {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明", "do": "怎么办：", "see": "另见 "},
    "en": {
        Severity.ERROR: "error",
        Severity.WARNING: "warning",
        Severity.INFO: "note",
        "do": "To do: ",
        "see": "see also ",
    },
}


def place(path: str, position: Position) -> str:
    """``path:line:column`` as editors read it; parts that are unknown are left out."""
    parts = [path or "-"]
    if position.line:
        parts.append(str(position.line))
        if position.column:
            parts.append(str(position.column))
    return ":".join(parts)


def as_text(problem: Problem, lang: str = "zh") -> str:
    """One problem for the terminal: place if it has one, severity, code, message; excerpt with caret; other places; advice."""
    words = _WORDS[lang]
    where = f"{place(problem.path, problem.position)}: " if problem.path else ""
    lines = [f"{where}{words[problem.severity]} {problem.code} {message(problem, lang)}"]
    lines += [f"    {line}" for line in problem.excerpt.splitlines()]
    lines += [f"  {words['see']}{place(path, position)}" for path, position in problem.related]
    if todo := advice(problem, lang):
        lines.append(f"  {words['do']}{todo}")
    return "\n".join(lines)


def as_json(problems: Iterable[Problem], lang: str = "zh") -> str:
    """All problems as a JSON list in report order; keys path, line, column, severity, code, message, advice, related."""
    rows: list[dict[str, Any]] = [
        {
            "path": p.path, "line": p.position.line, "column": p.position.column, "severity": p.severity.name.lower(), "code": p.code,
            "message": message(p, lang), "advice": advice(p, lang),
            "related": [{"path": path, "line": at.line, "column": at.column} for path, at in p.related],
        }
        for p in problems
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=2)


FAMILIES = {
    "YAML": "文字和格式",
    "MODEL": "项目和文件",
    "ORG": "乡镇、支部、村、书记",
    "MEM": "党员和组织关系",
    "CARD": "三张卡",
    "POST": "岗位",
    "COM": "承诺",
    "EVT": "督查、评比、公示、异议",
    "CAL": "工作日",
    "BAL": "测评和表决",
    "ASM": "考评",
    "STAR": "六星",
    "CFG": "县里的设置",
    "PRIV": "公开和隐私",
    "REF": "相互引用",
    "PAGE": "文章",
    "WEB": "网页",
    "PAPER": "打印",
    "IMP": "拼版",
    "PRINT": "选印",
    "CLU": "集群",
    "OUT": "输出",
}
"""What the codes of each family are about, in the order of the reference."""


def reference() -> str:
    """Write the list of all codes as Markdown for ``docs/problems.md``: severity, rule, what to do, in both languages."""
    lines = [
        "# 提示代码",
        "",
        "程序在记录、设置和版式中发现问题时，给出文件、行、列和一个代码。",
        "「错误」改正以后才能发布；「提醒」不影响发布，请看一看；「说明」只供了解。",
        "带「内部」的只列在内部材料里，因为提示本身就会让人知道不该公开的事。省略号处是具体的名称或数字。",
        "",
        "*All problem codes. An error (错误) stops the build, a warning (提醒) and a note (说明) do not;*",
        "*internal ones (内部) appear in the binder only. This page is written from the catalogue.*",
    ]
    entries = catalogue()
    families = dict.fromkeys([*FAMILIES, *(code.split("-")[0] for code in entries)])
    for family in families:
        codes = sorted(code for code in entries if code.split("-")[0] == family)
        if codes:
            lines += ["", f"## {family} {FAMILIES.get(family, '')}".rstrip(), ""]
        for code in codes:
            entry = entries[code]
            level = _WORDS["zh"][entry.severity] + ("，内部" if entry.internal else "")
            rule, todo = (" · ".join(filter(None, (text["zh"], text["en"]))) for text in (entry.rule, entry.advice))
            lines.append(f"- **{code}**（{level}）{rule}")
            if todo:
                lines.append(f"  <br>{_WORDS['zh']['do']}{_PARAM.sub('……', todo)}")
    return "\n".join(lines) + "\n"


_PARAM = re.compile(r"\{\w+\}")


_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(problems: Iterable[Problem], lang: str = "zh") -> str:
    """All problems as a SARIF 2.1.0 log, for code hosts that annotate lines."""
    found = list(problems)
    rules = [
        {"id": code, "shortDescription": {"text": entry_of(code).rule[lang]}}
        for code in sorted({p.code for p in found})
    ]
    results: list[dict[str, Any]] = []
    for p in found:
        location: dict[str, Any] = {"artifactLocation": {"uri": p.path or "."}}
        if p.position.line:
            location["region"] = {"startLine": p.position.line, "startColumn": max(p.position.column, 1)}
        results.append({
            "ruleId": p.code, "level": _SARIF_LEVEL[p.severity], "message": {"text": f"{message(p, lang)} {advice(p, lang)}".strip()},
            "locations": [{"physicalLocation": location}],
        })  # fmt: skip
    log = {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{"tool": {"driver": {"name": "threecards", "rules": rules}}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)
