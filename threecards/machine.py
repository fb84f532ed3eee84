"""What a machine offers: native libraries, package managers, a browser; and how to speak to the person at it.

In: nothing but the machine. Out: facts, and for what is missing the command that cures it. Used by the set-up and by
the doctor. Standard library only: this is read before any package is installed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence

# Each native library under the names that weasyprint/text/ffi.py tries: Linux, macOS, Windows; then Debian's package.
NATIVE = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll", "libpangoft2-1.0-0"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpangoft2-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll", "libpangoft2-1.0-0"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "libpangoft2-1.0-0"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "libpangoft2-1.0-0"),
    # WeasyPrint runs without this one, but a Chinese card then takes ten times as long.
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll", "libharfbuzz-subset0"),
)
DLL_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"  # WeasyPrint's own
MANAGERS = ("apt-get", "dnf", "yum", "pacman", "apk", "zypper")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def missing_libraries() -> tuple[str, ...]:
    """Try to load each native library by the name WeasyPrint uses on this system; return the names that fail."""
    import ctypes

    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", DLL_FOLDERS).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
    missing = []
    for names in NATIVE:
        name = name_here(names)
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return tuple(missing)


def native_versions() -> tuple[tuple[str, str], ...]:
    """Ask Pango, HarfBuzz and Fontconfig, as far as they can be loaded, for their versions."""
    import ctypes

    found = []
    for label, at, function in (("Pango", 1, "pango_version_string"), ("HarfBuzz", 4, "hb_version_string")):
        with contextlib.suppress(OSError, AttributeError):
            ask = getattr(ctypes.CDLL(name_here(NATIVE[at])), function)
            ask.restype = ctypes.c_char_p
            found.append((label, ask().decode()))
    with contextlib.suppress(OSError, AttributeError):
        number = ctypes.CDLL(name_here(NATIVE[3])).FcGetVersion()
        found.append(("Fontconfig", f"{number // 10000}.{number // 100 % 100}.{number % 100}"))
    return tuple(found)


def name_here(names: Sequence[str]) -> str:
    """Pick this system's name of a row of NATIVE."""
    return names[{"darwin": 1, "win32": 2}.get(sys.platform, 0)]


def find_lacking() -> str | None:
    """Return None when PDFs can be made, else the one line that says what is missing and how to get it.

    As root on a system with apt-get the packages are installed at once; then None is returned.
    """
    missing = missing_libraries()
    if not missing or (apt_install(debian_packages(missing)) and not missing_libraries()):
        return None
    line = cure(missing, sys.platform, find_manager(), sudo())
    return both(
        f"缺少 {'、'.join(missing)}，不能生成 PDF，请运行：{line}",
        "No PDFs without these libraries: run that command, or build with --no-pdf.",
    )


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
        "apt-get": apt_line(debian_packages(missing)),
        "dnf": "dnf install -y pango harfbuzz fontconfig",
        "yum": "yum install -y pango harfbuzz fontconfig",
        "pacman": "pacman -S --needed pango harfbuzz fontconfig",
        "apk": "apk add " + " ".join(f"so:{name}" for name in missing),
        "zypper": "zypper install -y libpango-1_0-0 libharfbuzz-subset0 fontconfig",
    }
    return prefix + lines[manager] if manager in lines else "Pango + HarfBuzz-Subset + Fontconfig"


def find_manager() -> str:
    """Return the package manager of this Linux system, "" if it is none we know.

    The program decides, not the name of the system: Kylin, for one, is built on Debian for desks and not for servers.
    """
    from shutil import which

    return next(filter(which, MANAGERS), "")


def debian_packages(missing: Iterable[str]) -> list[str]:
    """Return Debian's packages for missing libraries, each once, in the order of NATIVE."""
    wanted = set(missing)
    return list(dict.fromkeys(names[-1] for names in NATIVE if wanted.intersection(names[:-1])))


def apt_line(packages: Sequence[str]) -> str:
    """Return the command that installs Debian packages and nothing beside what they need."""
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages, saying so first; tell whether it worked. Does nothing without root or apt-get."""
    import subprocess

    if sudo() or find_manager() != "apt-get":
        return False
    install = apt_line(packages).split()
    say(f"正在安装系统软件包：{' '.join(packages)}", f"running {apt_line(packages)}")
    output = b""
    for command in (install, ["apt-get", "update"], install):  # a fresh system has no package lists yet
        done = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if command is install and done.returncode == 0:
            return True
        output = done.stdout
    sys.stderr.write(output.decode(errors="replace")[-2000:])
    return False


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser for tests, None if the machine has none."""
    from shutil import which

    return next(filter(None, map(which, BROWSERS)), None)


def homebrew_folder() -> str | None:
    """Return Homebrew's library folder on macOS if Pango is in it; a Python from elsewhere does not look there."""
    folders = ("/opt/homebrew/lib", "/usr/local/lib") if sys.platform == "darwin" else ()
    return next((folder for folder in folders if os.path.exists(f"{folder}/libpango-1.0.dylib")), None)


def sudo() -> str:
    """Return what a command needs before it: nothing for root and on Windows, `sudo ` for others."""
    return "" if sys.platform == "win32" or os.geteuid() == 0 else "sudo "


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; what cannot be encoded becomes a question mark, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(zh: str, en: str) -> None:
    """Tell the person what is going on, on the error stream: standard output belongs to the command."""
    print(both(zh, en), file=sys.stderr, flush=True)


def both(zh: str, en: str) -> str:
    """Join the two languages to one line."""
    return f"{zh} / {en}"
