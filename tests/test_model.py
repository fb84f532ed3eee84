"""The models: every field explains itself, values are frozen, and the page of all records is in step."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from threecards.records.load import ROOTS, fields_of
from threecards.records.model import Member, Model
from threecards.records.reference import reference, schema

PAGE = Path(__file__).parent.parent / "docs" / "records.md"
SMALL = {"name": "示例甲", "memberships": [{"branch": "b001", "kind": "正式", "from": "2006-07-01"}]}


def test_every_field_has_a_chinese_title() -> None:
    untitled = [
        f"{m.__name__}.{k}" for m in Model.__subclasses__() for k, info in fields_of(m).items() if not info.title
    ]
    assert untitled == []


def test_every_model_explains_itself() -> None:
    assert [m.__name__ for m in Model.__subclasses__() if not m.__doc__ or m.__doc__ == Model.__doc__] == []


def test_records_are_frozen_and_travel() -> None:
    member = Member.model_validate(SMALL)
    with pytest.raises(ValidationError):
        member.name = "另一个"
    assert pickle.loads(pickle.dumps(member)) == member


@pytest.mark.parametrize("name", ROOTS)
def test_each_file_has_a_schema(name: str) -> None:
    described = schema(name)
    assert described["type"] == "object"
    assert described["additionalProperties"] is False
    assert all("title" in p for p in described["properties"].values())


def test_the_reference_page_is_in_step(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(reference(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == reference(), "run the tests with --update-golden and read the difference"
