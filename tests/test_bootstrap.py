"""The set-up of a machine: real environments, made offline from wheels of our own, and each line a person gets."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import types
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from threecards import bootstrap, machine

ROOT = Path(__file__).resolve().parent.parent
SUBSET = "libharfbuzz-subset.so.0"

# What the commands would be: says where it runs, so that the test can tell.
CLI = """
import json, locale, sys
def main(argv):
    import tinycard
    print(json.dumps({"argv": argv, "prefix": sys.prefix, "encoding": locale.getpreferredencoding(), "zh": "三卡"},
                     ensure_ascii=False))
    return tinycard.CODE
"""
PYTEST = """
import json, os, sys
print(json.dumps({"argv": sys.argv[1:], "folder": os.getcwd()}))
"""


# --- a small project with a lock that needs no network ---------------------------------------------------------------


def make_wheel(folder: Path, name: str, files: Mapping[str, str], version: str = "1.0") -> str:
    """Write a wheel and return its line for a lock file."""
    info = f"{name}-{version}.dist-info"
    texts = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    for path, text in texts.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(text.encode())}")
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in texts.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Project:
    """A checkout with our real entry and set-up, a tiny command and two tiny libraries."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root, self.wheels = root, wheels
        (root / "threecards").mkdir(parents=True)
        wheels.mkdir(exist_ok=True)
        shutil.copy(ROOT / "build.py", root)
        for name in ("__init__.py", "bootstrap.py", "machine.py"):
            shutil.copy(ROOT / "threecards" / name, root / "threecards")
        (root / "threecards/cli.py").write_text(CLI, "utf-8")
        self.lock(make_wheel(wheels, "tinycard", {"tinycard.py": "CODE = 0\n"}))

    def lock(self, line: str) -> None:
        tests = make_wheel(self.wheels, "pytest", {"pytest/__init__.py": "", "pytest/__main__.py": PYTEST})
        (self.root / bootstrap.RUN_LOCK).write_text(line, "utf-8")
        (self.root / bootstrap.TEST_LOCK).write_text(line + tests, "utf-8")

    def environ(self, **changes: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON", "THREECARDS"))}
        return {
            **kept,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            **changes,
        }

    def start(self, *words: str, **changes: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "build.py"), *words],
            env=self.environ(**changes),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *words: str, **changes: str) -> tuple[int, str, str]:
        """Return exit code, standard output, error output."""
        process = self.start(*words, **changes)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A checkout that has never been run. Its path has a blank and Chinese characters, as a clerk's may."""
    return Project(tmp_path / "三 卡", tmp_path / "wheels")


@pytest.fixture(scope="module")
def ready_source(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("ready") / "p", tmp_path_factory.mktemp("wheels"))
    code, _, err = project.run("check")
    assert code == 0, err
    return project


@pytest.fixture
def ready(ready_source: Project, tmp_path: Path) -> Project:
    """A checkout whose environment is made; a copy, so each test may spoil its own."""
    project = Project(tmp_path / "p", tmp_path / "wheels")
    shutil.copytree(ready_source.root / ".venv", project.root / ".venv", symlinks=True)
    for lock in (bootstrap.RUN_LOCK, bootstrap.TEST_LOCK):
        shutil.copy(ready_source.root / lock, project.root)
    shutil.copytree(ready_source.wheels, project.wheels, dirs_exist_ok=True)
    return project


def test_the_first_run_sets_up_and_runs_the_command_inside(project: Project) -> None:
    code, out, err = project.run("check", "--as-of", "2026-12-24")
    assert code == 0, err
    said = json.loads(out)
    assert said["argv"] == ["check", "--as-of", "2026-12-24"]
    assert Path(said["prefix"]) == project.root / ".venv"
    assert "第一次运行" in err


def test_later_runs_are_silent_and_need_no_index(ready: Project) -> None:
    code, out, err = ready.run("check", PIP_FIND_LINKS="/nowhere")
    assert (code, err) == (0, "")
    assert Path(json.loads(out)["prefix"]) == ready.root / ".venv"


def test_the_environment_s_own_python_may_be_used_too(ready: Project) -> None:
    done = subprocess.run(
        [ready.root / ".venv/bin/python", ready.root / "build.py", "check"],
        env=ready.environ(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["encoding"].lower() == "utf-8"


def test_chinese_is_written_in_utf8_under_any_locale(ready: Project) -> None:
    code, out, err = ready.run("check", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert code == 0, err
    assert json.loads(out)["zh"] == "三卡"
    assert json.loads(out)["encoding"].lower() == "utf-8"


def test_exit_codes_of_the_command_are_ours(ready: Project) -> None:
    (ready.root / "threecards/cli.py").write_text("def main(argv):\n    return len(argv)\n", "utf-8")
    assert [ready.run(*["check"] * n)[0] for n in (1, 2)] == [1, 2]
    (ready.root / "threecards/cli.py").write_text("def main(argv):\n    raise ValueError('a bug')\n", "utf-8")
    code, _, err = ready.run("check")
    assert code == 3
    assert "ValueError: a bug" in err


def test_a_changed_lock_is_installed_in_place(ready: Project) -> None:
    kept = ready.root / ".venv/kept"
    kept.touch()
    ready.lock(make_wheel(ready.wheels, "tinycard", {"tinycard.py": "CODE = 1\n"}, "2.0"))
    assert ready.run("check")[0] == 1
    assert kept.exists()


def test_a_wrong_hash_installs_nothing_and_the_old_state_holds(ready: Project) -> None:
    good = (ready.root / bootstrap.RUN_LOCK).read_bytes()
    (ready.root / bootstrap.RUN_LOCK).write_text(f"tinycard==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    code, _, err = ready.run("check", PIP_FORCE_REINSTALL="1")
    assert code == 3
    assert "安装没有成功" in err
    assert "HASH" in err.upper()
    (ready.root / bootstrap.RUN_LOCK).write_bytes(good)
    assert ready.run("check")[::2] == (0, "")


def test_a_killed_set_up_heals(project: Project) -> None:
    """The parent is killed while venv works; the orphan still holds the lock, so the next run waits for it first."""
    first = project.start("check")
    python = project.root / ".venv/bin/python"
    while not python.exists() and first.poll() is None:
        time.sleep(0.01)
    first.kill()
    first.communicate()
    code, _, err = project.run("check")
    assert code == 0, err
    assert "等它做完" in err
    assert list(project.root.glob(".venv-old-*")) == []


def test_an_environment_without_its_stamp_is_made_anew(ready: Project) -> None:
    (ready.root / ".venv/threecards" / bootstrap.RUN_LOCK).unlink()
    shutil.rmtree(next((ready.root / ".venv").glob("lib/python3*/site-packages/pip")))
    assert ready.run("check")[0] == 0
    assert list(ready.root.glob(".venv-old-*")) == []


def test_an_environment_whose_python_is_gone_or_changed_is_made_anew(ready: Project) -> None:
    (ready.root / ".venv/bin/python").unlink()
    assert ready.run("check")[0] == 0
    config = ready.root / ".venv/pyvenv.cfg"
    config.write_text(re.sub(r"version = 3\.\d+\.", "version = 3.9.", config.read_text("utf-8")), "utf-8")
    code, _, err = ready.run("check")
    assert code == 0
    assert "第一次运行" in err


def test_a_folder_that_is_not_ours_is_moved_aside(project: Project) -> None:
    (project.root / ".venv").mkdir()
    (project.root / ".venv/mine.txt").write_text("keep", "utf-8")
    assert project.run("check")[0] == 0
    assert [path.read_text("utf-8") for path in project.root.glob(".venv-old-*/venv/mine.txt")] == ["keep"]


def test_two_first_runs_at_once_make_one_environment(project: Project) -> None:
    both = [project.start("check"), project.start("check")]
    results = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("第一次运行" in err for _, err in results) == [False, True]
    assert sorted("等它做完" in err for _, err in results) == [False, True]


def test_a_place_that_cannot_be_written_is_named(project: Project) -> None:
    place = f"{os.devnull}/venv"
    code, _, err = project.run("check", THREECARDS_VENV=place)
    assert code == 3
    assert err.count("\n") == 1
    assert "无法写入" in err
    assert place in err


def test_the_environment_may_lie_elsewhere(project: Project, tmp_path: Path) -> None:
    code, out, err = project.run("check", THREECARDS_VENV=str(tmp_path / "elsewhere"))
    assert code == 0, err
    assert Path(json.loads(out)["prefix"]) == tmp_path / "elsewhere"
    assert not (project.root / ".venv").exists()


def test_tests_get_their_own_packages_and_run_in_the_project(ready: Project) -> None:
    code, out, err = ready.run("test", "-k", "test", "--no-pdf")
    assert code == 0, err
    assert json.loads(out) == {"argv": ["-m", "not pdf", "-k", "test"], "folder": str(ready.root)}
    assert json.loads(ready.run("test", "--no-pdf")[1])["argv"] == ["-m", "not pdf", "-n", "auto"]


# --- what old Pythons read -------------------------------------------------------------------------------------------


def test_the_entry_can_be_read_by_old_pythons() -> None:
    ast.parse((ROOT / "build.py").read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    code = "import runpy, sys; sys.version_info = (3, 8, 10); runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, ROOT / "build.py"],
        env={"PATH": str(tmp_path), "LC_ALL": "POSIX"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout == b""
    zh = "需要 Python 3.11 或更新的版本（现在是 3.8）；装好后用它运行 build.py。"
    assert done.stderr.decode("utf-8") == f"{zh} / Python 3.11 or newer is needed, this is 3.8.\n"


def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho "$@"\nexit 7\n', "utf-8")
    newer.chmod(0o755)
    code = "import runpy, sys; sys.version_info = (3, 8, 10); runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, ROOT / "build.py", "check", "甲"],
        env={"PATH": f"{tmp_path}:/bin:/usr/bin"}, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (7, f"{ROOT / 'build.py'} check 甲\n")


def test_the_set_up_imports_only_the_standard_library() -> None:
    for name in ("__init__", "bootstrap", "machine"):
        tree = ast.parse((ROOT / f"threecards/{name}.py").read_text("utf-8"))
        top = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        top |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        roots = {module.split(".")[0] for module in top}
        assert roots <= {*sys.stdlib_module_names, "threecards"}, name


# --- without native libraries ----------------------------------------------------------------------------------------


@pytest.fixture
def no_subset(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without HarfBuzz-Subset and without apt; the command line of each command that runs is kept."""
    seen: list[list[str]] = []

    def main(argv: list[str]) -> int:
        seen.append(argv)
        return 0

    cli = types.ModuleType("threecards.cli")
    cli.main = main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "threecards.cli", cli)
    monkeypatch.setattr(machine, "missing_libraries", lambda: (SUBSET,))
    monkeypatch.setattr(machine, "apt_install", lambda _packages: False)
    monkeypatch.setattr(machine, "find_manager", lambda: "apt-get")
    monkeypatch.setattr(machine, "sudo", lambda: "sudo ")
    return seen


def test_the_site_is_built_without_pdfs_and_the_line_is_said(
    no_subset: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.run_command(str(ROOT), "build", ["build", "--as-of", "2026-12-24"]) == 3
    assert no_subset == [["build", "--as-of", "2026-12-24", "--no-pdf"]]
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "sudo apt-get install -y --no-install-recommends libharfbuzz-subset0 " in line


def test_without_pdfs_on_request_nothing_is_said(
    no_subset: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.run_command(str(ROOT), "build", ["--no-pdf"]) == 0
    assert no_subset == [["--no-pdf"]]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", [["--card", "m000101"], ["-c", "m000101"], ["--card=m000101"], ["-cm000101"]])
def test_a_card_cannot_be_left_out(no_subset: list[list[str]], words: list[str]) -> None:
    with pytest.raises(bootstrap.SetupError, match="libharfbuzz-subset0"):
        bootstrap.run_command(str(ROOT), "build", ["build", *words])
    assert no_subset == []


def test_commands_without_pdfs_do_not_look(no_subset: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.run_command(str(ROOT), "check", ["check"]) == 0
    assert no_subset == [["check"]]
    assert capsys.readouterr().err == ""


def test_printing_without_libraries_stops_with_the_line(no_subset: list[list[str]]) -> None:
    with pytest.raises(bootstrap.SetupError, match="libharfbuzz-subset0"):
        bootstrap.run_command(str(ROOT), "print", ["print"])
    assert no_subset == []


@pytest.mark.parametrize(
    ("platform", "manager", "line"),
    [
        ("linux", "apt-get", "sudo apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("linux", "dnf", "sudo dnf install -y pango harfbuzz fontconfig"),
        ("linux", "pacman", "sudo pacman -S --needed pango harfbuzz fontconfig"),
        ("linux", "apk", "sudo apk add so:libpango-1.0.so.0 so:libharfbuzz-subset.so.0"),
        ("linux", "", "Pango + HarfBuzz-Subset + Fontconfig"),
        ("darwin", "", "brew install pango"),
    ],
)
def test_each_system_gets_its_own_line(platform: str, manager: str, line: str) -> None:
    assert machine.cure(("libpango-1.0.so.0", SUBSET), platform, manager, "sudo ") == line


def test_windows_gets_msys2() -> None:
    assert "mingw-w64-ucrt-x86_64-pango" in machine.cure(("libpango-1.0-0.dll",), "win32", "", "")


def test_the_names_are_those_weasyprint_loads() -> None:
    spec = importlib.util.find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("text").joinpath("ffi.py").read_text("utf-8")
    tried = set(re.findall(r"'(lib[\w.+-]+(?:\.so\.\d+|\.dylib|-\d+\.dll))'", source))
    ours = {name for names in machine.NATIVE for name in names[:-1]}
    optional = {name for name in tried if "vector" in name}  # for SVG output, which we do not make
    assert ours == tried - optional
    folders = re.findall(r"'(C:\\\\[^']+)'", source)
    assert "".join(folders).replace("\\\\", "\\").rstrip(";") == machine.DLL_FOLDERS


def test_a_library_that_is_not_there_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "libnobody-has-this.so.9"
    monkeypatch.setattr(machine, "NATIVE", (("libc.so.6",) * 3 + ("libc6",), (name,) * 3 + ("nobody",)))
    assert machine.missing_libraries() == (name,)
    assert machine.debian_packages([name]) == ["nobody"]


@pytest.fixture
def fake_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put an `apt-get` of the given shell lines on the PATH of a root; return the log it may write."""

    def put(lines: str) -> Path:
        log = tmp_path / "log"
        apt = tmp_path / "apt-get"
        apt.write_text(f'#!/bin/sh\necho "$@" >> {log}\n{lines}\n', "utf-8")
        apt.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        monkeypatch.setattr(machine, "sudo", lambda: "")
        return log

    return put


def test_apt_gets_its_lists_when_it_has_none(fake_apt: Callable[[str], Path], tmp_path: Path) -> None:
    log = fake_apt(f'[ "$1" = update ] && touch {tmp_path}/lists; [ -e {tmp_path}/lists ]')
    assert machine.apt_install(["libharfbuzz-subset0"]) is True
    line = "install -y --no-install-recommends libharfbuzz-subset0"
    assert log.read_text().splitlines() == [line, "update", line]


def test_apt_that_fails_shows_why(fake_apt: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    fake_apt("echo no route to mirror; exit 100")
    assert machine.apt_install(["chromium"]) is False
    assert "no route to mirror" in capsys.readouterr().err


def test_apt_is_left_alone_without_root(fake_apt: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_apt("exit 0")
    monkeypatch.setattr(machine, "sudo", lambda: "sudo ")
    assert machine.apt_install(["chromium"]) is False
    assert not log.exists()


# --- the lock files --------------------------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    """Read package -> version from a lock file; each one must carry hashes."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = re.match(r"([\w.-]+)==([\w.]+)( ;[^-]*)? +--hash=sha256:[0-9a-f]{64}", line)
        assert match, f"{name}: {line[:60]}"
        found[match[1]] = match[2]
    return found


def test_every_declared_package_is_pinned_and_no_host_is_named() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run, tests = pins(bootstrap.RUN_LOCK), pins(bootstrap.TEST_LOCK)
    assert run.items() <= tests.items()
    wanted = {"run": (settings["dependencies"], run), "dev": (settings["optional-dependencies"]["dev"], tests)}
    for requirements, locked in wanted.values():
        for requirement in requirements:
            name, _, least = requirement.partition(">=")
            name = name.partition("[")[0]
            version = locked[name.lower()]
            assert tuple(map(int, version.split(".")[:2])) >= tuple(map(int, (least or "0").split(".")[:2])), name
    for lock in (bootstrap.RUN_LOCK, bootstrap.TEST_LOCK):
        assert "://" not in (ROOT / lock).read_text("utf-8")
