"""What a template is made of: itself and every template that it draws in.

In: templates by name. Out: names. Not here: any rendering; which layouts there are (``web.theme``, ``paper.theme``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_DRAWS_IN = re.compile(rb"""\{%[-+]?\s*(?:extends|include|import|from)\s+(?:["']([^"']+)["']|)""")


def drawn_in(templates: Mapping[str, bytes], names: Iterable[str]) -> frozenset[str]:
    """Names of some templates and of all that they draw in. Where one draws in another whose name is not written out, that is all of them."""
    wanted, todo = set[str](), list(names)
    while todo:
        name = todo.pop()
        if name in wanted or name not in templates:
            continue
        wanted.add(name)
        for found in _DRAWS_IN.finditer(templates[name]):
            if not found[1]:
                return frozenset(templates)
            todo.append(found[1].decode())
    return frozenset(wanted)
