"""The last look at finished bytes before they are published: personal numbers stop the build.

In: finished pages, the text of PDFs, file names. Out: findings with the page and the kind of number, never the number itself.
Not here: any decision what to publish (that is ``project``). This scan is a net under the projection, not the boundary.

Kinds: mainland ID numbers (18 characters with a right check character, also with spaces, hyphens or full-width digits), mobile numbers
(11 digits, a living prefix), bank cards (16-19 digits, Luhn) (PRIV-002); sensitive words of the county's own list (PRIV-005). Photos are
drawn anew before they are published, so that nothing but the picture is left of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from threecards.problems import Finding, finding

# Runs of digits as people write them: full-width, with single spaces, hyphens or middle dots between. The last may be X.
_RUN = re.compile(r"[0-9０-９](?:[ \u00a0\u3000\-－·]?[0-9０-９]){10,}(?:[ \u00a0\u3000\-－]?[XxＸｘ])?")
_PARTS = re.compile(r"[0-9]+X?|X")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_ID_CHECK = "10X98765432"
_ID = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9X]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 3, 5), (3, 8), (7, 4)}
_MAX_PARTS = 7


def _is_id(digits: str) -> bool:
    if not _ID.fullmatch(digits):
        return False
    total = sum(int(d) * w for d, w in zip(digits, _ID_WEIGHTS, strict=False))
    return digits[17] == _ID_CHECK[total % 11]


def _is_bank_card(digits: str, groups: tuple[int, ...]) -> bool:
    grouped = len(groups) == 1 or set(groups[:-1]) <= {4} or groups == (6, len(digits) - 6)
    if not (16 <= len(digits) <= 19) or not digits.isdigit() or not grouped or len(set(digits)) < 4:
        return False
    doubled = [int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _kind(digits: str, groups: tuple[int, ...]) -> str:
    if len(digits) == 11:
        return "mobile" if groups in _MOBILE_GROUPS and _MOBILE.fullmatch(digits) else ""
    if _is_id(digits):
        return "id"
    return "bank" if _is_bank_card(digits, groups) else ""


def kinds_of(text: str) -> Iterator[str]:
    """Yield the kind (``id``, ``mobile``, ``bank``) of every personal number in a text.

    A run of digits may hold several numbers, dates beside them, and separators inside a number: every row of neighbouring parts is tried.
    Groups of a mobile or card number must be groups that people write, so that a row of table figures raises no alarm.
    """
    for match in _RUN.finditer(text):
        parts = _PARTS.findall(unicodedata.normalize("NFKC", match.group()).upper())
        if all(len(part) == 1 for part in parts):  # written digit by digit: one number, or none
            parts = ["".join(parts)]
        for start in range(len(parts)):
            digits = ""
            groups: tuple[int, ...] = ()
            for part in parts[start : start + _MAX_PARTS]:
                digits, groups = digits + part, (*groups, len(part))
                if len(digits) > 19:
                    break
                if len(digits) >= 11 and (kind := _kind(digits, groups)):
                    yield kind


KIND_WORDS = {"id": "身份证号码", "mobile": "手机号码", "bank": "银行卡号码"}


def scan_text(path: str, text: str, words: Sequence[str] = ()) -> Iterator[Finding]:
    """Look at one finished text (page, PDF text, file name); ``path`` is its place in the output tree."""
    for kind in sorted(set(kinds_of(text))):
        yield finding("PRIV-002", path, kind=KIND_WORDS[kind])
    for number, word in enumerate(words, start=1):
        if word in text:
            yield finding("PRIV-005", path, number=number)

