"""The last scan: personal numbers in all their spellings are found, figures of a table are not."""

from __future__ import annotations

import pytest

from threecards.publish.scan import scan_text
from threecards.records.personal import Personal, kinds_of

KINDS = {"id": Personal.IDENTITY, "mobile": Personal.MOBILE, "bank": Personal.BANK_CARD}

ID = "11010519491231002X"  # the example of GB 11643-1999, nobody's


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"身份证{ID}。", {"id"}),
        ("110105 19491231 002X", {"id"}),
        ("１１０１０５１９４９１２３１００２Ｘ", {"id"}),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", {"id"}),
        ("110105194912310021", set()),  # wrong check character
        ("电话13900000000", {"mobile"}),
        ("2026-12-24 139-0000-0000", {"mobile"}),
        ("１３９ ００００ ００００", {"mobile"}),
        ("12900000000", set()),
        ("0000-1234567", set()),
        ("卡号 6222 0000 0000 0000 129", {"bank"}),
        ("6222000000000000129", {"bank"}),
        ("6222000000000000126", set()),
        ("15 20 30 40 50 6", set()),
        ("100 85 70 50 30 20 10 4 3 2 1 18", set()),
        (f"{ID} 139 0000 0000", {"id", "mobile"}),
        ("2026-01-02 2026-03-04 2026-05-06", set()),
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    assert set(kinds_of(text)) == {KINDS[kind] for kind in kinds}


def test_a_finding_names_the_page_and_the_kind_but_never_the_number() -> None:
    found = list(scan_text("m/000/m000001.html", f"<p>{ID}</p>"))
    assert [(f.code, f.path) for f in found] == [("PRIV-002", "m/000/m000001.html")]
    assert ID not in repr(found)


def test_words_of_the_county_are_named_by_number() -> None:
    assert [dict(f.params)["number"] for f in scan_text("a.html", "低保户", ["某词", "低保"])] == ["2"]
