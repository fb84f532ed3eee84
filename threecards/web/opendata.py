"""Open data: the public views once more, as files for machines and spreadsheets.

In: the views of a branch, later the rows of all branches. Out: artifacts below ``data/`` and pages that list them.
Not here: anything the pages do not show; every field is taken from a public view, one by one.

Nothing large travels between processes or machines. A branch job writes its own files and sends back names, sizes,
check sums and the branch's lines of the county's member table, packed (about 2 KB):

- ``data/t01/b001.json``: the branch, its members with promises, steps, deeds and stars, goal card, notices;
- ``data/t01/b001-commitments.csv``: its promises, one line each.

The county stage adds ``members.csv`` and ``branches.csv`` of the whole county, ``county.json``, ``t01/township.json``,
``schema.json`` (see ``dataschema``), ``index.json`` (every file with size, number of records, check sum),
``README.txt`` and ``SHA256SUMS``. Promises stay in one file per branch, a county's would be some 10 MB; all have the
same heading.

CSV: UTF-8 with byte order mark, since a spreadsheet reads it as something else without; lines end with CR LF, one line
for each record; a cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from threecards.publish.views.common import CommitmentView, SiteView
from threecards.publish.views.web import BranchLine, WebBranch, WebCounty, WebMember, WebTownship
from threecards.web.datadocuments import about, branch_document, county_document, township_document
from threecards.web.dataschema import BRANCH_HEADS, COUNT_WORDS, MEMBER_HEADS, PROMISE_HEADS, schema
from threecards.web.render import Artifact, RenderJob

ROOT = "data/"
PAGE = "data/index.html"
UNREAD = ("data/index.json", "data/SHA256SUMS")  # check sums may look like anybody's number: not for the last scan


@dataclass(frozen=True, slots=True)
class DataFile:
    """A finished file: path below ``data/``, bytes, sha256 in hexadecimal, number of records (members or promises)."""

    path: str
    bytes: int
    sha256: str
    records: int


@dataclass(frozen=True, slots=True)
class DataRows:
    """What the county stage needs of one branch. lines: its lines of ``members.csv`` without heading, packed."""

    township: str
    branch: str
    name: str
    members: int
    files: tuple[DataFile, ...]
    lines: str


def township_page(township: str) -> str:
    """Page that lists the files of a township: ``data/t01/index.html``."""
    return f"{ROOT}{township}/index.html"


def branch_data(
    site: SiteView, township: str, branch: WebBranch, members: Iterable[WebMember]
) -> tuple[DataRows, tuple[Artifact, ...]]:
    """Make the files of one branch. township: its key; members in order of keys in every file."""
    people = sorted(members, key=lambda m: m.key)
    document = _json({**about(site, "branch"), **branch_document(township, branch, people)})
    promises = [(m, c) for m in people for c in m.commitments]
    table = _table(PROMISE_HEADS, (_promise_line(township, m, c) for m, c in promises))
    made = (
        _file(f"{township}/{branch.key}.json", document, len(people)),
        _file(f"{township}/{branch.key}-commitments.csv", table, len(promises)),
    )
    lines = _packed(_csv(_member_line(site, township, m) for m in people))
    rows = DataRows(township, branch.key, branch.name, len(people), tuple(f for f, _ in made), lines)
    return rows, tuple(a for _, a in made)


def county_data(
    site: SiteView, county: WebCounty, townships: Sequence[WebTownship], rows: Iterable[DataRows]
) -> Iterator[Artifact]:
    """Make the files above the branches. townships: in their order, as in ``county``."""
    parts = _ordered(townships, rows)
    lines = "".join(_unpacked(r.lines) for r in parts)
    branches = [(t, b) for t in townships for b in t.branches]
    table = _table((*BRANCH_HEADS, *COUNT_WORDS.values()), (_branch_line(t, b) for t, b in branches))
    made = [
        _file("members.csv", _bytes(_csv([MEMBER_HEADS]) + lines), sum(r.members for r in parts)),
        _file("branches.csv", table, len(branches)),
        _file("county.json", _json({**about(site, "county"), **county_document(county)}), len(townships)),
        *(
            _file(f"{t.key}/township.json", _json({**about(site, "township"), **township_document(t)}), len(t.branches))
            for t in townships
        ),
        _file("schema.json", _readable(schema()), 0),
        _file("README.txt", _readme(site), 0),
    ]
    files = sorted([*(f for f, _ in made), *(f for r in parts for f in r.files)], key=lambda f: f.path)
    index = {**about(site, "index"), "files": [_listed(f) for f in files]}
    made.append(_file("index.json", _json(index), len(files)))
    sums = sorted([*files, made[-1][0]], key=lambda f: f.path)
    yield from (artifact for _, artifact in made)
    yield Artifact(f"{ROOT}SHA256SUMS", "".join(f"{f.sha256}  {f.path}\n" for f in sums).encode())


def data_pages(site: SiteView, townships: Sequence[WebTownship], rows: Iterable[DataRows]) -> Iterator[RenderJob]:
    """Pages with links to all files: one for the county, one for each township."""
    parts = _ordered(townships, rows)
    members = sum(r.members for r in parts)
    values = {"site": site, "section": "stats", "township": None, "rows": ()}
    yield RenderJob(PAGE, "data.html.j2", {**values, "townships": tuple(townships), "members": members})
    for t in townships:
        own = tuple(r for r in parts if r.township == t.key)
        page = {**values, "townships": (), "township": t, "rows": own, "members": sum(r.members for r in own)}
        yield RenderJob(township_page(t.key), "data.html.j2", page)


def _ordered(townships: Sequence[WebTownship], rows: Iterable[DataRows]) -> list[DataRows]:
    at = {t.key: place for place, t in enumerate(townships)}
    return sorted(rows, key=lambda r: (at[r.township], r.branch))


# --- bytes ------------------------------------------------------------------------------------------------------------


def _file(path: str, data: bytes, records: int) -> tuple[DataFile, Artifact]:
    return DataFile(path, len(data), hashlib.sha256(data).hexdigest(), records), Artifact(ROOT + path, data)


def _listed(file: DataFile) -> dict[str, Any]:
    return {"path": file.path, "bytes": file.bytes, "records": file.records, "sha256": file.sha256}


def _json(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 with Chinese as it is: one field on a line, and one item of a list of objects on a line."""
    lines = []
    for name, value in document.items():
        items = isinstance(value, list) and value and isinstance(value[0], dict)
        text = "[\n" + ",\n".join(_dense(v) for v in value) + "\n]" if items else _dense(value)
        lines.append(f'"{name}":{text}')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _readable(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _dense(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bytes(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def _csv(lines: Iterable[Sequence[str | int]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[cell(c) for c in line] for line in lines])
    return out.getvalue()


def _packed(text: str) -> str:
    """Text as base64 of zlib, a third of its size: what travels is kept as JSON between builds."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def _unpacked(text: str) -> str:
    return zlib.decompress(base64.b64decode(text)).decode()


def _table(heads: Sequence[str], lines: Iterable[Sequence[str | int]]) -> bytes:
    return _bytes(_csv([heads, *lines]))


_FORMULA = tuple("=+-@＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


@lru_cache(maxsize=8192)  # most cells say what others said
def cell(value: str | int) -> str:
    """A value as it may stand in a table: on one line, and never a formula.

    Example: ``=1+1`` -> ``'=1+1``; ``-3.5`` stays a number.
    """
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


# --- lines ------------------------------------------------------------------------------------------------------------


def _yes(value: bool) -> str:
    return "是" if value else ""


def _page(site: SiteView, path: str) -> str:
    return site.address + path


def _member_line(site: SiteView, township: str, m: WebMember) -> tuple[str | int, ...]:
    """One member, in the order of ``MEMBER_HEADS``."""
    promises = [c for c in m.commitments if c.counts]
    return (
        m.key,
        m.name,
        _yes(not m.named),
        township,
        m.township.name,
        m.branch.name,
        m.village.name if m.village else "",
        m.office,
        "、".join(p.name for p in m.posts),
        m.card_state,
        len(promises),
        sum(c.status_code == "done" for c in promises),
        sum(c.overdue for c in promises),
        m.score,
        "、".join(s.name for s in m.stars if s.lit),
        _yes(m.excellent),
        m.total,
        m.grade,
        "；".join(f"{h.year} {h.level} {h.title}" for h in m.honours),
        _page(site, m.path),
    )


def _promise_line(township: str, m: WebMember, c: CommitmentView) -> tuple[str | int, ...]:
    """One promise, in the order of ``PROMISE_HEADS``."""
    return (
        m.key,
        m.name,
        township,
        m.township.name,
        m.branch.name,
        c.n,
        c.what,
        c.for_whom,
        c.baseline,
        c.target,
        c.unit,
        c.done_when,
        c.due,
        c.weight,
        c.verifier,
        c.status,
        c.value,
        c.percent if c.percent >= 0 else "",
        _yes(c.late),
        _yes(c.overdue),
        c.reason,
        c.steps[-1].date if c.steps else "",
    )


def _branch_line(t: WebTownship, b: BranchLine) -> tuple[str | int, ...]:
    counts = tuple(getattr(b.counts, name) for name in COUNT_WORDS)
    return (t.key, t.name, b.key, b.name, _yes(b.joint), "、".join(b.villages), b.secretary, *counts)


_README = """{title}：开放数据

这里的数据和网页上公开的完全一样，多一个字也没有：没有书面同意在网上公开姓名的党员，这里也只有代号；
不含身份证号、电话、票数、谈话和除“优秀”以外的等次（县里决定全部公开结果的除外）。
不要拿这些数据给人、给支部排名。没有记录不等于没有做。

来源：{county}（{office}）　年度：{year}　数据截至：{as_of}　公布期号：{release}
用到别处时，请写明来源和“数据截至”的日期。姓名随时可能因本人撤回同意而改为代号，请用最新的一份。

文件
  members.csv                 全县党员，一人一行
  branches.csv                各支部的数字，一个支部一行
  tNN/bNNN-commitments.csv    一个支部的承诺，一项一行（各支部表头相同，可以接在一起）
  tNN/bNNN.json               一个支部的全部公开内容：党员、承诺、进展、履岗记录、六星、目标卡、公示
  tNN/township.json           一个乡镇：责任卡和全年记载、各支部的数字
  county.json                 全县：乡镇、岗位目录、六星标准、数字
  schema.json                 JSON 文件的结构说明（JSON Schema 2020-12），每个字段是什么意思都在里面
  index.json                  全部文件的清单：大小、记录数、校验码
  SHA256SUMS                  校验码；在本文件夹里运行 sha256sum -c SHA256SUMS 可以核对

表格（CSV）用 UTF-8 编码，WPS 和 Excel 直接打开就能看。以 = + - @ 开头的文字前面加了一个撇号 '，免得被当成公式。
金额和数量按填写的样子保留；空格子表示没有填。日期写成 2026-12-24 的样子。

把全县的承诺接成一张表（Python 3）：

  import csv, pathlib
  files = sorted(pathlib.Path(".").glob("t*/b*-commitments.csv"))
  rows = [r for f in files for r in csv.reader(f.read_text("utf-8-sig").splitlines())]
  table = [rows[0]] + [r for r in rows if r != rows[0]]
"""


def _readme(site: SiteView) -> bytes:
    text = _README.format(
        title=site.title,
        county=site.county,
        office=site.office,
        year=site.year,
        as_of=site.as_of,
        release=site.release or "（预览，尚未正式公布）",
    )
    return _bytes(text.replace("\n", "\r\n"))
