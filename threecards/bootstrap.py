"""Set the machine up, then hand over to the commands.

In: the project's folder and the command line. Out: an exit code. On the way `.venv` is made and filled from the lock
files (hashes required), native libraries are looked for under the names WeasyPrint loads, and the program starts again
inside `.venv`. When all is there this costs two small file comparisons and one exec; nothing is fetched.

Standard library only: no installed package may be imported here. What the machine lacks is said in one line, Chinese
and English, with the command that cures it; as root on a system with apt-get that command is run instead.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"

# Commands that make PDFs: the first go on without them and end with exit code 3, the others make no sense without.
PDF_OPTIONAL = ("build", "serve")
PDF_ONLY = ("print",)
COMMANDS = (
    *PDF_OPTIONAL, *PDF_ONLY, "check", "test", "doctor", "new", "fmt", "import", "export", "ballots", "tally", "draw",
    "notice", "release", "verify", "history", "close-year", "report", "demo",
)  # fmt: skip

# Each native library under the names that weasyprint/text/ffi.py tries: Linux, macOS, Windows; then Debian's package.
NATIVE = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll", "libpangoft2-1.0-0"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpangoft2-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll", "libpangoft2-1.0-0"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "libpangoft2-1.0-0"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "libpangoft2-1.0-0"),
    # WeasyPrint runs without this one, but then takes ten times as long for a card in Chinese.
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll", "libharfbuzz-subset0"),
)
DLL_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"  # WeasyPrint's own


class SetupError(Exception):
    """The machine is not ready; the text is the one line for the person, in both languages."""


def run(root: str, argv: Sequence[str]) -> int:
    """Make the environment ready, enter it, run the command; return its exit code (see build.py)."""
    speak_utf8()
    command = next((word for word in argv if word in COMMANDS), "build")
    try:
        if is_inside(root):
            return run_command(root, command, list(argv))
        if not is_ready(root, lock_of(command)):
            prepare(root, lock_of(command))
        return enter(root, argv)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        say("已中断。", "Interrupted.")
        return 130


def run_command(root: str, command: str, argv: list[str]) -> int:
    """Run one command inside the environment."""
    if not is_ready(root, lock_of(command)):
        leave(root, argv)
    if command == "test":
        return run_tests(root, [word for word in argv if word != "test"])
    lacking = None
    if command in PDF_OPTIONAL + PDF_ONLY and not {"--no-pdf", "--help", "--version"} & set(argv):
        lacking = find_lacking()
        if lacking and command in PDF_ONLY:
            raise SetupError(lacking)
        if lacking:
            argv.append("--no-pdf")
    from threecards.cli import main

    code = main(argv)
    if lacking:
        print(lacking, file=sys.stderr)
    return code or (3 if lacking else 0)


def run_tests(root: str, args: list[str]) -> int:
    """Run pytest in the project with these arguments (none: on all cores); return its exit code, 3 without PDFs."""
    import subprocess

    lacking = None if "--no-pdf" in args else find_lacking()
    chosen = [word for word in args if word != "--no-pdf"] or ["-n", "auto"]
    if lacking or "--no-pdf" in args:
        chosen = ["-m", "not pdf", *chosen]
    if find_chromium() is None and not (os.environ.get("CI") == "true" and apt_install(["chromium"])):
        say("没有 Chromium，浏览器测试将跳过。", "No Chromium: tests in the browser are skipped.")
    code = subprocess.call([sys.executable, "-m", "pytest", *chosen], cwd=root)
    if lacking:
        print(lacking, file=sys.stderr)
    return code or (3 if lacking else 0)


# --- the environment ---------------------------------------------------------------------------------------------


def venv_of(root: str) -> str:
    """Return the environment's folder: `.venv` in the project, or where THREECARDS_VENV says."""
    return os.path.abspath(os.environ.get("THREECARDS_VENV") or os.path.join(root, ".venv"))


def python_of(venv: str) -> str:
    """Return the path of the environment's Python, whether it is there or not."""
    return os.path.join(venv, *(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")))


def lock_of(command: str) -> str:
    """Return the name of the lock file that a command needs."""
    return TEST_LOCK if command == "test" else RUN_LOCK


def is_inside(root: str) -> bool:
    """Tell whether this very process runs in the project's environment (and, on macOS, sees Homebrew's libraries)."""
    inside = os.path.realpath(sys.prefix) == os.path.realpath(venv_of(root))
    return inside and not ("DYLD_FALLBACK_LIBRARY_PATH" not in os.environ and homebrew_folder())


def is_ready(root: str, lock: str) -> bool:
    """Tell whether the environment holds exactly what a lock file says.

    The stamp is a copy of the lock, written last; so a killed set-up, like a changed lock, is simply not ready.
    An environment whose Python was replaced by another version (an upgrade of the system) is not ready either.
    """
    venv = venv_of(root)
    if read(stamp_of(venv, lock)) != read(os.path.join(root, lock)) or not os.path.exists(python_of(venv)):
        return False
    same = os.path.realpath(python_of(venv)) == os.path.realpath(sys.executable)
    version = b"version = %d.%d." % sys.version_info[:2]
    return not same or version in read(os.path.join(venv, "pyvenv.cfg"))


def stamp_of(venv: str, lock: str) -> str:
    """Return the path of the copy of a lock file that says: this is installed."""
    return os.path.join(venv, "threecards", lock)


def read(path: str) -> bytes:
    """Return a file's bytes, none if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def enter(root: str, argv: Sequence[str]) -> int:
    """Start again inside the environment, in UTF-8 whatever the locale. Returns only on Windows, which has no exec."""
    environ = {**os.environ, "PYTHONUTF8": "1"}
    brew = homebrew_folder()
    if brew:
        environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", brew)  # read at process start only, so it is set here
    return replace_process([python_of(venv_of(root)), os.path.join(root, "build.py"), *argv], environ)


def leave(root: str, argv: Sequence[str]) -> NoReturn:
    """Go back to the Python that made the environment: nothing should rebuild the house it stands in."""
    base = getattr(sys, "_base_executable", sys.executable)
    if os.path.realpath(base) == os.path.realpath(sys.executable) and sys.platform == "win32":
        raise SetupError(both("请在环境之外运行 build.py。", "Run build.py with a Python outside of .venv."))
    sys.exit(replace_process([base, os.path.join(root, "build.py"), *argv], dict(os.environ)))


def replace_process(command: list[str], environ: dict[str, str]) -> int:
    """Become another program; on Windows run it and return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform != "win32":
        os.execve(command[0], command, environ)
    import subprocess

    return subprocess.call(command, env=environ)


def prepare(root: str, lock: str) -> None:
    """Make `.venv` hold what a lock says, alone: a second process waits, then finds it done.

    The old environment is mended in place when only the lock has changed, otherwise made anew. One that is not ours
    is moved aside, never deleted. Raises SetupError with what to do.
    """
    venv = venv_of(root)
    try:
        with alone(f"{venv}-lock") as held:
            if is_ready(root, lock):
                return
            if not is_mendable(venv):
                make_venv(venv, held)
            install(root, lock, held)
    except OSError as error:
        raise SetupError(
            both(
                f"无法写入 {error.filename or venv}（{error.strerror}）。请把项目放到自己可写、有空间的文件夹，"
                "或把环境变量 THREECARDS_VENV 设为可写的文件夹。",
                "Cannot write there: move the project to a folder of your own, or point THREECARDS_VENV to one.",
            )
        ) from error


@contextlib.contextmanager
def alone(path: str) -> Iterator[int]:
    """Hold an exclusive lock on a file; it falls with the process, however that ends. Gives the file's descriptor."""
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
                say("另一个进程正在准备环境，等它做完……", "Another process is setting up; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def is_mendable(venv: str) -> bool:
    """Tell whether an environment is ours and whole: some lock was fully installed and its Python is still the same."""
    whole = [lock for lock in (RUN_LOCK, TEST_LOCK) if read(stamp_of(venv, lock))]
    version = b"version = %d.%d." % sys.version_info[:2]
    return bool(whole) and os.path.exists(python_of(venv)) and version in read(os.path.join(venv, "pyvenv.cfg"))


def make_venv(venv: str, held: int) -> None:
    """Make an empty environment with pip in a folder that holds nothing else."""
    import importlib.util
    import tempfile

    if sys.platform == "win32" and sys.maxsize < 2**32:
        raise SetupError(both("需要 64 位的 Python。", "A 64-bit Python is needed."))
    if importlib.util.find_spec("ensurepip") is None:
        package = "python%d.%d-venv" % sys.version_info[:2]
        packages = [package, *debian_packages(missing_libraries())]
        if not apt_install(packages):
            line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
            raise SetupError(
                both(f"Python 缺少 venv，请运行：{sudo()}{line}", f"Python lacks venv, run: {sudo()}{line}")
            )
    if os.path.isdir(venv) and os.listdir(venv):
        aside = tempfile.mkdtemp(prefix=f"{os.path.basename(venv)}-old-", dir=os.path.dirname(venv))
        os.replace(venv, os.path.join(aside, "venv"))
        if os.path.isdir(os.path.join(aside, "venv", "threecards")):
            shutil.rmtree(aside, ignore_errors=True)
        else:
            say(f"已有的 {venv} 不是本项目的，移到 {aside}。", f"An environment not ours was moved to {aside}.")
    os.makedirs(os.path.join(venv, "threecards"))
    say(f"第一次运行，正在准备环境 {venv} ……", "First run: setting up. It happens only once.")
    work([sys.executable, "-I", "-m", "venv", venv], held, "venv")


def install(root: str, lock: str, held: int) -> None:
    """Install a lock file's packages, hashes required; the stamp is taken off first and put back last."""
    venv = venv_of(root)
    wanted = read(os.path.join(root, lock))
    before = {name: read(stamp_of(venv, name)) for name in (RUN_LOCK, TEST_LOCK)}
    for name in before:
        with contextlib.suppress(FileNotFoundError):
            os.remove(stamp_of(venv, name))
    pip = [python_of(venv), "-I", "-X", "utf8", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    try:
        work([*pip, "--require-hashes", "-r", os.path.join(root, lock)], held, "pip", wanted.count(b"==") or 1)
    except SetupError:
        for name, stamp in before.items():  # pip downloads everything before it changes anything
            if stamp:
                write(stamp_of(venv, name), stamp)
        raise
    write(stamp_of(venv, lock), wanted)
    if lock == TEST_LOCK:
        write(stamp_of(venv, RUN_LOCK), read(os.path.join(root, RUN_LOCK)))  # its packages are among the tests'
    say("环境已就绪。", "Ready.")


def write(path: str, data: bytes) -> None:
    """Write a file whole or not at all."""
    with open(f"{path}.new", "wb") as file:
        file.write(data)
    os.replace(f"{path}.new", path)


def work(command: list[str], held: int, name: str, total: int = 0) -> None:
    """Run a long step quietly, counting packages on a terminal; on failure show its last lines. The child keeps the
    set-up lock too, so that a step outliving a killed parent is not disturbed.
    """
    import subprocess

    environ = {key: value for key, value in os.environ.items() if key not in {"PIP_USER", "PIP_TARGET", "PIP_PREFIX"}}
    lines: list[str] = []
    count = 0
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environ,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if sys.platform == "win32" else (held,),
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith("Collecting ") and total and sys.stderr.isatty():
                count += 1
                print(f"\r下载依赖 / packages {count}/{total}", end="", file=sys.stderr, flush=True)
    if count:
        print(file=sys.stderr)
    if process.returncode:
        sys.stderr.write("".join(lines[-15:]))
        raise SetupError(
            both(
                f"安装没有成功（{name}，代码 {process.returncode}）。请检查网络或磁盘后再运行一次；国内可先设置 PIP_INDEX_URL 指向镜像。",
                "The installation failed: check network and disk, then run again; PIP_INDEX_URL may name a mirror.",
            )
        )


# --- native libraries and programs -----------------------------------------------------------------------------------


def missing_libraries() -> tuple[str, ...]:
    """Try to load each native library by the name WeasyPrint uses on this system; return the names that fail."""
    import ctypes

    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", DLL_FOLDERS).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
    missing = []
    for names in NATIVE:
        name = names[{"darwin": 1, "win32": 2}.get(sys.platform, 0)]
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return tuple(missing)


def find_lacking() -> str | None:
    """Return None when PDFs can be made, else the one line that says what is missing and how to get it.

    As root on a system with apt-get it is installed at once, and None is returned.
    """
    missing = missing_libraries()
    if not missing or (apt_install(debian_packages(missing)) and not missing_libraries()):
        return None
    tools = [tool for tool in MANAGERS if shutil.which(tool)]
    line = cure(missing, sys.platform, tools[0] if tools else "", sudo())
    return both(
        f"缺少 {'、'.join(missing)}，没有生成 PDF。请运行：{line}",
        f"PDFs need {', '.join(missing)}; run the command above, or build with --no-pdf.",
    )


MANAGERS = ("apt-get", "dnf", "yum", "pacman", "apk", "zypper")


def cure(missing: Sequence[str], platform: str, manager: str, prefix: str) -> str:
    """Return the command that installs missing native libraries.

    platform: as sys.platform; manager: the package manager found on a Linux system, "" if none; prefix: "sudo " or "".
    """
    if platform == "darwin":
        return "brew install pango"
    if platform == "win32":
        pacman = r"C:\msys64\usr\bin\pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango"
        return f"winget install MSYS2.MSYS2 && {pacman}"
    lines = {
        "apt-get": "apt-get install -y --no-install-recommends " + " ".join(debian_packages(missing)),
        "dnf": "dnf install -y pango harfbuzz fontconfig",
        "yum": "yum install -y pango harfbuzz fontconfig",
        "pacman": "pacman -S --needed pango",
        "apk": "apk add " + " ".join(f"so:{name}" for name in missing),
        "zypper": "zypper install libpango-1_0-0 libharfbuzz-subset0",
    }
    return prefix + lines[manager] if manager in lines else "(Pango, HarfBuzz-Subset, Fontconfig)"


def debian_packages(missing: Iterable[str]) -> list[str]:
    """Return Debian's packages for missing libraries, each once, in the order of NATIVE."""
    wanted = set(missing)
    return list(dict.fromkeys(names[-1] for names in NATIVE if wanted.intersection(names[:-1])))


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages, saying so first; tell whether it worked. Does nothing without root or apt-get."""
    import subprocess

    if sudo() or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    say(f"正在安装系统软件包：{' '.join(packages)}", f"As root: {' '.join(install)}")
    for command in (install, ["apt-get", "update", "-q"], install):  # a fresh system has no package lists yet
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode == 0 and command is install:
            return True
    sys.stderr.write(done.stdout.decode(errors="replace")[-2000:])
    return False


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser for tests, None if the machine has none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
    places = (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    )
    return next(filter(None, map(shutil.which, (*names, *places))), None)


def homebrew_folder() -> str | None:
    """Return Homebrew's library folder on macOS if Pango is in it; Python from elsewhere does not look there."""
    if sys.platform != "darwin":
        return None
    folders = ("/opt/homebrew/lib", "/usr/local/lib")
    return next((folder for folder in folders if os.path.exists(f"{folder}/libpango-1.0.dylib")), None)


def sudo() -> str:
    """Return what a command needs before it: nothing for root and on Windows, `sudo ` for others."""
    return "" if sys.platform == "win32" or os.geteuid() == 0 else "sudo "


# --- speaking --------------------------------------------------------------------------------------------------------


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; what a terminal cannot show becomes a question mark, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(zh: str, en: str) -> None:
    """Tell the person what is going on, on the error stream: standard output belongs to the command."""
    print(both(zh, en), file=sys.stderr, flush=True)


def both(zh: str, en: str) -> str:
    """Join the two languages to one line."""
    return f"{zh} / {en}"
