"""Interface texts in other languages: gettext catalogues for the templates of the web.

In: templates (for the texts they hold) and ``.po`` files. Out: Chinese text -> translation, for ``Theme.messages``.
Not here: the replacing itself (``templates``, while compiling); texts that come with the data, except set words such as
a status.

Simplified Chinese is the source language and needs no file. ``layouts/locale/en.po`` is English, ``zh-Hant.po``
traditional Chinese; another language is another file. Texts without a translation stay Chinese, so a catalogue may lag
behind the layouts.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2 import nodes

from threecards.web.templates import context_of, message_key
from threecards.web.theme import Theme

_GAP = re.compile(r"%\((\w+)\)s|%([nm])(?![a-z(])|\{(\w+)\}")
_DATA = "word of the data"


@dataclass(frozen=True, slots=True)
class Text:
    """An interface text with the first place it stands: template and line. text: with its context, see ``message_key``."""

    text: str
    template: str
    line: int


def texts_of(theme: Theme) -> tuple[Text, ...]:
    """Every text inside ``_("…")``, each once, in the order of template names and lines."""
    parser = jinja2.Environment(autoescape=True)  # the same syntax as the site's, without its folding
    found: dict[str, Text] = {}
    for name, data in sorted(theme.templates.items()):
        for call in parser.parse(data.decode("utf-8"), name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and isinstance(call.args[0], nodes.Const):
                text = message_key(str(call.args[0].value), context_of(call))
                found.setdefault(text, Text(text, name, call.lineno))
    return tuple(found.values())


def messages_of(po: bytes) -> dict[str, str]:
    """Translations of a catalogue; entries that are empty, obsolete or marked fuzzy are left out.

    An entry whose gaps differ from those of its text is left out too: the page would lose a number. Raises ValueError
    when the file is no catalogue.
    """
    try:
        catalogue = read_po(io.BytesIO(po), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise ValueError(f"not a gettext catalogue: {error}") from error
    return {
        message_key(str(entry.id), entry.context or ""): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy and _gaps(str(entry.id)) == _gaps(str(entry.string))
    }


def _gaps(text: str) -> set[str]:
    return {"".join(names) for names in _GAP.findall(text)}


def read_messages(folder: Path, language: str) -> dict[str, str]:
    """Read ``<language>.po`` of a folder (``layouts/locale``). Raises FileNotFoundError, ValueError."""
    return messages_of((folder / f"{language}.po").read_bytes())


def updated(po: bytes, theme: Theme, words: tuple[str, ...]) -> bytes:
    """A catalogue brought up to the layouts: new texts empty, texts of no layout kept at the end as obsolete.

    words: set words of the data. Words and sentences of the data (``phrases``) that the catalogue holds stay.
    Positions are template names without lines, so that moving a line changes no catalogue.
    """
    catalogue = read_po(io.BytesIO(po))
    fresh = Catalog(fuzzy=False)
    for text in texts_of(theme):
        context, _, told = text.text.rpartition("\4")
        flags = ["python-format"] if "%" in told else []
        fresh.add(told, locations=[(text.template, 0)], flags=flags, context=context or None)
    held = [str(entry.id) for entry in catalogue if _DATA in entry.auto_comments]
    for word in dict.fromkeys((*words, *held)):
        if word not in fresh:
            fresh.add(word, auto_comments=[_DATA])
    catalogue.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(written, catalogue, width=0, include_lineno=False, omit_header=True)
    header = po.split(b"\n\n", 1)[0].rstrip(b"\n")
    return header + b"\n\n" + written.getvalue().lstrip(b"\n")
