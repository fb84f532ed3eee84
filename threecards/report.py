"""What a run says on the terminal: progress while it works, problems, and a closing summary.

In: reports and problems. Out: text through rich. Quiet where nobody looks (not a terminal).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.control import strip_control_codes
from rich.segment import Segment, Segments
from rich.text import Text

from threecards import problems
from threecards.problems import Problem, Severity

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from threecards.build.province import CountyReport
    from threecards.build.request import Report

STAGES = {
    "read": ("读记录、检查、算分、做网页", "read, check, score, pages"), "check": ("检查记录", "check"), "pages": ("县乡页面", "county pages"),
    "print": ("制作打印卡片", "print"), "demo": ("编写虚构县", "write the county"),
    "province": ("生成各县", "counties"),
}  # fmt: skip


class ProgressCall(Protocol):
    """Called as work goes on: stage, done, total."""

    def __call__(self, stage: str, done: int, total: int, /) -> None: ...


def NO_PROGRESS(stage: str, done: int, total: int, /) -> None:  # noqa: N802 - a constant that is a function
    """Say nothing."""


class ConsoleProgress:
    """A bar per stage with count, time and rest on a terminal; silent elsewhere."""

    def __init__(self, console: Console, lang: str) -> None:
        self._lang = 1 if lang == "en" else 0
        self._bars = _bars(console) if console.is_terminal else None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> ConsoleProgress:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Move the bar of a stage."""
        if self._bars is None:
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(
                STAGES.get(stage, (stage, stage))[self._lang], total=total, speed=""
            )
        task = self._bars.tasks[self._bars.task_ids.index(self._tasks[stage])]
        speed = f"{done / task.elapsed:.1f}/s" if task.elapsed and done else ""
        self._bars.update(self._tasks[stage], completed=done, total=total, speed=speed)


def _bars(console: Console) -> Progress:
    """Bars on a terminal; loaded only where there is one."""
    from rich import progress as rich

    return rich.Progress(
        rich.SpinnerColumn(), rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[speed]}"), rich.TimeElapsedColumn(), rich.TimeRemainingColumn(), console=console, transient=True,
    )  # fmt: skip


_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def print_problems(
    console: Console, found: Sequence[Problem], lang: str, *, hidden: int = 0, internal: int = 0
) -> None:
    """List problems, the errors last, where they are seen; then how many there are.

    hidden: others of the same kinds that are not listed. internal: those that are only counted here: whoever reads this terminal need
    not know who is away or due for a talk.
    """
    errors = [p for p in found if p.severity is Severity.ERROR]
    # a backlog of thousands is no layout: as segments it is printed in a tenth of the time of as many texts
    styles = {level: console.get_style(style) for level, style in _STYLE.items()}
    segments = []
    for problem in (*(p for p in found if p.severity is not Severity.ERROR), *errors):
        first, _, others = strip_control_codes(problems.as_text(problem, lang)).partition("\n")
        segments += [Segment(first, styles[problem.severity]), Segment(f"\n{others}\n" if others else "\n")]
    if segments:
        console.print(Segments(segments), soft_wrap=True, end="")
    if found:
        count = Counter(p.severity for p in found)
        zh = f"列出 {count[Severity.ERROR]} 处错误、{count[Severity.WARNING]} 条提醒、{count[Severity.INFO]} 条说明。"
        en = f"{count[Severity.ERROR]} errors, {count[Severity.WARNING]} warnings, {count[Severity.INFO]} notes are listed."
        console.print(Text(zh if lang == "zh" else en))
    if hidden:
        zh = f"另有 {hidden} 条同类提醒，运行 python3 build.py check 查看全部。"
        en = f"{hidden} more of the same kinds: python3 build.py check"
        console.print(Text(zh if lang == "zh" else en, style="dim"), soft_wrap=True)
    if internal:
        zh = f"另有 {internal} 条内部事项，见 binder/ 里各支部的“待办.txt”，或运行 python3 build.py check --internal。"
        en = f"{internal} internal items: see the work lists in binder/, or run python3 build.py check --internal."
        console.print(Text(zh if lang == "zh" else en, style="dim"), soft_wrap=True)


def usage_error(error: Exception, words: Sequence[str], commands: Iterable[str]) -> str:
    """Say in Chinese what is wrong with a command line, and where to look it up.

    error: what the library of the command line raised. words: what was typed. commands: the names there are. What the library says itself is
    English; our own words for an argument that names nothing (``BadParameter`` without a parameter) are kept.
    """
    kind, said = type(error).__name__, str(getattr(error, "message", error))
    names = sorted(commands)
    command = next((word for word in words if word in names), "build")
    option = getattr(error, "option_name", "")
    param = getattr(error, "param", None)
    label = "、".join(getattr(param, "opts", ())) if getattr(param, "param_type_name", "") == "option" else ""
    if kind == "NoSuchOption":
        text = f"没有 {option} 这个选项{_perhaps(option, getattr(error, 'possibilities', None) or ())}"
        text += "（长的选项前面是两个短横，如 --paper）" if option not in words and not option.startswith("--") else ""
    elif kind == "BadOptionUsage":
        text = f"选项 {option} 后面要写内容" if "requires" in said else f"选项 {option} 后面不写内容"
    elif kind == "MissingParameter":
        text = f"还要写 {label or getattr(param, 'metavar', None) or '文件夹'}"
    elif kind == "BadParameter":
        if not label:
            return f"没有做：{said}。"
        text = f"选项 {label} 的内容不对：{said.removeprefix('Value error, ')}"
    elif "unexpected extra argument" in said:
        extra = next((word for word in words if word in said.partition("(")[2]), "")
        text = f"没有“{extra}”这个命令{_perhaps(extra, names)}" if command == "build" else f"“{extra}”是多写的"
    else:
        text = said
    return f"命令没有看懂：{text}。\n  怎么办：用法见 python3 build.py {command} --help；全部命令见 python3 build.py --help。"


def _perhaps(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, sorted(known), 1)
    return f"，是不是 {near[0]}" if near else ""


def print_county(console: Console, county: CountyReport, lang: str) -> None:
    """One line for a county of a province, and its errors."""
    report = county.report
    members, files = report.counts.get("members", 0), sum(m.files for m in report.made)
    if county.bug:
        text, style = ("程序出错", "bold red") if lang == "zh" else ("our bug", "bold red")
    elif not county.ok:
        text, style = ("有错误，没有生成", "bold red") if lang == "zh" else ("has errors, nothing was made", "bold red")
    elif county.untouched:
        text, style = ("没有变化", "dim") if lang == "zh" else ("nothing changed", "dim")
    else:
        zh, en = (
            f"{members} 名党员，{files} 个文件，{county.seconds:.0f} 秒",
            f"{members} members, {files} files, {county.seconds:.0f} s",
        )
        text, style = zh if lang == "zh" else en, "green"
    console.print(Text(f"{county.name}  {text}", style=style))
    print_problems(console, [p for p in report.problems if p.severity is Severity.ERROR], lang)
    if county.bug:
        console.print(Text(county.bug), soft_wrap=True)


def print_summary(console: Console, report: Report, seconds: float, lang: str) -> None:
    """Close a build: what was made, where, and what is due next."""
    if not report.ok:
        zh = "有错误，没有生成；原来的 site/、print/、binder/ 没有改动。请按上面的提示修改后再运行。"
        en = "Not built; the old site/, print/, binder/ are untouched."
        console.print(Text(zh if lang == "zh" else en, style="bold red"), soft_wrap=True)
        return
    console.print(
        Text(
            f"完成，用时 {seconds:.1f} 秒（按 {report.as_of} 生成）"
            if lang == "zh"
            else f"Done in {seconds:.1f} s as of {report.as_of}",
            style="bold green",
        )
    )
    for made in report.made:
        size = f"{made.bytes / 1e6:.1f} MB" if made.bytes >= 1e5 else f"{made.bytes / 1e3:.0f} KB"
        if lang == "zh":
            what = f"{made.tree + '/':9} {made.files:>6} 个文件  {size:>9}  {made.what}，新做 {made.fresh} 个"
        else:
            what = f"{made.tree + '/':9} {made.files:>6} files  {size:>9}  {made.fresh} new"
        console.print(Text(what))
    if report.due:
        console.print(Text("接下来要办：" if lang == "zh" else "Due next:"))
        for day, what in report.due:
            console.print(Text(f"  {day}  {what}"), soft_wrap=True)
