"""Events of libyaml as light objects.

PyYAML's binding makes a Python object for each event, with a constructor written in Python: a quarter of the time that reading a record takes.
The binding looks its classes up by name, so classes with the same fields and a constructor in C can stand in for them. Where a version of it does
not take them its own are used: everything works, and is slower.
In: nothing. Out: the parser, and the classes by which the other modules tell its events apart. Not here: what an event means.
"""

from __future__ import annotations

from typing import Any

import msgspec
import yaml.events
from yaml import _yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs forget it

__all__ = [
    "CParser", "MappingEndEvent", "MappingStartEvent", "ScalarEvent", "SequenceEndEvent", "SequenceStartEvent"
]  # fmt: skip


class _Scalar(msgspec.Struct):
    anchor: Any
    tag: Any
    implicit: Any
    value: Any
    start_mark: Any
    end_mark: Any
    style: Any


class _MappingStart(msgspec.Struct):
    anchor: Any
    tag: Any
    implicit: Any
    start_mark: Any
    end_mark: Any
    flow_style: Any


class _SequenceStart(_MappingStart):
    pass


class _MappingEnd(msgspec.Struct):
    start_mark: Any
    end_mark: Any


class _SequenceEnd(_MappingEnd):
    pass


_LIGHT = {
    "ScalarEvent": _Scalar, "MappingStartEvent": _MappingStart, "SequenceStartEvent": _SequenceStart,
    "MappingEndEvent": _MappingEnd, "SequenceEndEvent": _SequenceEnd,
}  # fmt: skip


def _installed() -> bool:
    """Let the binding make light events; False, and all as before, where it does not."""
    own = {name: vars(_yaml)[name] for name in _LIGHT if name in vars(_yaml)}
    if len(own) < len(_LIGHT):
        return False
    vars(_yaml).update(_LIGHT)
    try:
        parser = CParser("{a: [b]}")
        made = [type(parser.get_event()) for _ in range(8)]
    except TypeError:  # other fields
        made = []
    if made[2:] == [_MappingStart, _Scalar, _SequenceStart, _Scalar, _SequenceEnd, _MappingEnd]:
        return True
    vars(_yaml).update(own)
    return False


_CLASSES: dict[str, Any] = _LIGHT if _installed() else vars(yaml.events)
ScalarEvent = _CLASSES["ScalarEvent"]
MappingStartEvent = _CLASSES["MappingStartEvent"]
SequenceStartEvent = _CLASSES["SequenceStartEvent"]
MappingEndEvent = _CLASSES["MappingEndEvent"]
SequenceEndEvent = _CLASSES["SequenceEndEvent"]
