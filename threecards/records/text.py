"""Text files of a repository as bytes and characters: read them safely, decode them, find what does not belong.

In: a folder and a name, or bytes. Out: bytes, text without byte order mark, findings (codes YAML-001 to YAML-015).
Not here: anything that knows YAML (``traps`` looks at lines, ``yamlsource`` at structure).
"""

from __future__ import annotations

import bisect
import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from threecards.problems import Finding, Position, finding

_MEMBER_FILE = re.compile(r"members/[^/]+/[^/]+/m[^/]*\.ya?ml")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold; beyond that it is refused before it costs memory or time.

    member_bytes: size of a member's file (``members/<township>/<branch>/m*.yaml``); file_bytes: size of any other file.
    depth: mappings and lists inside one another; nodes: keys, values and collections together.
    """

    member_bytes: int = 256 * 1024
    file_bytes: int = 2 * 1024 * 1024
    depth: int = 24
    nodes: int = 100_000

    def bytes_for(self, path: str) -> int:
        """Largest size in bytes allowed for the file at this path (relative to the repository, POSIX form)."""
        return self.member_bytes if _MEMBER_FILE.fullmatch(path) else self.file_bytes


DEFAULT_LIMITS = Limits()


class Lines:
    """Lines of a text as an editor counts them: LF, CRLF or CR end a line, nothing else does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(m.end() for m in re.finditer(r"\r\n?|\n", text))]

    def __len__(self) -> int:
        return len(self._starts)

    def number(self, offset: int) -> int:
        """Number, from 1, of the line that holds the character at this offset (from 0)."""
        return bisect.bisect_right(self._starts, offset)

    def position(self, offset: int) -> Position:
        """Line and column, both from 1, in characters, of an offset from 0."""
        line = self.number(offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def start(self, number: int) -> int:
        """Offset of the first character of a line, numbered from 1."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """One line, numbered from 1, without its line end."""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")


# --- from a path to bytes -------------------------------------------------------------------------------------------


def read_file(root: Path, relative: str, limits: Limits = DEFAULT_LIMITS) -> bytes | list[Finding]:
    """Read one file below root, or say why it must not or cannot be read.

    root: folder of the repository; relative: name below it, POSIX form. A link is followed only to a place below root.
    Only a regular file of allowed size is opened, so that a pipe cannot block and a disk image cannot fill the memory.
    """
    name = PurePosixPath(relative)
    if name.is_absolute() or ".." in name.parts or not name.parts or "\\" in relative or "\0" in relative:
        return [finding("YAML-003", relative)]
    try:
        target, state = _without_links(root, name)
        if target is None:
            return [finding("YAML-003", relative)]
        if not stat.S_ISREG(state.st_mode):
            return [finding("YAML-004", relative)]
        limit = limits.bytes_for(relative)
        if state.st_size > limit:
            return [too_large(relative, state.st_size, limit)]
        handle = os.open(target, _OPEN)
        try:
            data = os.read(handle, limit + 1)
            while len(data) <= limit and (more := os.read(handle, limit + 1 - len(data))):
                data += more
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        return [finding("YAML-001", relative)]
    except OSError as error:
        return [finding("YAML-002", relative, reason=errno.errorcode.get(error.errno or 0, "?"))]
    except RuntimeError:  # links in a circle; an OSError since Python 3.13
        return [finding("YAML-002", relative, reason="ELOOP")]
    return data if len(data) <= limit else [too_large(relative, len(data), limit)]


_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _without_links(root: Path, name: PurePosixPath) -> tuple[str | None, os.stat_result]:
    """Give the real place of a file and its state; None for a place outside root. Raises OSError.

    Most files have no link on their way: one lstat a part is a third of the price of resolving every path.
    """
    target = os.fspath(root)
    for part in name.parts:
        target = f"{target}/{part}"
        state = os.lstat(target)
        if stat.S_ISLNK(state.st_mode):
            real = (root / name).resolve(strict=True)
            return (str(real) if real.is_relative_to(root.resolve()) else None), real.stat()
    return target, state


def too_large(path: str, size: int, limit: int) -> Finding:
    """Make the finding for a file of this size in bytes where so many are allowed."""
    return finding("YAML-005", path, size_kib=-(-size // 1024), limit_kib=limit // 1024)


# --- from bytes to text ---------------------------------------------------------------------------------------------

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode(data: bytes, path: str = "") -> str | Finding:
    """Decode UTF-8, with or without byte order mark; otherwise say which encoding the file seems to have."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        first, bad = re.search(rb"[\x80-\xff]", data), error.start
    else:
        if "\0" not in text:
            return text
        first, bad = None, -1
    if encoding := _wide(data):
        return finding("YAML-007", path, at=Position(1, 1), encoding=encoding)
    if bad < 0:
        return text
    if first and bad - first.start() <= 16 and _is_gbk(data):
        return finding("YAML-006", path, at=_position(data[: first.start()]))
    return finding("YAML-008", path, at=_position(data[:bad]))


def _position(before: bytes) -> Position:
    """Position of the character that follows these bytes of UTF-8."""
    text = before.decode("utf-8", "replace")
    return Lines(text).position(len(text))


def _wide(data: bytes) -> str:
    """Name an encoding of two or four bytes a character, by its mark or since it makes sense; else an empty text."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    head = data[: min(len(data), 2000) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "replace")
        # two letters of ASCII also make a Chinese character, so there must be keys, colons and line ends as well
        ascii_count = sum(1 for character in text if character.isascii())
        if ascii_count * 6 > len(text) and len(_USUAL.findall(text)) > 0.9 * len(text):
            return "UTF-16"
    return ""


def _is_gbk(data: bytes) -> bool:
    """True when the bytes read as GBK or GB 18030 with mostly ordinary characters (those of GB 2312)."""
    try:
        foreign = [c for c in data.decode("gb18030") if c > "\x7f"]
    except UnicodeDecodeError:
        return False
    ordinary = sum(1 for c in foreign if _in_gb2312(c))
    return ordinary >= 0.8 * len(foreign)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


# --- characters that do not belong ----------------------------------------------------------------------------------

_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
_BREAK = r"\x85\u2028\u2029"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = r"\xad\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
# joiners belong to Arabic, Indic and Mongolian writing (Uyghur and Mongolian names); elsewhere they are left-overs
_JOINER = r"(?<![\u0600-\u08ff\u0900-\u0dff\u1800-\u18af])[\u200c\u200d]"
SPACES = r"\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
WIDE_DIGITS = r"\uff10-\uff19"

_ODD = re.compile(f"[{_CONTROL}{_BREAK}{_BIDI}{_INVISIBLE}\\u200c\\u200d\ufffd{WIDE_DIGITS}]")
# nearly all texts consist of these alone; one possessive match is three times as quick as the search for the others
_USUAL = re.compile(r"[\n\r -~\u4e00-\u9fff，。、；：？！（）《》“”]")
_ORDINARY = re.compile(f"{_USUAL.pattern}*+")
_TRAPS = re.compile(
    f"(?P<control>[{_CONTROL}])[{_CONTROL}]*|(?P<brk>[{_BREAK}])|(?P<bidi>[{_BIDI}])[{_BIDI}]*"
    f"|(?P<invisible>[{_INVISIBLE}]|{_JOINER})[{_INVISIBLE}\\u200c\\u200d]*|(?P<lost>\ufffd)\ufffd*"
)
_CODES = {"control": "YAML-010", "invisible": "YAML-011", "bidi": "YAML-012", "lost": "YAML-013", "brk": "YAML-015"}
_UNREADABLE = re.compile(f"[{_CONTROL}{_BREAK}]")


@dataclass(frozen=True, slots=True)
class Trap:
    """A fault at an offset (in characters, from 0) of a text, before it becomes a finding of a file."""

    code: str
    offset: int
    params: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)  # one file is asked about more than once
def is_ordinary(text: str) -> bool:
    """True when a text holds nothing but usual Chinese and ASCII characters; quick, and true for nearly all texts."""
    return _ORDINARY.fullmatch(text) is not None


def has_odd_characters(text: str) -> bool:
    """True when a text holds a character worth a closer look; true more often than there is a fault."""
    return _ODD.search(text) is not None


def character_traps(text: str) -> Iterator[Trap]:
    """Find control, invisible and lost characters anywhere in a text, comments included, one trap for each run."""
    for match in _TRAPS.finditer(text):
        kind = match.lastgroup or ""
        params = () if kind == "lost" else (("char", f"U+{ord(match[kind]):04X}"),)
        yield Trap(_CODES[kind], match.start(), params)


def readable(text: str) -> str:
    """Replace what the YAML parser would stop at, or count as a line end, by a box; offsets stay the same."""
    return _UNREADABLE.sub("\u25a1", text)
