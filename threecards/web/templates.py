"""Templates compiled for one theme: escaping always on, unknown names are faults, texts translated on compiling.

In: a theme. Out: a Jinja2 environment. Not here: which page is made with which template.

Interface texts stand in templates as ``{{ _("公示") }}`` or ``{{ _("还剩 %(n)s 天", n=n.days_left) }}``. They are
constants for a given language, so they are replaced by their translation in the syntax tree and cost nothing when a
page is rendered. ``{{ word|word }}`` translates a word or a set sentence that comes with the data (``phrases``); idle, it
costs nothing either.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from threecards.web.markdown import BACK, html_of
from threecards.web.phrases import phrases
from threecards.web.quoting import Told, is_quoted, quote, quoted_markup
from threecards.web.theme import SOURCE, Theme

PLACE = "layouts/web/"  # how template files are named in problems

_INDENT = re.compile(r"(?m)^[ \t]+")
_PHONE = re.compile(r"\+?[0-9]{3,4}(?:-?[0-9]{3,8}){0,3}", re.ASCII)
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


class _Fold(NodeTransformer):
    """Replace ``_("text", name=value)`` by the translated text with gaps filled; drop ``|word`` where it is idle."""

    def __init__(self, messages: Mapping[str, str], translated: bool, name: str | None, filename: str | None) -> None:
        self.messages = messages
        self.translated = translated
        self.place = (name, filename)

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - the visitor's way of naming
        """Spread a call that stands alone in ``{{ }}`` over the output: its constant parts join the text around it."""
        spread: list[nodes.Expr] = []
        for child in node.nodes:
            spread += self._call(child) if _is_call(child) else [self.visit(child)]
        return nodes.Output(spread, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        """A call inside an expression becomes one constant, or parts joined by ``~``."""
        if not _is_call(node):
            return self.generic_visit(node)  # type: ignore[return-value]  # it returns the node it was given
        parts = self._call(node)
        if self.translated:  # as markup, or its words would be taken for words of the records where they are put out
            parts = [_as_markup(part) for part in parts]
        return parts[0] if len(parts) == 1 else nodes.Concat(parts, lineno=node.lineno)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:  # noqa: N802
        """``|word`` disappears when there is nothing to look up."""
        if node.name == "word" and not self.messages and node.node is not None:
            return self.visit(node.node)  # type: ignore[no-any-return]
        return self.generic_visit(node)  # type: ignore[return-value]

    def _call(self, node: Any) -> list[nodes.Expr]:
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const) or node.dyn_args or node.dyn_kwargs:
            raise jinja2.TemplateSyntaxError("_() takes one literal text and named values", node.lineno, *self.place)
        values = {keyword.key: self.visit(keyword.value) for keyword in node.kwargs}
        text = str(node.args[0].value)
        text = self.messages.get(message_key(text, context_of(node)), text)
        parts: list[nodes.Expr] = []
        start = 0
        for gap in _PLACEHOLDER.finditer(text):
            parts.append(
                nodes.Const(text[start : gap.start()] + ("%" if gap.group() == "%%" else ""), lineno=node.lineno)
            )
            start = gap.end()
            if name := gap.group(1):
                if name not in values:
                    raise jinja2.TemplateSyntaxError(f"_() has no value for %({name})s", node.lineno, *self.place)
                parts.append(values[name])
        parts.append(nodes.Const(text[start:], lineno=node.lineno))
        kept = [p for p in parts if not (isinstance(p, nodes.Const) and p.value == "")]
        return kept or [nodes.Const("", lineno=node.lineno)]


def context_of(call: nodes.Call) -> str:
    """Where a text means something of its own: ``_("行动卡", context="count")``, which English puts in the plural; else empty."""
    found = [k.value.value for k in call.kwargs if k.key == "context" and isinstance(k.value, nodes.Const)]
    return str(found[0]) if found else ""


def message_key(text: str, context: str) -> str:
    """Key of a text among the messages: as gettext keeps it, the context and a sign before the text."""
    return f"{context}\4{text}" if context else text


def _as_markup(node: nodes.Expr) -> nodes.Expr:
    """A part of an interface text as markup: its own words escaped now, a value when it is known."""
    if isinstance(node, nodes.Const):
        return nodes.MarkSafe(nodes.Const(str(escape(node.value)), lineno=node.lineno), lineno=node.lineno)
    return nodes.Filter(node, "put_out", [], [], None, None, lineno=node.lineno)


def _is_call(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_"


# Escapes a plain text in C and gives a plain text back. The public function wraps every result in a new Markup object,
# which costs as much as all the rest of a page; where a version of markupsafe has no such function, it serves.
_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", None) or (lambda text: str(escape(text)))


def escaped(value: object) -> str:
    """Text of a value for output, escaped unless it is markup already. As ``markupsafe.escape``, four times as fast."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)  # type: ignore[arg-type]  # just checked
    if kind is Markup:
        return value  # type: ignore[return-value]
    return str(value) if kind is int else escape(value)


def escaped_and_quoted(value: object) -> str:
    """The same on a site in another language, where a text of the records is marked as one (``quoting``)."""
    if type(value) is str:
        return quote(_escape_text(value))
    return escaped(str(value) if type(value) is Told else value)


class _Generator(CodeGenerator):
    """Writes ``environment.escaped(…)`` around every value that a template puts out."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Environment(jinja2.Environment):
    """An environment that folds interface texts into the templates it compiles."""

    code_generator_class = _Generator

    def __init__(self, messages: Mapping[str, str], translated: bool, **options: Any) -> None:
        super().__init__(**options)
        self.messages = messages
        self.translated = translated
        self.escaped = escaped_and_quoted if translated else escaped

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Fold(self.messages, self.translated, name, filename).visit(tree)  # type: ignore[no-any-return]


def environment(theme: Theme, compiled: str = "") -> jinja2.Environment:
    """Make the environment of a theme. Templates are compiled at first use and kept; in the folder ``compiled``, too, if one is named.

    Indentation at the start of a line is dropped before compiling: pages stay lean, and line numbers stay right.
    """
    sources = theme.templates
    messages = dict(theme.messages)
    translated = theme.language != SOURCE

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        data = sources.get(name)
        if data is None:
            return None
        try:
            return _INDENT.sub("", data.decode("utf-8")), PLACE + name, lambda: True
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise jinja2.TemplateSyntaxError("the file is not UTF-8", line, name, PLACE + name) from None

    made = _Environment(
        messages, translated, loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined,
        auto_reload=False, cache_size=-1, trim_blocks=True, lstrip_blocks=True, newline_sequence="\n",
        bytecode_cache=jinja2.FileSystemBytecodeCache(compiled, "%s") if compiled else None,
    )  # fmt: skip
    phrase = phrases(messages)
    back = (phrase(BACK[0]), phrase(BACK[1]))
    made.filters.update(
        day=day_filter(theme.language), md=month_day_filter(theme.language), name=name_of, tel=tel_of, titled=titled,
        markdown=lambda text, root="": html_of(text, root, back),
    )  # fmt: skip
    made.filters["hash_source"] = hash_source
    made.filters["word"] = lambda value: phrase(value) if isinstance(value, str) else value
    made.globals.clear()
    made.globals["range"] = range
    made.globals["language"] = theme.language
    made.globals["of_records"] = SOURCE if translated else ""
    if translated:
        made.filters["put_out"] = lambda value: Markup(escaped_and_quoted(value))  # noqa: S704 - escaped
        made.filters["join"] = _joined
        for filter_ in ("name", "titled"):
            made.filters[filter_] = _quoting(made.filters[filter_])
    return made


def _joined(values: Iterable[object], joint: str = "") -> Markup:
    """``|join`` for texts of which each may be one of the records."""
    return escape(joint).join(Markup(escaped_and_quoted(value)) for value in values)  # noqa: S704 - escaped


def _quoting(make: Callable[[str], str]) -> Callable[[str], str]:
    """A filter for texts of the records that may give markup: what it gives is marked as theirs."""

    def quoting(text: str) -> str:
        found = make(text)
        return quoted_markup(found) if isinstance(found, Markup) and is_quoted(text) else found

    return quoting


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _memo(make: Callable[[str], str]) -> Callable[[str], Markup]:
    """Keep what a filter made: a county has some hundreds of days and shows each of them thousands of times."""
    kept: dict[str, Markup] = {}

    def look_up(iso: str) -> Markup:
        found = kept.get(iso)
        if found is None:
            found = kept[iso] = Markup('<time datetime="%s">%s</time>') % (iso, escape(make(iso))) if iso else Markup()
        return found

    return look_up


def day_filter(language: str = SOURCE) -> Callable[[str], Markup]:
    """``2026-12-24`` -> ``2026年12月24日`` as a ``time`` element; an empty text stays empty."""

    def words(iso: str) -> str:
        year, month, day = (int(part) for part in iso.split("-"))
        return f"{year}年{month}月{day}日" if language.startswith("zh") else f"{day} {_MONTHS[month - 1]} {year}"

    return _memo(words)


def month_day_filter(language: str = SOURCE) -> Callable[[str], Markup]:
    """``2026-12-24`` -> ``12月24日``: for places where the year is plain to see; an empty text stays empty."""

    def words(iso: str) -> str:
        _, month, day = (int(part) for part in iso.split("-"))
        return f"{month}月{day}日" if language.startswith("zh") else f"{day} {_MONTHS[month - 1]}"

    return _memo(words)


def name_of(name: str) -> str:
    """A name that breaks after a middle dot only, where long names of several parts are broken by hand as well."""
    if "·" not in name:
        return name
    *parts, last = name.split("·")
    return Markup().join([*(Markup("<span>%s·</span>") % part for part in parts), Markup("<span>%s</span>") % last])


def titled(title: str) -> str:
    """A title that may break behind its year: 2026年度 | 党员设岗公示, where other breaks inside a phrase are forbidden."""
    year, word, rest = title.partition("年度")
    return Markup("%s%s<wbr>%s") % (year, word, rest) if word and rest else title


def hash_source(text: str) -> str:
    """What lets just this style or script into a page that forbids inline ones: ``'sha256-…'`` of a Content-Security-Policy."""
    return Markup("'sha256-%s'") % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def tel_of(phone: str) -> str:
    """An office number as a link that a phone can dial; anything else than one plain number stays text."""
    number = phone.replace(" ", "")
    if not _PHONE.fullmatch(number):
        return phone
    return Markup('<a class="tel" href="tel:%s">%s</a>') % (number, phone)
