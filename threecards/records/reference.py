"""The reference of all records, written from the models: what may stand in which file, what it means, who may see it.

In: the models. Out: Markdown for ``docs/records.md`` and the JSON Schema of each file. A test holds the page and the models together.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from threecards.records.load import ROOTS, fields_of, level_of, models_in
from threecards.records.model import Model

FILES = {
    "member": "members/t01/b001/m000123.yaml", "branch": "members/t01/b001/branch.yaml", "book": "members/t01/b001/2026.yaml",
    "township": "members/t01/township.yaml", "county": "content/county.yaml", "scheme": "content/scheme/2026.yaml",
    "stars": "content/stars.yaml", "posts": "content/posts.yaml", "workdays": "content/workdays/2026.yaml",
    "releases": "content/releases.yaml", "publication": "content/publication.yaml",
}  # fmt: skip
_PLAIN: dict[Any, str] = {
    str: "文字",
    int: "整数",
    Decimal: "数",
    Fraction: "比例，如 1/3、0.30",
    bool: "是 / 否",
    date: "日期，如 2026-12-24",
}


def _kind(annotation: Any) -> str:
    """What may be written in a field, in words."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " 或 ".join(dict.fromkeys(_kind(a) for a in arguments if a is not type(None)))
    if origin is tuple:
        return f"列表：{_kind(arguments[0])}"
    if origin is not None and len(arguments) == 2:
        return f"按编号：{_kind(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " / ".join(annotation)
    return _PLAIN.get(annotation, "文字")


def _in_order(root: type[Model], seen: list[type[Model]]) -> list[type[Model]]:
    if root not in seen:
        seen.append(root)
        for info in root.model_fields.values():
            for inner in models_in(info.annotation):
                _in_order(inner, seen)
    return seen


def _table(model: type[Model]) -> Iterator[str]:
    yield f"### {model.__name__}"
    yield ""
    yield (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
    yield ""
    yield "| 键 | 名称 | 写什么 | 必填 | 级别 |"
    yield "|---|---|---|---|---|"
    for key, info in fields_of(model).items():
        extra = info.json_schema_extra
        ceiling = str(extra["ceiling"]) if isinstance(extra, dict) else ""
        level = level_of(info) + (f"（可放宽到 {ceiling}）" if ceiling != level_of(info) else "")
        yield f"| `{key}` | {info.title} | {_kind(info.annotation)} | {'是' if info.is_required() else ''} | {level} |"
    yield ""


def reference() -> str:
    """The whole page ``docs/records.md``."""
    lines = [
        "# 记录参考 / Reference of records", "",
        "本页由程序的数据模型生成，不要手改。级别：W 所有人，N 村里（只在纸上），B 支部内，C 支委会、乡镇、县。", "",
        "Written from the models; do not edit. Levels: W everyone, N the village (paper only), B the branch, C committee, township and county.", "",
    ]  # fmt: skip
    seen: list[type[Model]] = []
    for name, root in ROOTS.items():
        lines += [f"## `{FILES[name]}`", ""]
        known = len(seen)
        _in_order(root, seen)
        for model in seen[known:]:
            lines += _table(model)
    return "\n".join(lines)


def schema(name: str) -> dict[str, Any]:
    """JSON Schema of one kind of file, by its name in ``ROOTS``; titles are Chinese, keys as they stand in the files."""
    return ROOTS[name].model_json_schema(by_alias=True)
