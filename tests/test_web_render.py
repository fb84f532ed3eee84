"""Rendering is pure, escapes everything, and names the place of a template's fault."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from markupsafe import Markup, escape

from tests import web_fixture as fixture
from tests.values import replace
from threecards import problems
from threecards.paper.jobs import names_in
from threecards.problems import Finding, Severity
from threecards.publish.views.common import Link
from threecards.web.pages import assets, branch_pages
from threecards.web.render import MAX_PAGE, Artifact, RenderJob, href, render, root_of
from threecards.web.templates import day_filter, escaped, month_day_filter, name_of, tel_of, titled
from threecards.web.theme import Theme, theme_of


def small(**templates: str) -> Theme:
    """The shipped theme with other templates; ``page`` stands for ``page.html.j2``."""
    files = dict(fixture.theme().files)
    files.update({f"{name.replace('__', '.')}.html.j2": source.encode() for name, source in templates.items()})
    return theme_of(files)


def one(theme: Theme, job: RenderJob) -> Artifact | Finding:
    results = list(render(theme, [job]))
    assert len(results) == 1
    return results[0]


def job(template: str = "page.html.j2", path: str = "pages/a.html", **values: Any) -> RenderJob:
    return RenderJob(path, template, {"site": fixture.SITE, **values})


def test_the_same_jobs_give_the_same_bytes_again_and_in_another_order() -> None:
    jobs = fixture.site_jobs()
    first = {a.path: a.data for a in render(fixture.theme(), jobs) if isinstance(a, Artifact)}
    second = {a.path: a.data for a in render(fixture.theme(), reversed(jobs)) if isinstance(a, Artifact)}
    assert first == second
    assert len(first) == len(jobs)


def test_theme_and_jobs_travel_to_other_processes() -> None:
    theme = pickle.loads(pickle.dumps(fixture.theme()))
    assert theme == fixture.theme()
    assert theme.digest == fixture.theme().digest
    jobs = pickle.loads(pickle.dumps(fixture.site_jobs()))
    assert list(render(theme, jobs)) == list(render(fixture.theme(), fixture.site_jobs()))


def test_a_theme_knows_whether_it_changed() -> None:
    files = dict(fixture.theme().files)
    assert theme_of(files).digest == fixture.theme().digest
    assert theme_of({**files, "site.css": files["site.css"] + b"\n"}).digest != fixture.theme().digest
    assert theme_of(files, "en").digest != theme_of(files).digest
    assert theme_of(files, messages={"首页": "Home"}).digest != theme_of(files).digest
    assert theme_of({"a": b"bc"}).digest != theme_of({"ab": b"c"}).digest


def test_another_site_gets_another_shell() -> None:
    other = replace(fixture.SITE, title="另一个县")
    jobs = [RenderJob("404.html", "404.html.j2", {"site": s}) for s in (fixture.SITE, other, fixture.SITE)]
    pages = [a.data.decode() for a in render(fixture.theme(), jobs) if isinstance(a, Artifact)]
    assert ["另一个县" in page for page in pages] == [False, True, False]


# --- faults -----------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_named_with_template_line_and_page() -> None:
    result = one(small(page="{# a #}\n<p>\n{{ nobody }}\n</p>\n"), job())
    assert isinstance(result, Finding)
    assert (result.code, result.path) == ("WEB-001", "layouts/web/page.html.j2")
    assert result.at is not None
    assert result.at.line == 3
    assert dict(result.params)["job"] == "pages/a.html"
    assert "nobody" in problems.message(result)
    assert "nobody" in problems.message(result, "en")
    assert problems.severity(result.code) is Severity.ERROR


def test_an_unknown_field_of_a_view_is_a_fault_too() -> None:
    result = one(small(page="{{ site.county }}\n{{ site.secret }}\n"), job())
    assert isinstance(result, Finding)
    assert result.at is not None
    assert (result.path, result.at.line) == ("layouts/web/page.html.j2", 2)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\n{% if %}\n", 2),
        ("a\nb\n{{ 1 / 0 }}\n", 3),
        ("{{ site.year + 'a' }}\n", 1),
        ("\n{{ site.county|nofilter }}\n", 2),
        ('{{ _("还剩 %(n)s 天") }}', 1),
        ("\n{{ _(site.county) }}", 2),
    ],
)
def test_every_kind_of_template_fault_has_its_line(source: str, line: int) -> None:
    result = one(small(page=source), job())
    assert isinstance(result, Finding), result
    assert result.code == "WEB-001"
    assert result.at is not None
    assert (result.path, result.at.line) == ("layouts/web/page.html.j2", line)


def test_a_fault_in_an_included_template_names_that_one() -> None:
    theme = small(page='{% include "_part.html.j2" %}', _part="\n\n{{ nobody }}")
    result = one(theme, job())
    assert isinstance(result, Finding)
    assert result.at is not None
    assert (result.path, result.at.line) == ("layouts/web/_part.html.j2", 3)


def test_a_missing_template_and_a_wrong_encoding_are_faults() -> None:
    result = one(fixture.theme(), job("gone.html.j2"))
    assert isinstance(result, Finding)
    assert result.path == "layouts/web/gone.html.j2"
    files = dict(fixture.theme().files) | {"page.html.j2": "第一行\n公示".encode("gb18030")}
    result = one(theme_of(files), job())
    assert isinstance(result, Finding)
    assert result.path == "layouts/web/page.html.j2"


def test_one_fault_leaves_the_other_pages_alone() -> None:
    theme = small(page="{{ nobody }}")
    good = RenderJob("404.html", "404.html.j2", {"site": fixture.SITE})
    results = list(render(theme, [job(), good, job(path="pages/b.html")]))
    assert [type(r) for r in results] == [Finding, Artifact, Finding]


def test_a_page_that_is_too_large_is_reported_after_it() -> None:
    results = list(render(small(page="字" * 20_000), [job()]))
    assert isinstance(results[0], Artifact)
    assert isinstance(results[1], Finding)
    assert results[1].code == "WEB-002"
    assert problems.severity("WEB-002") is Severity.WARNING
    assert str(MAX_PAGE) in problems.message(results[1])


# --- escaping ---------------------------------------------------------------------------------------------------------


class Loud:
    """Something that knows its own markup."""

    def __html__(self) -> str:
        return "<i>x</i>"


@pytest.mark.parametrize("value", ["a", "<b>&\"'", "", 7, 7.5, None, True, Markup("<b>"), Loud(), "𬭎<"])
def test_values_are_escaped_as_the_library_would(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


KEPT = frozenset(
    "path key code status_code state date due next_due since lit_on posted ends photo text closed updated".split()  # noqa: SIM905
)
HOSTILE = '<b onclick="x">&\'</b>'


def hostile(value: Any) -> Any:
    """A view with every text made hostile, paths and codes kept."""
    if isinstance(value, str):
        return value + HOSTILE
    if isinstance(value, tuple):
        return tuple(hostile(v) for v in value)
    if names := names_in(value):
        return replace(value, **{n: hostile(getattr(value, n)) for n in names if n not in KEPT})
    return value


def test_no_text_of_any_view_becomes_markup() -> None:
    people = tuple(hostile(m) for m in fixture.BRANCH_MEMBERS)
    branch = replace(hostile(fixture.BRANCH), goal_card=None)
    for result in render(fixture.theme(), branch_pages(fixture.SITE, branch, people, ())):
        if isinstance(result, Finding):
            assert result.code == "WEB-002"
            continue
        assert b"<b onclick" not in result.data, result.path
        assert b"&lt;b onclick=&#34;x&#34;&gt;&amp;&#39;" in result.data, result.path


def test_a_link_with_a_hostile_path_stays_inside_its_attribute() -> None:
    member = replace(fixture.BARE, branch=Link("x", 'a" onmouseover="x'))
    values = {"site": fixture.SITE, "member": member, "summary": (), "lit": (), "stars": (), "phone": "", "board": ""}
    result = one(fixture.theme(), RenderJob(member.path, "member.html.j2", values))
    assert isinstance(result, Artifact)
    assert b'" onmouseover="' not in result.data


# --- small functions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("index.html", "t01/index.html", "t01/index.html"),
        ("t01/b001/index.html", "m/000/m000123.html", "../../m/000/m000123.html"),
        ("t01/b001/index.html", "t01/b001/v031.html", "v031.html"),
        ("t01/b001/index.html", "t01/index.html", "../index.html"),
        ("t01/index.html", "t01/b001/index.html#stars", "b001/index.html#stars"),
        ("m/000/m000001.html", "index.html", "../../index.html"),
    ],
)
def test_links_between_pages_are_relative(here: str, there: str, link: str) -> None:
    assert href(here, there) == link


def test_the_way_to_the_root() -> None:
    assert [root_of(p) for p in ("index.html", "t01/index.html", "m/000/m000001.html")] == ["", "../", "../../"]


def test_days_as_people_read_them() -> None:
    assert str(day_filter()("2026-12-04")) == '<time datetime="2026-12-04">2026年12月4日</time>'
    assert str(month_day_filter()("2026-12-04")) == '<time datetime="2026-12-04">12月4日</time>'
    assert str(day_filter("en")("2026-12-04")) == '<time datetime="2026-12-04">4 Dec 2026</time>'
    assert str(day_filter()("")) == ""


def test_long_names_may_break_after_a_dot_and_only_there() -> None:
    assert name_of("李柏川") == "李柏川"
    assert name_of("阿依<古>·买") == Markup("<span>阿依&lt;古&gt;·</span><span>买</span>")


def test_a_title_may_break_behind_its_year() -> None:
    assert titled("2026年度<岗>公示") == Markup("2026年度<wbr>&lt;岗&gt;公示")
    for text in ("便桥冬季限行公示", "2026年度", ""):
        assert titled(text) == text


def test_only_a_plain_number_becomes_a_link_to_dial() -> None:
    assert tel_of("0900-0000012") == Markup('<a class="tel" href="tel:0900-0000012">0900-0000012</a>')
    for text in ("0900-0000012（白天）", "见公开栏", '1"><script>', ""):
        assert tel_of(text) == text
        assert not isinstance(tel_of(text), Markup)


def test_assets_are_the_files_that_are_no_templates() -> None:
    names = {a.path for a in assets(fixture.theme())}
    assert {"assets/site.css", "assets/icon.svg"} <= names
    assert not any(n.endswith(".j2") for n in names)
