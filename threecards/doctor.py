"""The health of this machine: what building, printing and keeping records need, and the cure for what is missing.

In: the project's folder, today, the characters in its records. Out: facts as ``Check`` values, and their text.
Not here: judging records (``check`` does that), and installing anything (the set-up in ``bootstrap`` does that).
"""

from __future__ import annotations

import importlib.util
import locale
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from threecards import machine

State = Literal["ok", "warn", "fail"]

LEAST_FREE_MB, ENOUGH_FREE_MB = 300, 1_500  # a county's site and print take some 400 MB, the swap needs them twice
GLYPHS = "layouts/paper/glyphs"  # drawings of characters that no font has
MOST_FONTS = 3  # named; a machine may have dozens
NOTICE_MONTH = 11  # the State Council announces the next year's holidays in November
MARKS = {"ok": ("正常", "ok"), "warn": ("注意", "warning"), "fail": ("不行", "failed")}


class Words(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str


def same(text: str) -> Words:
    """Words that are equal in both languages: names, numbers, commands."""
    return Words(text, text)


@dataclass(frozen=True, slots=True)
class Check:
    """One fact about the machine.

    key: stable name. state: ``ok``; ``warn``, work goes on with something missing; ``fail``, it cannot.
    cure: what to do or run, None where nothing needs doing.
    """

    key: str
    name: Words
    state: State
    detail: Words
    cure: Words | None = None


def diagnose(root: Path, *, today: date | None = None, characters: Iterable[str] | None = None) -> tuple[Check, ...]:
    """Examine the machine; always the same checks in the same order.

    root: the project's folder. today: None for the machine's own date. characters: those the fonts must be able to
    draw, None for all characters in the records and settings below root. Raises nothing for what is missing.
    """
    day = date.today() if today is None else today
    drawn = characters_of_records(root) if characters is None else set(characters)
    return (
        check_python(),
        check_libraries(root),
        check_yaml(),
        check_pango(),
        check_subset(),
        check_fonts(root, drawn),
        check_more_fonts(root),
        check_git(root),
        check_encoding(),
        check_writing(root),
        check_space(root),
        check_calendar(root, day),
        check_browser(),
    )


def render(checks: Iterable[Check], lang: str) -> str:
    """Write the checks as lines for a terminal, ``lang`` being ``zh`` or ``en``; a cure stands below its line."""
    at = 0 if lang == "zh" else 1
    rows = [(MARKS[check.state][at], check) for check in checks]
    mark_width = max((width(mark) for mark, _ in rows), default=0)
    name_width = max((width(check.name[at]) for _, check in rows), default=0)
    lines = []
    for mark, check in rows:
        lines.append(f"[{pad(mark, mark_width)}] {pad(check.name[at], name_width)}  {check.detail[at]}")
        if check.cure:
            lines.append(f"{' ' * (mark_width + 3)}→ {check.cure[at]}")
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int) -> str:
    """Fill a text with blanks to a number of columns."""
    return text + " " * (columns - width(text))


# --- Python and its libraries ----------------------------------------------------------------------------------------


def check_python() -> Check:
    """Python's version and place."""
    detail = f"{platform.python_version()}  {sys.executable}  {platform.system()} {platform.machine()}"
    return Check("python", same("Python"), "ok", same(detail))  # an older one never gets here


def check_libraries(root: Path) -> Check:
    """Each library of requirements.lock that belongs to this system, against what is installed."""
    name = Words("Python 库", "libraries")
    try:
        lock = (root / "requirements.lock").read_text("utf-8")
    except OSError:
        cure = Words("从仓库取回 requirements.lock", "get requirements.lock back from the repository")
        return Check("libraries", name, "warn", Words("没有 requirements.lock", "no requirements.lock"), cure)
    wrong: list[str] = []
    right: list[str] = []
    for package, version in re.findall(r"^([\w.-]+)==([\w.]+) \\$", lock, flags=re.MULTILINE):  # those for every system
        try:
            installed = metadata.version(package)
        except metadata.PackageNotFoundError:
            installed = "-"
        (right if installed == version else wrong).append(
            f"{package} {installed}" + f" ≠ {version}" * (installed != version)
        )
    if wrong:
        detail = Words(f"与锁定的版本不同：{'，'.join(wrong)}", f"not as locked: {', '.join(wrong)}")
        return Check(
            "libraries",
            name,
            "warn",
            detail,
            Words("删除 .venv，再运行 python3 build.py", "delete .venv, run python3 build.py"),
        )
    main = ("jinja2 ", "markdown ", "pydantic ", "pyyaml ", "weasyprint ", "pikepdf ")
    shown = ", ".join(package for package in right if package.startswith(main))
    return Check(
        "libraries", name, "ok", Words(f"{len(right)} 个，版本一致（{shown}）", f"{len(right)} as locked ({shown})")
    )


def check_yaml() -> Check:
    """PyYAML's C parser: without it reading is some ten times slower."""
    name = Words("YAML 解析", "YAML parser")
    if importlib.util.find_spec("yaml._yaml"):
        return Check("yaml", name, "ok", Words("C 语言版", "in C"))
    detail = Words("只有慢的纯 Python 版", "only the slow one in Python")
    cure = same(f"{sys.executable} -m pip install --force-reinstall --only-binary :all: PyYAML")
    return Check("yaml", name, "warn", detail, cure)


# --- what PDFs need --------------------------------------------------------------------------------------------------


def check_pango() -> Check:
    """The native libraries that WeasyPrint cannot do without, and the versions of the two main ones."""
    name = Words("排版库", "Pango")
    missing = tuple(library for library in machine.missing_libraries() if "subset" not in library)
    if missing:
        line = machine.cure(missing, sys.platform, machine.find_manager(), machine.sudo())
        detail = Words(f"缺少 {'、'.join(missing)}，不能做 PDF", f"without {', '.join(missing)} no PDF can be made")
        return Check("pango", name, "fail", detail, same(line))
    versions = ", ".join(f"{label} {version}" for label, version in machine.native_versions())
    return Check("pango", name, "ok", same(versions))


def check_subset() -> Check:
    """HarfBuzz-Subset: without it a Chinese card takes seconds instead of a tenth."""
    name = Words("字体裁剪", "HarfBuzz-Subset")
    missing = tuple(library for library in machine.missing_libraries() if "subset" in library)
    if missing:
        line = machine.cure(missing, sys.platform, machine.find_manager(), machine.sudo())
        detail = Words(f"缺少 {missing[0]}，做 PDF 会慢十倍", f"without {missing[0]} PDFs take ten times as long")
        return Check("subset", name, "fail", detail, same(line))
    return Check("subset", name, "ok", Words("有", "present"))


def check_fonts(root: Path, characters: set[str]) -> Check:
    """The fonts that come with the project, and whether they can draw every character in use."""
    name = Words("字体", "fonts")
    folder = root / "layouts/fonts"
    files = sorted(folder.glob("*.ttf")) if folder.is_dir() else []
    if not files:
        cure = Words("从仓库取回 layouts/fonts", "get layouts/fonts back from the repository")
        return Check("fonts", name, "fail", Words("layouts/fonts 里没有字体", "no font in layouts/fonts"), cure)
    covered = set.intersection(*(coverage(file) for file in files))
    glyphs = {path.stem.upper() for path in (root / GLYPHS).glob("U+*.svg")}
    lacking = sorted(
        character
        for character in characters
        if ord(character) not in covered and not is_invisible(character) and f"U+{ord(character):04X}" not in glyphs
    )
    count = len(covered)
    if lacking:
        shown = " ".join(f"{character} U+{ord(character):04X}" for character in lacking[:10])
        more = len(lacking) - 10
        detail = Words(
            f"{len(files)} 个；记录中有 {len(lacking)} 个字画不出：{shown}{' 等' if more > 0 else ''}",
            f"{len(files)}; {len(lacking)} characters of records cannot be drawn: {shown}{' …' if more > 0 else ''}",
        )
        point = f"U+{ord(lacking[0]):04X}"
        cure = Words(
            f"安装收字多的字体（如 BabelStone Han），或把字形放到 {GLYPHS}/{point}.svg",
            f"install a font with more characters (like BabelStone Han) or put the glyph in {GLYPHS}/{point}.svg",
        )
        return Check("fonts", name, "warn", detail, cure)
    return Check(
        "fonts",
        name,
        "ok",
        Words(
            f"{'、'.join(file.stem for file in files)}，{count} 字，记录中的字都有",
            f"{', '.join(file.stem for file in files)} with {count} characters, all that are in use",
        ),
    )


def check_more_fonts(root: Path) -> Check:
    """Fonts of the machine with Chinese characters that ours lack; they are asked for the rare character of a name."""
    from threecards.paper.installed import chinese_fonts

    name = Words("备用字体", "more fonts")
    ours = set[int]().union(*(coverage(file) for file in (root / "layouts/fonts").glob("*.ttf")))
    found = [(path.name, more) for path, more in chinese_fonts(ours) if more]
    if found:
        listed = found[:MOST_FONTS]
        more = len(found) - len(listed)
        return Check(
            "more-fonts",
            name,
            "ok",
            Words(
                "、".join(f"{file} 另有 {number} 字" for file, number in listed) + f" 等 {len(found)} 个" * (more > 0),
                ", ".join(f"{file} with {number} more" for file, number in listed)
                + f", {len(found)} such fonts in all" * (more > 0),
            ),
        )
    detail = Words("没有；随程序的字体里没有的字印不出", "none: a character that our fonts lack cannot be printed")
    return Check("more-fonts", name, "ok", detail)


def coverage(font: Path) -> set[int]:
    """Code points that a font file has glyphs for."""
    import uharfbuzz

    return set(uharfbuzz.Face(font.read_bytes()).unicodes)


def is_invisible(character: str) -> bool:
    """Tell whether a character needs no glyph: controls, line ends, byte order marks, joiners, selectors."""
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} or 0xFE00 <= ord(character) <= 0xFE0F


def characters_of_records(root: Path) -> set[str]:
    """Every character of the records, settings and pages, comments of YAML aside."""
    found: set[str] = set()
    for folder, pattern in (("members", "**/*.yaml"), ("content", "**/*.yaml"), ("content", "**/*.md")):
        for path in (root / folder).glob(pattern):
            try:
                text = path.read_text("utf-8", errors="ignore")
            except OSError:
                continue  # a record that cannot be read is for `check` to report
            found.update(re.sub(r"(?m)^\s*#.*$", "", text) if path.suffix == ".yaml" else text)
    return found


# --- the surroundings ------------------------------------------------------------------------------------------------


def check_git(root: Path) -> Check:
    """git, and whether the folder is a repository with its whole history."""
    name = same("git")
    git = shutil.which("git")
    if git is None:
        prefix = machine.sudo()
        lines = {"apt-get": "apt-get install -y git", "dnf": "dnf install -y git", "yum": "yum install -y git"}
        line = lines.get(machine.find_manager())
        cure = same(prefix + line) if line else Words("安装 git", "install git")
        return Check("git", name, "warn", Words("没有，不能记录历史和发布", "none: no history, no releases"), cure)
    version = ask(git, root, "--version").removeprefix("git version ")
    shallow = ask(git, root, "rev-parse", "--is-shallow-repository")
    if shallow == "true":
        detail = Words(f"{version}，历史不完整", f"{version}, history is cut short")
        return Check("git", name, "warn", detail, same("git fetch --unshallow"))
    if shallow != "false":
        detail = Words(f"{version}，但这里不是 git 仓库", f"{version}, but this is no repository")
        return Check("git", name, "warn", detail, same("git init && git add . && git commit"))
    return Check("git", name, "ok", same(version))


def ask(git: str, root: Path, *words: str) -> str:
    """Return git's answer, "" when it refuses; a folder that belongs to another user is looked at all the same."""
    done = subprocess.run(
        [git, "-c", "safe.directory=*", *words],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def check_encoding() -> Check:
    """Whether Chinese survives in texts and file names."""
    name = Words("编码", "encoding")
    texts, names, console = locale.getpreferredencoding(False), sys.getfilesystemencoding(), sys.stdout.encoding
    detail = Words(f"文件 {texts}，文件名 {names}，屏幕 {console}", f"files {texts}, names {names}, terminal {console}")
    if all((code or "").replace("-", "").lower() == "utf8" for code in (texts, names, console)):
        return Check("encoding", name, "ok", detail)
    cure = Words("请用 python3 build.py 运行，它会换用 UTF-8", "run python3 build.py, which changes to UTF-8")
    return Check("encoding", name, "warn", detail, cure)


def check_writing(root: Path) -> Check:
    """Whether files can be made and replaced in the project's folder."""
    name = Words("写入", "writing")
    try:
        with tempfile.TemporaryDirectory(prefix=".site-doctor-", dir=root) as folder:
            (Path(folder) / "三卡").write_text("三卡", "utf-8")
            (Path(folder) / "三卡").replace(Path(folder) / "卡")
    except OSError as error:
        detail = Words(f"{root} 不可写（{error.strerror}）", f"{root} cannot be written ({error.strerror})")
        cure = Words("把项目复制到自己的文件夹里", "copy the project to a folder of your own")
        return Check("writing", name, "fail", detail, cure)
    return Check("writing", name, "ok", same(str(root)))


def check_space(root: Path) -> Check:
    """Free space on the project's disk."""
    name = Words("磁盘", "disk")
    free = shutil.disk_usage(root).free // 1_000_000
    detail = Words(f"剩余 {free:,} MB", f"{free:,} MB free")
    if free >= ENOUGH_FREE_MB:
        return Check("space", name, "ok", detail)
    cure = Words(
        "腾出空间，例如删除 .cache 文件夹（会自动重建）", "make room, for one delete the folder .cache (made again)"
    )
    return Check("space", name, "warn" if free >= LEAST_FREE_MB else "fail", detail, cure)


def check_calendar(root: Path, today: date) -> Check:
    """The calendars of working days that notices of this and, from November, of the next year need."""
    name = Words("工作日历", "working days")
    years = sorted(int(path.stem) for path in (root / "content/workdays").glob("[0-9]*.yaml") if path.stem.isdigit())
    needed = [today.year] + [today.year + 1] * (today.month >= NOTICE_MONTH)
    missing = [year for year in needed if year not in years]
    have = ", ".join(map(str, years)) or "-"
    if not missing:
        return Check("calendar", name, "ok", Words(f"今天 {today}，已有 {have}", f"today {today}, present {have}"))
    model = f"content/workdays/{years[-1] if years else today.year}.yaml"
    detail = Words(
        f"今天 {today}，缺 {'、'.join(map(str, missing))} 年，公示期算不出",
        f"today {today}, none for {', '.join(map(str, missing))}",
    )
    cure = Words(
        f"按国务院办公厅的放假通知，照 {model} 写好 content/workdays/{missing[0]}.yaml",
        f"write content/workdays/{missing[0]}.yaml like {model}, from the State Council's notice on holidays",
    )
    return Check("calendar", name, "fail" if today.year in missing else "warn", detail, cure)


def check_browser() -> Check:
    """A browser for the tests of pages; nobody else needs one."""
    name = Words("Chromium", "Chromium")
    found = machine.find_chromium()
    return Check(
        "browser",
        name,
        "ok",
        same(found) if found else Words("没有；只有开发者的测试用得到", "none; only tests use it"),
    )
