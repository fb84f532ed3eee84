"""Light events are those of PyYAML in all but their price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import yaml.events
from yaml import _yaml

from threecards.records import events

TEXT = "# 记录\nname: 周麦成\nlist:\n  - {a: 'b', c: \"d\"}\n  - [x, ~]\n  - &k !t |\n    text\nagain: *k\n"
FIELDS = ("anchor", "tag", "implicit", "value", "style", "flow_style")


def told(text: str) -> Iterator[tuple[str, dict[str, Any], tuple[int, int]]]:
    """Name, fields and place of every event."""
    parser: Any = events.CParser(text)
    while (event := parser.get_event()) is not None:
        kind = type(event)
        name = next((n for n, light in events._LIGHT.items() if light is kind), kind.__name__)
        fields = {field: getattr(event, field) for field in FIELDS if hasattr(event, field)}
        yield name, fields, (event.start_mark.index, event.end_mark.index)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The binding with PyYAML's own classes."""
    for name in events._LIGHT:
        monkeypatch.setattr(_yaml, name, getattr(yaml.events, name))


def test_they_are_in_use_with_the_locked_version() -> None:
    assert events.ScalarEvent is events._Scalar


def test_they_tell_the_same(request: pytest.FixtureRequest) -> None:
    light = list(told(TEXT))
    request.getfixturevalue("own")
    assert list(told(TEXT)) == light
    assert len(light) > 20


@pytest.mark.usefixtures("own")
def test_a_binding_that_knows_no_such_name_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(_yaml, "ScalarEvent")
    assert not events._installed()
    assert not hasattr(_yaml, "ScalarEvent")
    assert _yaml.MappingEndEvent is yaml.events.MappingEndEvent  # type: ignore[attr-defined]


@pytest.mark.usefixtures("own")
def test_a_binding_that_does_not_take_them_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(msgspec.Struct):
        value: Any

    monkeypatch.setitem(events._LIGHT, "ScalarEvent", Other)
    assert not events._installed()
    assert all(vars(_yaml)[name] is vars(yaml.events)[name] for name in events._LIGHT)
