"""The commands. Each one parses, calls one function, prints, and returns an exit code; no work is done here.

Exit codes: 0 done, 1 problems in the data, 2 wrong usage, 3 our bug or an unready machine.
The clock and the environment are read here, once, and travel on as parameters.
"""

from __future__ import annotations

import gc
import json
import os
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from threecards import __version__, problems
from threecards.build.execute import FEW, cores, prepare
from threecards.report import ConsoleProgress, print_county, print_problems, print_summary, usage_error

if TYPE_CHECKING:
    from threecards.build.pipeline import Beside
    from threecards.build.request import Report, Request

ROOT = Path(__file__).resolve().parent.parent
EXIT_DATA, EXIT_USAGE, EXIT_BUG = 1, 2, 3


class Lang(StrEnum):
    """Language of messages."""

    ZH = "zh"
    EN = "en"


class Form(StrEnum):
    """Form of a list of problems."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Use(StrEnum):
    """What printed sheets are for, see ``paper.variants``."""

    OFFICE = "office"
    SCREEN = "screen"
    SHOP = "shop"
    ARCHIVE = "archive"


app = typer.Typer(
    name="build.py", add_completion=False, no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="三卡：公开承诺，打印卡片，记录留痕。不写命令就是 build。\n\nThree Cards: public commitments, printed cards, records in git.",
)  # fmt: skip

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="按这一天生成，如 2026-12-24 / build as of this day")
]
Language = Annotated[Lang, typer.Option("--lang", help="提示语言 / language of messages")]
Workers = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="同时使用的处理器核数 / processes to use")]
Anew = Annotated[bool, typer.Option("--anew", help="全部重做，不用上一次的结果 / make everything anew")]
Root = Annotated[Path, typer.Option("--root", hidden=True)]
Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="地址", help="交给集群做，如 tcp://10.0.0.1:8786 / on a Dask cluster")
]
Branches = Annotated[
    list[str] | None, typer.Option("--branch", "-b", metavar="党支部", help="名称或编号，可写多次 / branches")
]
Townships = Annotated[
    list[str] | None, typer.Option("--township", "-t", metavar="乡镇", help="名称或编号，可写多次 / townships")
]
Members = Annotated[
    list[str] | None, typer.Option("--member", "-m", metavar="党员", help="姓名或编号，可写多次 / members")
]
Target = Annotated[Path, typer.Option("--to", metavar="文件夹", help="印件放到哪里 / folder for what is printed")]
Out = Annotated[str, typer.Option("--out", metavar="地址", help="结果写到这里，如 s3://… / write the results there")]


_OUTCOMES = {Lang.ZH: ("未更新，保留上一次的网站", "已更新"), Lang.EN: ("not made, the last site stays", "made anew")}


def _day(text: str | None) -> date | None:
    """The day to build on: the option, else SOURCE_DATE_EPOCH, else None (the county's frozen day, or today)."""
    if text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter(f"日期要写成 2026-12-24 这样：{text}") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else None


@contextmanager
def _usage() -> Iterator[None]:
    """Turn sizes that cannot be into a usage error."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _build(request: Request, lang: Lang, beside: Beside | None = None) -> Report:
    """Build, unless the last build still holds: most of the program is imported only when there is something to do.

    beside: see ``pipeline.build``; with it there always is.
    """
    from threecards.build.unchanged import branches_from_nothing, last_report, survey

    found = survey(request.root)
    if request.reuse and not beside and (report := last_report(request, found)):
        return report
    if request.workers > 1 and branches_from_nothing(request, found) > FEW:
        prepare("threecards.build.jobs")  # imports what pages need while we import what a build needs
    from threecards.build.pipeline import build

    with ConsoleProgress(Console(stderr=True), lang) as progress:
        return build(request, progress, found=found, beside=beside)


@app.callback(invoke_without_command=True)
def _default(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="版本号 / version")] = False
) -> None:
    if version:
        typer.echo(f"threecards {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        build_command()


@app.command("build")
def build_command(
    as_of: AsOf = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="同时制作打印用 PDF / make the PDFs too")] = True,
    jobs: Workers = None,
    lang: Language = Lang.ZH,
    anew: Anew = False,
    timings: Annotated[bool, typer.Option("--json", help="用 JSON 报告各步用时 / timings as JSON")] = False,
    scheduler: Scheduler = "",
    out: Out = "",
    card: Annotated[
        list[str] | None,
        typer.Option(
            "--card",
            "-c",
            metavar="党员",
            help="改了一名党员：更新网站，同时只印他的行动卡 / the site, and of the sheets this member's card alone",
        ),
    ] = None,
    target: Target = Path("to-print"),
    root: Root = ROOT,
) -> None:
    """检查全部记录，生成网站和打印卡片。/ Check all records, make the site and the printed cards."""
    from threecards.build.request import Request

    if card and (scheduler or out or not pdf):
        raise typer.BadParameter("--card 在本机印一张卡，不能与 --no-pdf、--scheduler、--out 同用")
    console = Console(stderr=timings)
    started = time.perf_counter()
    printed = None
    if card:
        from threecards.build.beside import Printing

        request = Request(root, _day(as_of), date.today(), False, jobs or cores(), reuse=not anew)
        with Printing(root, card, target, request.as_of, request.today) as printing:
            from threecards.build.choice import Choice

            try:
                report = _build(request, lang, printing.begin)
            except Choice as error:
                raise typer.BadParameter(str(error)) from None
            printed = printing.finish(lang)
    elif scheduler or out:
        from threecards.build.province import Order, build_county

        order = Order(str(root), out, scheduler, _day(as_of), date.today(), pdf, jobs or cores(), not anew)
        with ConsoleProgress(Console(stderr=True), lang) as progress:
            report = build_county(order, progress)
    else:
        report = _build(Request(root, _day(as_of), date.today(), pdf, jobs or cores(), reuse=not anew), lang)
    seconds = time.perf_counter() - started
    more = printed.problems if printed else ()
    print_problems(
        console, problems.merged(report.problems, more), lang, hidden=report.hidden, internal=report.internal
    )
    if timings:
        sys.stdout.write(json.dumps(report.as_json(seconds), ensure_ascii=False, indent=2) + "\n")
    else:
        print_summary(console, report, seconds, lang)
    if printed:
        console.print("\n".join(printed.lines), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if report.ok and (printed is None or printed.ok) else EXIT_DATA)


@app.command()
def province(
    counties: Annotated[
        list[str],
        typer.Argument(metavar="县…", help="县的文件夹或地址，或每行一个的 .txt 名单 / folders, addresses, lists"),
    ],
    out: Out,
    scheduler: Scheduler = "",
    side_by_side: Annotated[int, typer.Option("--side-by-side", min=1, help="同时做几个县 / counties at a time")] = 2,
    as_of: AsOf = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="同时制作打印用 PDF / make the PDFs too")] = True,
    jobs: Workers = None,
    lang: Language = Lang.ZH,
    anew: Annotated[bool, typer.Option("--anew", help="没有变化的县也重做 / counties without changes too")] = False,
    timings: Annotated[bool, typer.Option("--json", help="用 JSON 报告各县 / counties as JSON")] = False,
) -> None:
    """一次生成许多个县，可以用集群。/ Build many counties, on a cluster if there is one."""
    from threecards.build.province import Order, build_province, orders_of

    workers = 1 if scheduler else max(1, (jobs or cores()) // side_by_side)
    template = Order("", out, scheduler, _day(as_of), date.today(), pdf, workers, not anew)
    with _usage():
        orders = orders_of(counties, out, template)
    console = Console(stderr=timings)
    with ConsoleProgress(Console(stderr=True), lang) as progress:
        reports = build_province(orders, side_by_side, progress)
    for one in reports:
        print_county(console, one, lang)
    if timings:
        rows = {
            one.name: one.report.as_json(one.seconds) | {"ok": one.ok, "untouched": one.untouched} for one in reports
        }
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(
        EXIT_BUG if any(one.bug for one in reports) else 0 if all(one.ok for one in reports) else EXIT_DATA
    )


@app.command()
def check(
    as_of: AsOf = None,
    form: Annotated[Form, typer.Option("--format", help="输出格式 / form of the list")] = Form.TEXT,
    quiet: Annotated[bool, typer.Option("--errors-only", help="只看错误，不看提醒 / errors only")] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="连内部事项一起列出，注意旁人 / internal items too")
    ] = False,
    anew: Anew = False,
    jobs: Workers = None,
    lang: Language = Lang.ZH,
    root: Root = ROOT,
) -> None:
    """只检查记录，不生成网站和卡片；查过的记在 .cache 里，下次快些。/ Check the records, make nothing; what was found is noted in .cache."""
    from threecards.build.check import check
    from threecards.build.request import Request

    request = Request(root, _day(as_of), date.today(), False, jobs or cores(), reuse=not (internal or anew))
    with ConsoleProgress(Console(stderr=True), lang) as progress:
        found = check(request, progress)
    told = found.problems if internal else problems.for_anyone(found.problems)  # all are found anew with --anew too
    shown = tuple(p for p in told if not quiet or p.severity is problems.Severity.ERROR)
    if form is Form.TEXT:
        print_problems(Console(), shown, lang, internal=found.internal + len(found.problems) - len(told))
    else:
        sys.stdout.write((problems.as_json if form is Form.JSON else problems.as_sarif)(shown, lang) + "\n")
    raise typer.Exit(EXIT_DATA if problems.has_errors(found.problems) else 0)


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help="端口 / port")] = 8000,
    browser: Annotated[bool, typer.Option("--open", help="打开浏览器 / open the browser")] = False,
    as_of: AsOf = None,
    jobs: Workers = None,
    lang: Language = Lang.ZH,
    root: Root = ROOT,
) -> None:
    """在本机预览网站，保存后自动刷新。/ Preview on this machine; every save reloads the page."""
    from threecards.build.pipeline import build
    from threecards.build.request import Request
    from threecards.report import NO_PROGRESS
    from threecards.serve import PortError
    from threecards.serve import serve as run

    console = Console()

    def ready(address: str) -> None:
        console.print(
            f"预览：{address}   按 Ctrl+C 停止" if lang is Lang.ZH else f"Preview: {address}   Ctrl+C stops it"
        )

    def rebuild() -> tuple[problems.Problem, ...]:
        started = time.perf_counter()
        report = build(Request(root, _day(as_of), date.today(), False, jobs or cores()), NO_PROGRESS)
        errors = tuple(p for p in report.problems if p.severity is problems.Severity.ERROR)
        print_problems(console, errors, lang)
        console.print(f"{datetime.now():%H:%M:%S}  {_OUTCOMES[lang][report.ok]}  {time.perf_counter() - started:.1f} s")
        return errors

    try:
        run(root, rebuild, port=port, lang=lang, open_browser=browser, ready=ready)
    except PortError as error:
        typer.echo(error.told(lang), err=True)
        raise typer.Exit(EXIT_BUG) from None


@app.command("print")
def print_command(
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="种类…", help="如 行动卡 或 action-cards；校准页写 calibration / kinds of sheets, see --list"
        ),
    ] = None,
    branch: Branches = None,
    township: Townships = None,
    member: Members = None,
    paper: Annotated[
        str, typer.Option("--paper", metavar="纸张", help="a4、a3，或宽x高毫米数 / paper, or mm x mm")
    ] = "",
    variant: Annotated[
        Use,
        typer.Option(
            "--variant", "-v", help="office 办公打印机，screen 屏幕，shop 印刷厂，archive 存档 / what it is for"
        ),
    ] = Use.OFFICE,
    grey: Annotated[bool, typer.Option("--grey", help="只用黑色，省墨 / black ink alone")] = False,
    pack: Annotated[bool, typer.Option("--pack", help="同一乡镇的合成一个文件 / one file for each township")] = False,
    changed: Annotated[
        bool,
        typer.Option("--changed", "--last", help="只印上次张贴以后有变的 / only what has changed since it was posted"),
    ] = False,
    first: Annotated[
        int,
        typer.Option(
            "--from",
            min=1,
            max=980,
            metavar="号",
            help="意见单从几号编起，同一天再印时用 / number of the first slip, for a second pack of a day",
        ),
    ] = 1,
    target: Target = Path("to-print"),
    list_kinds: Annotated[bool, typer.Option("--list", help="列出全部种类 / list all kinds")] = False,
    measured: Annotated[
        str, typer.Option("--measured", metavar="毫米,毫米", help="校准页上量得的数 / what the ruler said")
    ] = "",
    as_of: AsOf = None,
    jobs: Workers = None,
    lang: Language = Lang.ZH,
    root: Root = ROOT,
) -> None:
    """选印：选种类、支部、党员、纸张，做好马上能打印的文件。/ Print chosen sheets of chosen branches or members."""
    from threecards.build import choice, counter

    console = Console()
    if list_kinds:
        typer.echo("\n".join(counter.kinds_in_lines()))
        return
    words = counter.Words(
        tuple(kinds or ()),
        tuple(township or ()),
        tuple(branch or ()),
        tuple(member or ()),
        paper,
        variant.value,
        grey,
        pack,
        measured,
        changed,
        first,
    )
    with ConsoleProgress(Console(stderr=True), lang) as progress:
        try:
            done = counter.take(root, words, target, _day(as_of), date.today(), jobs or cores(), progress)
        except choice.Choice as error:
            raise typer.BadParameter(str(error)) from None
    print_problems(console, done.problems, lang)
    typer.echo("\n".join(counter.done_in_lines(done, target, variant.value, lang)))
    raise typer.Exit(0 if done.ok else EXIT_DATA)


@app.command("posted")
def posted_command(
    kinds: Annotated[
        list[str] | None,
        typer.Argument(metavar="种类…", help="只记这几种，不写就是张贴清单上的全部 / kinds, all of the list without"),
    ] = None,
    branch: Branches = None,
    township: Townships = None,
    member: Members = None,
    as_of: AsOf = None,
    lang: Language = Lang.ZH,
    root: Root = ROOT,
) -> None:
    """登记：清单上的都贴好、取下了；下一次清单只列有变化的。/ Write down what was put up and taken off the boards."""
    from threecards.build import choice
    from threecards.build.posted import note_postings

    words = (tuple(kinds or ()), tuple(township or ()), tuple(branch or ()), tuple(member or ()))
    try:
        done = note_postings(root, _day(as_of), date.today(), *words)
    except choice.Choice as error:
        raise typer.BadParameter(str(error)) from None
    print_problems(Console(), done.problems if not done.ok else (), lang)
    for one in done.boards:
        typer.echo(
            f"{one.branch}：贴上 {one.up} 张，取下 {one.down} 张，现在张贴 {one.hanging} 张（{one.path}）"
            if lang is Lang.ZH
            else f"{one.branch}: {one.up} up, {one.down} down, {one.hanging} on record ({one.path})"
        )
    raise typer.Exit(0 if done.ok else EXIT_DATA)


@app.command()
def doctor(lang: Language = Lang.ZH, root: Root = ROOT) -> None:
    """检查这台电脑是否齐备，缺什么给出补救命令。/ Examine this machine; every red line ends with its cure."""
    from threecards.doctor import diagnose, render

    checks = diagnose(root)
    typer.echo(render(checks, lang))
    raise typer.Exit(EXIT_BUG if any(c.state == "fail" for c in checks) else 0)


@app.command()
def demo(
    target: Annotated[Path, typer.Argument(help="写到哪个新文件夹 / new folder")],
    townships: Annotated[int, typer.Option(min=1, max=99, help="乡镇数")] = 13,
    branches: Annotated[int, typer.Option(min=1, max=2000, help="村党支部数")] = 181,
    joint: Annotated[int, typer.Option(min=0, max=2000, help="其中联村支部数")] = 3,
    members: Annotated[int, typer.Option(min=1, max=200_000, help="党员数")] = 9263,
    holders: Annotated[int | None, typer.Option(min=0, help="设岗党员数")] = None,
    posts: Annotated[int | None, typer.Option(min=0, help="岗位数")] = None,
    seed: Annotated[int, typer.Option(help="随机种子，相同则结果相同")] = 2026,
    lang: Language = Lang.ZH,
) -> None:
    """生成一个任意大小的虚构县，用于试用和测速。/ Write a fictional county of any size."""
    from threecards.demo import write_county

    if target.exists() and any(target.iterdir()):
        raise typer.BadParameter(f"{target} 不是空文件夹")
    with ConsoleProgress(Console(stderr=True), lang) as progress, _usage():
        counts = write_county(
            target, townships=townships, branches=branches, joint=joint, members=members,
            holders=round(members * 5390 / 9263) if holders is None else holders,
            posts=round(branches * 620 / 181) if posts is None else posts, seed=seed,
            progress=lambda done, total: progress("demo", done, total),
        )  # fmt: skip
    size = f"{counts.bytes / 1e6:.1f} MB"
    if lang is Lang.ZH:
        made = f"{counts.townships} 个乡镇、{counts.branches} 个党支部、{counts.members} 名党员、{counts.posts} 个岗位，{size}"
        typer.echo(f"虚构县已写入 {target}：{made}\n接着运行：python3 build.py --root {shlex.quote(str(target))}")
    else:
        made = f"{counts.townships} townships, {counts.branches} branches, {counts.members} members, {counts.posts} posts, {size}"
        typer.echo(
            f"A fictional county is in {target}: {made}\nNow run: python3 build.py --root {shlex.quote(str(target))}"
        )


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. Bugs are not caught here."""
    gc.set_threshold(
        500_000
    )  # much is made and little dropped: looking for rubbish meanwhile costs a tenth of a second
    words = list(argv)
    names = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    if not (set(words) & (names | {"--help", "--version"})):
        words.insert(0, "build")  # options without a command belong to build
    try:
        result: Any = app(words, standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        return 130
    except OSError as error:
        from threecards.build.output import of_the_disk, why

        if not of_the_disk(error):
            raise
        zh = f"没有做完：{why(error)}（{error.filename}）。\n  怎么办：把整个项目放到自己可写、有空间的文件夹里，再运行一次。"
        en = f"Not done: {error.strerror} ({error.filename}). Put the project where you may write and where there is space."
        typer.echo(en if "en" in words else zh, err=True)
        return EXIT_BUG
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # usage errors of the command line
            if "en" in words:
                error.show()
            else:
                typer.echo(usage_error(error, words, names), err=True)
            return EXIT_USAGE
        raise
    return result if isinstance(result, int) else 0
