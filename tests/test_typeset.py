"""The last look at finished sheets: numbers of persons are found, the exact fraction of a decision pack is not taken for one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from threecards.assess.wording import before_rounding
from threecards.build import typeset


class _Page:
    def __init__(self, text: str) -> None:
        self.text = text

    def get_textpage(self) -> _Page:
        return self

    def get_text_range(self) -> str:
        return self.text


class _Document(list[_Page]):
    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    ("path", "text", "codes"),
    [
        (
            "binder/t01/b001/decision-pack.pdf",
            f"总分：各项相加{before_rounding(Fraction(999_898, 9_999))}，四舍五入",
            [],
        ),
        (
            "binder/t01/b001/decision-pack.pdf",
            f"总分：各项相加{before_rounding(Fraction(13526918374, 154694435))}，四舍五入",
            [],
        ),
        ("binder/t01/b001/decision-pack.pdf", "联系电话13900000000", ["PRIV-002"]),
        ("print/t01/b001/action-cards.pdf", "（13900000000/154694435）", ["PRIV-002"]),
    ],
)
def test_fractions_are_no_phone_numbers(
    path: str, text: str, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pypdfium2.PdfDocument", lambda data: _Document([_Page(text)]))
    assert [f.code for f in typeset._look_at(path, b"", ())] == codes
