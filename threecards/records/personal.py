"""Numbers of persons in texts: mainland identity numbers, mobile numbers, bank cards.

In: any text. Out: kinds found, never the numbers. Not here: what follows (MEM-002 and PRIV-002 in ``load`` for the
records, the last look at finished pages in ``publish.scan``).

A run of digits may be written with full-width digits, with a space, hyphen or middle dot between, and may hold
several numbers or dates beside them, so every row of neighbouring parts is tried. A number counts only when its own
check holds: the check character of an identity number (GB 11643-1999), a living prefix of a mobile number, Luhn's sum
of a bank card; the last two only in groups that people write, so that a row of figures raises no alarm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum


class Personal(StrEnum):
    """Kinds of numbers that are never stored and never published."""

    IDENTITY = "身份证号码"
    MOBILE = "手机号码"
    BANK_CARD = "银行卡号码"


_BETWEEN = r"[ \u00a0\u3000\-－–·]?"
_RUN = re.compile(rf"[0-9０-９](?:{_BETWEEN}[0-9０-９]){{10,}}(?:{_BETWEEN}[XxＸｘ])?")
_PARTS = re.compile(r"[0-9]+X?|X")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK = "10X98765432"
_IDENTITY = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9X]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 3, 5), (3, 8), (7, 4)}
_LONGEST = 19
_MOST_PARTS = 7
_DIGEST = re.compile(r"[0-9a-f]{64}")


def kinds_of(text: str) -> Iterator[Personal]:
    """Yield the kind of every personal number in a text, in order; the same number may be met twice.

    A text that is a SHA-256 digest and nothing else holds none, whatever its digits look like.
    """
    if _DIGEST.fullmatch(text):
        return
    for run in _RUN.finditer(text):
        parts = _PARTS.findall(unicodedata.normalize("NFKC", run.group()).upper())
        if all(len(part) == 1 for part in parts):  # written digit by digit: one number, or none
            parts = ["".join(parts)]
        for start in range(len(parts)):
            digits, groups = "", []
            for part in parts[start : start + _MOST_PARTS]:
                digits += part
                groups.append(len(part))
                if len(digits) > _LONGEST:
                    break
                if len(digits) >= 11 and (kind := _kind(digits, tuple(groups))):
                    yield kind


def _kind(digits: str, groups: tuple[int, ...]) -> Personal | None:
    if len(digits) == 11:
        return Personal.MOBILE if groups in _MOBILE_GROUPS and _MOBILE.fullmatch(digits) else None
    if len(digits) == 18 and _is_identity(digits):
        return Personal.IDENTITY
    return Personal.BANK_CARD if _is_bank_card(digits, groups) else None


def _is_identity(digits: str) -> bool:
    if not _IDENTITY.fullmatch(digits):
        return False
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return digits[17] == _CHECK[total % 11]


def _is_bank_card(digits: str, groups: tuple[int, ...]) -> bool:
    grouped = len(groups) == 1 or set(groups[:-1]) <= {4} or groups == (6, len(digits) - 6)
    if not grouped or not 16 <= len(digits) <= 19 or not digits.isdigit() or len(set(digits)) < 4:
        return False
    doubled = [int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


# Every digit, also the last byte of a full-width one, becomes 0, or in the second table 1 stays 1; what may stand between two digits is left out.
_FLAT = bytes(ord("0") if byte in b"0123456789" or 0x90 <= byte <= 0x99 else ord("x") for byte in range(256))
_ONES = bytes(ord("1") if byte in b"1\x91" else flat for byte, flat in enumerate(_FLAT))
_LEFT_OUT = " -\u00a0\u3000\uff10–·－".encode().translate(None, bytes(range(0x90, 0x9A)))
_ELEVEN = b"0" * 11
_LONG = 16  # digits of the shortest number that may begin with something else than 1


def may_hold(data: bytes) -> bool:
    """Say quickly whether the bytes of a file (UTF-8) can hold a personal number; true more often than there is one.

    A page of 10 KB takes a fiftieth of a millisecond. Only rows of eleven digits are looked at again: a mobile number begins with 1, so that the
    number of an office, on every page, is none.
    """
    flat = data.translate(_FLAT, _LEFT_OUT)
    start = flat.find(_ELEVEN)
    if start < 0:
        return False
    ones = data.translate(_ONES, _LEFT_OUT)
    while start >= 0:
        end = start + len(_ELEVEN)
        while flat[end : end + 1] == b"0":
            end += 1
        if end - start >= _LONG or b"1" in ones[start : end - len(_ELEVEN) + 1]:
            return True
        start = flat.find(_ELEVEN, end)
    return False
