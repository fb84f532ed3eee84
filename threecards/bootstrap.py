"""Set the machine up, then hand over to the commands.

In: the project's folder and the command line. Out: an exit code. On the way `.venv` is made and filled from a lock
file (hashes required), and the program starts again inside it. Once all is there this costs two comparisons of small
files and one exec; nothing is fetched. What the machine lacks is said in one line with the command that cures it.

Standard library only: no installed package may be imported here.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence

from threecards import machine
from threecards.machine import both, say

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"
ENTERED = "THREECARDS_ENTERED"  # set across the exec, so that a failing one is noticed instead of repeated

# Commands that make PDFs: the first go on without them and end with exit code 3, the others make no sense without.
PDF_OPTIONAL = ("build", "province")
PDF_ONLY = ("print",)
CARD = ("--card", "-c")  # with it build makes no sense without PDFs either
COMMANDS = (
    *PDF_OPTIONAL, *PDF_ONLY, "check", "serve", "test", "doctor", "new", "fmt", "import", "export", "ballots", "tally",
    "draw", "notice", "release", "verify", "history", "close-year", "report", "demo", "province",
)  # fmt: skip


class SetupError(Exception):
    """The machine is not ready; the text is the one line for the person, in both languages."""


def run(root: str, argv: Sequence[str]) -> int:
    """Make the environment ready, enter it, run the command; return its exit code (see build.py).

    Called twice for each command: by the Python that the person started, then by the one in the environment.
    """
    machine.speak_utf8()
    command = next((word for word in argv if word in COMMANDS), "build")
    lock = TEST_LOCK if command == "test" else RUN_LOCK
    entered = os.environ.pop(ENTERED, None)
    try:
        if not is_inside(root):
            if entered:
                raise SetupError(
                    both(f"环境 {entered} 进不去，请删除它再运行。", "The environment is broken: delete it.")
                )
            if not is_ready(root, lock):
                prepare(root, lock)
        elif not is_ready(root, lock):
            return leave(root, argv)
        elif entered:
            return run_command(root, command, list(argv))
        return enter(root, argv)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        say("已中断。", "Interrupted.")
        return 130


def run_command(root: str, command: str, argv: list[str]) -> int:
    """Run one command inside the environment; a bug of ours shows its traceback and gives 3."""
    if command == "test":
        argv.remove("test")
        return run_tests(root, argv)
    lacking = None
    if command in PDF_OPTIONAL + PDF_ONLY and not {"--no-pdf", "--help", "--version"} & set(argv):
        lacking = machine.find_lacking()
    if lacking and (command in PDF_ONLY or any(word.startswith(CARD) for word in argv)):
        raise SetupError(lacking)
    if lacking:
        argv.append("--no-pdf")
    try:
        from threecards.cli import main

        code = main(argv)
    except Exception:  # noqa: BLE001 - the last place: Python itself would say 1, which means wrong data here
        import traceback

        traceback.print_exc()
        code = 3
    if lacking:
        print(lacking, file=sys.stderr)
    return code or (3 if lacking else 0)


def run_tests(root: str, args: list[str]) -> int:
    """Run pytest in the project with these arguments (none: all tests, on all cores).

    Return pytest's exit code. Without the native libraries the tests marked `pdf` are left out, and 3 is returned
    unless `--no-pdf` was asked for.
    """
    import subprocess

    without_pdf = "--no-pdf" in args
    lacking = None if without_pdf else machine.find_lacking()
    chosen = [word for word in args if word != "--no-pdf"] or ["-n", "auto"]
    if without_pdf or lacking:
        chosen = ["-m", "not pdf", *chosen]
    may_install = os.environ.get("CI") == "true"  # a person's machine gets no browser unasked
    if machine.find_chromium() is None and not (may_install and machine.apt_install(["chromium"])):
        say("没有 Chromium，跳过在浏览器里的测试。", "No Chromium: tests marked browser are skipped.")
    code = subprocess.call([sys.executable, "-m", "pytest", *chosen], cwd=root)
    if lacking:
        print(lacking, file=sys.stderr)
    return code or (3 if lacking else 0)


# --- in and out of the environment -----------------------------------------------------------------------------------


def venv_of(root: str) -> str:
    """Return the environment's folder: `.venv` in the project, or where THREECARDS_VENV says."""
    return os.path.abspath(os.environ.get("THREECARDS_VENV") or os.path.join(root, ".venv"))


def python_of(venv: str) -> str:
    """Return the path of an environment's Python, whether it is there or not."""
    return os.path.join(venv, *(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")))


def is_inside(root: str) -> bool:
    """Tell whether this very process runs in the project's environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(venv_of(root))


def enter(root: str, argv: Sequence[str]) -> int:
    """Start again inside the environment, in UTF-8 whatever the locale, with Homebrew's libraries on macOS. pydantic need not ask every installed
    package whether it is a plugin: none is.

    All this is read only when a process starts, worker processes inherit it. Returns only on Windows.
    """
    venv = venv_of(root)
    environ = {**os.environ, "PYTHONUTF8": "1", "PYDANTIC_DISABLE_PLUGINS": "1", ENTERED: venv}
    environ.pop("PYTHONHOME", None)
    homebrew = machine.homebrew_folder()
    if homebrew:
        environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", homebrew)
    return replace_process([python_of(venv), os.path.join(root, "build.py"), *argv], environ)


def leave(root: str, argv: Sequence[str]) -> int:
    """Go back to the Python that made the environment: no process should rebuild the house it stands in."""
    base = getattr(sys, "_base_executable", sys.executable)
    if base == sys.executable:
        raise SetupError(both("请用 .venv 之外的 Python 运行 build.py。", "Run build.py with a Python outside .venv."))
    return replace_process([base, os.path.join(root, "build.py"), *argv], dict(os.environ))


def replace_process(command: list[str], environ: dict[str, str]) -> int:
    """Become another program; on Windows, where exec does not wait, run it and return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        import subprocess

        return subprocess.call(command, env=environ)
    return os.execve(command[0], command, environ)  # never comes back


# --- making the environment ------------------------------------------------------------------------------------------


def is_ready(root: str, lock: str) -> bool:
    """Tell whether the environment holds what a lock file says.

    The stamp is a copy of the lock and is written last, so a killed set-up is simply not ready, as is a changed lock.
    """
    venv = venv_of(root)
    return read(stamp_of(venv, lock)) == read(os.path.join(root, lock)) != b"" and is_usable(venv)


def is_usable(venv: str) -> bool:
    """Tell whether an environment's Python is there, and was not replaced by another version (a system's upgrade)."""
    python = python_of(venv)
    if not os.path.exists(python):
        return False
    is_ours = os.path.realpath(python) == os.path.realpath(sys.executable)
    return not is_ours or b"version = %d.%d." % sys.version_info[:2] in read(os.path.join(venv, "pyvenv.cfg"))


def stamp_of(venv: str, lock: str) -> str:
    """Return the path of the copy of a lock file that says: this is installed."""
    return os.path.join(venv, "threecards", lock)


def prepare(root: str, lock: str) -> None:
    """Make the environment hold what a lock says. One process at a time: a second one waits, then finds it done.

    A whole environment whose lock has changed is mended in place, any other is made anew. Raises SetupError.
    """
    venv = venv_of(root)
    try:
        with alone(f"{venv}-lock") as held:
            if is_ready(root, lock):
                return
            stamps = [stamp for stamp in (RUN_LOCK, TEST_LOCK) if os.path.exists(stamp_of(venv, stamp))]
            if not stamps or not is_usable(venv):
                make_venv(venv, held)
            install(root, lock, held)
    except OSError as error:
        raise SetupError(
            both(
                f"无法写入 {error.filename or venv}（{error.strerror}）。请把项目放到自己可写、有空间的文件夹里，"
                "或让环境变量 THREECARDS_VENV 指向这样的文件夹。",
                "Cannot write there: move the project to a folder of your own, or let THREECARDS_VENV name one.",
            )
        ) from error


@contextlib.contextmanager
def alone(path: str) -> Iterator[int]:
    """Hold an exclusive lock on a file and give its descriptor; the lock falls with the process, however that ends."""
    with open(path, "ab") as file:
        if sys.platform == "win32":
            import msvcrt
            import time

            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                time.sleep(0.5)
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("另一个进程正在准备环境，等它做完……", "Another process is setting up, waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def make_venv(venv: str, held: int) -> None:
    """Make an empty environment with pip. What lies in its place and is not ours is moved aside, never deleted."""
    import importlib.util
    import shutil
    import tempfile

    if sys.platform == "win32" and sys.maxsize < 2**32:
        raise SetupError(both("需要 64 位的 Python。", "A 64-bit Python is needed."))
    if importlib.util.find_spec("ensurepip") is None:
        lacking = [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
        lacking += machine.debian_packages(machine.missing_libraries())  # one turn of apt for both
        if not machine.apt_install(lacking):
            line = machine.sudo() + machine.apt_line(lacking)
            raise SetupError(both(f"Python 缺少 venv，请运行：{line}", "This Python lacks venv: run that command."))
    say(f"第一次运行，正在准备环境 {venv}，约需一分钟……", "First run: setting up, it takes about a minute, once.")
    if os.path.isdir(venv):
        aside = tempfile.mkdtemp(prefix=f"{os.path.basename(venv)}-old-", dir=os.path.dirname(venv))
        os.rename(venv, os.path.join(aside, "venv"))
        if os.path.isdir(os.path.join(aside, "venv", "threecards")):
            shutil.rmtree(aside, ignore_errors=True)
        else:
            say(f"原有的 {venv} 不是本项目的，已移到 {aside}。", "An environment that is not ours was moved there.")
    os.makedirs(os.path.join(venv, "threecards"))
    work([sys.executable, "-I", "-X", "utf8", "-m", "venv", venv], held)


def install(root: str, lock: str, held: int) -> None:
    """Install a lock file's packages; the stamps are taken off before and put back after."""
    venv = venv_of(root)
    wanted = read(os.path.join(root, lock))
    stamps = {name: read(stamp_of(venv, name)) for name in (RUN_LOCK, TEST_LOCK)}
    for name in stamps:
        with contextlib.suppress(FileNotFoundError):
            os.remove(stamp_of(venv, name))
    pip = [python_of(venv), "-I", "-X", "utf8", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    say(f"正在安装 {lock} ……", "Installing packages.")
    try:
        work([*pip, "--require-hashes", "-r", os.path.join(root, lock)], held, total=wanted.count(b"=="))
    except SetupError:
        for name, stamp in stamps.items():  # pip fetches everything before it changes anything: the old state holds
            if stamp:
                write(stamp_of(venv, name), stamp)
        raise
    if lock == TEST_LOCK:
        write(stamp_of(venv, RUN_LOCK), read(os.path.join(root, RUN_LOCK)))  # its packages are among the tests'
    write(stamp_of(venv, lock), wanted)


def work(command: list[str], held: int, total: int = 0) -> None:
    """Run a long step quietly, on a terminal with a count of packages; if it fails show its last lines and raise.

    The step holds the set-up lock too: one that outlives its killed parent is still waited for.
    """
    import subprocess

    unset = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME"}
    lines: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={key: value for key, value in os.environ.items() if key not in unset},
        encoding="utf-8",
        errors="replace",
        pass_fds=() if sys.platform == "win32" else (held,),
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if total and line.startswith("Collecting ") and sys.stderr.isatty():
                count = sum(one.startswith("Collecting ") for one in lines)
                print(f"\r{count}/{total}", end="\r" if count < total else "\n", file=sys.stderr, flush=True)
    if process.returncode:
        sys.stderr.write("".join(lines[-15:]))
        raise SetupError(
            both(
                f"安装没有成功（代码 {process.returncode}）。请检查网络和磁盘后再运行一次，已下载的不会重来；"
                "网络慢时可让 PIP_INDEX_URL 指向附近的镜像。",
                "The installation failed: check network and disk and run again; PIP_INDEX_URL may name a mirror.",
            )
        )


def read(path: str) -> bytes:
    """Return a file's bytes, none if there is no such file."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def write(path: str, data: bytes) -> None:
    """Write a file whole or not at all."""
    with open(f"{path}.new", "wb") as file:
        file.write(data)
    os.replace(f"{path}.new", path)
