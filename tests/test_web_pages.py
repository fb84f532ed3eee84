"""Every page in every state is valid, complete, lean, reachable and free of anything from outside."""

from __future__ import annotations

import base64
import hashlib
import inspect
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest

from tests import web_fixture as fixture
from tests.values import replace
from threecards.problems import Finding
from threecards.publish import paths
from threecards.web import pages
from threecards.web.pages import (
    CARD_LIMIT,
    NAME_LIMIT,
    NOTICE_LIMIT,
    branch_pages,
    by_category,
    by_day,
    by_state,
    card_groups,
    card_pages,
    county_pages,
    star_board,
    status_summary,
    township_pages,
)
from threecards.web.render import Artifact, RenderJob, render

PAGES = sorted(p for p in fixture.site() if p.endswith(".html"))
SVG = "{http://www.w3.org/2000/svg}"
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@cache
def tree(path: str) -> Any:
    """The parsed page; a page that breaks the rules of HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(fixture.site()[path].decode("utf-8"))


def bodies(jobs: Iterator[RenderJob] | list[RenderJob]) -> dict[str, str]:
    """Rendered pages by path; a finding fails."""
    found = {}
    for result in render(fixture.theme(), jobs):
        assert isinstance(result, Artifact), result
        found[result.path] = result.data.decode("utf-8")
    return found


def text_of(page: str) -> str:
    """Text a reader sees, without tags, spaces joined."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", page))


# --- form -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_with_one_main_heading(path: str) -> None:
    page = tree(path)
    assert page.get("lang") == "zh-Hans"
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.find(".//title").text.endswith(fixture.SITE.title)
    assert not page.find(".//title").text.startswith(" ")
    levels = [int(e.tag[1]) for e in page.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_labels_point_to_them(path: str) -> None:
    page = tree(path)
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for element in page.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((element.get(name) or "").split()) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_outside_and_nothing_is_inline(path: str) -> None:
    page = tree(path)
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "form", "base"}
        assert element.tag != "style" or path == paths.NOT_FOUND
        assert "style" not in element.attrib, "the policy forbids inline style"
        assert not any(name.startswith("on") for name in element.attrib)
        for name in ("href", "src", "srcset", "action", "poster", "data"):
            address = element.get(name)
            if address is not None and not address.startswith("tel:"):
                parts = urlsplit(address)
                assert not parts.scheme, address
                assert not parts.netloc, address
                assert not address.startswith("/"), address
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.endswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_link_leads_to_a_page_and_every_fragment_to_a_place() -> None:
    files = fixture.site()
    for path in PAGES:
        if path == paths.NOT_FOUND:
            continue
        for element in tree(path).iter():
            for name in ("href", "src"):
                address = element.get(name)
                if not address or address.startswith("tel:"):
                    continue
                target, _, fragment = address.partition("#")
                full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
                if posixpath.basename(full) == "wall.html":
                    continue  # made beside the pages, by extras
                assert full in files, f"{path}: {address}"
                if fragment:
                    assert any(e.get("id") == fragment for e in tree(full).iter()), f"{path}: {address}"


def test_every_page_can_be_reached_from_home() -> None:
    seen, queue = {paths.HOME}, [paths.HOME]
    while queue:
        path = queue.pop()
        for element in tree(path).iter("a"):
            target = element.get("href", "").partition("#")[0]
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            if full.endswith(".html") and full not in seen and posixpath.basename(full) != "wall.html":
                seen.add(full)
                queue.append(full)
    assert set(PAGES) - seen == {paths.NOT_FOUND}


def test_every_template_is_used_and_every_page_is_planned_once() -> None:
    large = branch_pages(fixture.SITE, *fixture.big_branch(CARD_LIMIT + 1), ())
    used = {job.template for job in [*fixture.site_jobs(), *large]}
    assert used == set(re.findall(r'"([\w.]+\.j2)"', inspect.getsource(pages)))
    assert used <= set(fixture.theme().templates)
    planned = [job.path for job in fixture.site_jobs()]
    assert len(planned) == len(set(planned))


@pytest.mark.parametrize("path", PAGES)
def test_pages_stay_lean_and_use_unix_lines(path: str) -> None:
    data = fixture.site()[path]
    assert len(data) <= 15_500
    assert b"\r" not in data
    assert data.endswith(b"</html>\n")
    assert b"\n\n\n" not in data


def test_a_members_page_is_small() -> None:
    ordinary = fixture.site()[paths.member("m000002")]
    assert len(ordinary) <= 9_500


@pytest.mark.parametrize("size", [CARD_LIMIT, CARD_LIMIT + 1, 300, 600])
def test_the_cards_of_a_large_branch_stand_on_pages_below_the_limit(size: int) -> None:
    branch, _ = fixture.big_branch(size)
    made = bodies(
        list(branch_pages(fixture.SITE, replace(branch, notices=()), (), ()))
    )  # a page above the limit fails here
    cards = {
        path: re.findall(r'class="name"><a href="\.\./\.\./(m/000/m\d+\.html)"', page) for path, page in made.items()
    }
    found = [path for path in (branch.path, *sorted(made)) for path in cards.pop(path, [])]
    assert sorted(found) == [m.path for m in branch.members], "each member has one card"
    board = made.pop(branch.path)
    assert (len(made) > 0) is (size > CARD_LIMIT)
    for path, page in made.items():
        html5lib.HTMLParser(strict=True).parse(page)
        assert posixpath.basename(path) in board, "the board leads to every page of cards"
        assert page.count('class="name"') <= CARD_LIMIT


def test_a_surname_stays_on_one_page_of_cards_and_code_names_come_last() -> None:
    branch, _ = fixture.big_branch(100)
    families = "丁" * 30 + "王" * 25 + "白" * 30 + "石" * 15
    lines = tuple(replace(m, name=f"{f}{m.name[1:]}") for f, m in zip(families, branch.members, strict=True))
    coded = tuple(replace(m, name=f"党员 {n}", named=False) for n, m in enumerate(branch.members[:20]))
    parts = card_pages(replace(branch, members=(*lines, *coded)))
    assert [p.path for p in parts] == [paths.cards("t01", "b001", n) for n in (1, 2, 3)]
    assert [p.surnames for p in parts] == [("丁", "王"), ("白", "石"), ()]
    assert [m for p in parts for m in p.lines] == [*lines, *coded]
    alone = card_pages(replace(branch, members=tuple(replace(m, name="王" + m.name[1:]) for m in branch.members)))
    assert [len(p.lines) for p in alone] == [CARD_LIMIT, 40]


def test_a_large_joint_branch_has_its_cards_by_village() -> None:
    branch, _ = fixture.big_branch(90)
    lines = tuple(
        replace(m, village=fixture.V2.name if n < 70 else fixture.V3.name) for n, m in enumerate(branch.members)
    )
    joint = replace(branch, joint=True, villages=(fixture.V2, fixture.V3), members=lines, notices=())
    parts = card_pages(joint)
    assert [p.group for p in parts] == [fixture.V2.name, fixture.V2.name, fixture.V3.name]
    assert parts[-1].path == fixture.V3.path
    villages = tuple(replace(v, members=tuple(m for m in lines if m.village == v.name)) for v in fixture.VILLAGES)
    made = bodies(list(branch_pages(fixture.SITE, joint, (), villages)))
    assert "cards-1.html" in made[fixture.V2.path]
    assert 'class="name"' not in made[fixture.V2.path]
    assert made[fixture.V3.path].count('class="name"') == 20


def test_cards_of_a_joint_branch_stand_village_by_village() -> None:
    groups = card_groups(replace(fixture.JOINT, members=(*fixture.JOINT.members, fixture.BRANCH.members[0])))
    assert [(v.name, [m.name for m in lines]) for v, lines in groups] == [
        ("上坪村", ["石上松"]), ("", ["阿依古丽·阿卜杜克热木·吐尔逊江"]),
    ]  # fmt: skip
    assert card_groups(fixture.EMPTY) == ()


def test_a_silent_branch_says_that_an_update_is_due() -> None:
    quiet = replace(fixture.BRANCH, updated="2026-08-30", silent=True)
    page = text_of(next(iter(bodies(list(branch_pages(fixture.SITE, quiet, (), ()))[:1]).values())))
    assert "该更新了" in page
    assert "最近一次是 2026年8月30日" in page
    assert "该更新了" not in fixture.site()[fixture.B1.path].decode()


def test_changes_stand_day_by_day() -> None:
    one, two, three = fixture.BRANCH.changes
    assert by_day((one, replace(two, date=one.date), three)) == (
        (one.date, (one, replace(two, date=one.date))),
        (three.date, (three,)),
    )
    page = text_of(fixture.site()[fixture.B1.path].decode())
    assert page.index("12月5日") < page.index("11月20日") < page.index("11月2日")


def test_a_due_day_that_is_over_is_marked() -> None:
    late = replace(fixture.BRANCH, due=(replace(fixture.BRANCH.due[0], date="2026-12-01"), fixture.BRANCH.due[0]))
    page = next(iter(bodies(list(branch_pages(fixture.SITE, late, (), ()))[:1]).values()))
    due = page.partition("快到时限的承诺")[2].partition("</section>")[0]
    assert due.count("过了时限") == 1
    assert due.index("过了时限") < due.index("12月31日")


def test_lists_of_a_large_county_stay_below_the_limit() -> None:
    paths_of = tuple(paths.notice("t01", "b001", f"n{i}") for i in range(700))
    notices = tuple(replace(fixture.NOTICES[0], path=path) for path in paths_of)
    county = replace(fixture.COUNTY, notices=notices)
    lines = tuple(fixture.line(m) for m in fixture.big_branch(900)[1])
    groups = tuple((fixture.B1, lines[i : i + 50]) for i in range(0, 900, 50))
    township = replace(fixture.TOWNSHIP, star_lists=groups, notices=notices[:80])
    branches = tuple((fixture.TOWNSHIPS[0], fixture.LINES * 7) for _ in range(13))
    jobs = [*county_pages(fixture.SITE, replace(county, branches=branches)), *township_pages(fixture.SITE, township)]
    findings = [r for r in render(fixture.theme(), jobs) if isinstance(r, Finding)]
    assert findings == []
    assert len(notices) > NOTICE_LIMIT
    assert len(lines) > NAME_LIMIT


# --- the empty states -------------------------------------------------------------------------------------------------


def test_everything_renders_when_there_is_nothing() -> None:
    jobs = [
        *county_pages(fixture.EMPTY_SITE, fixture.EMPTY_COUNTY),
        *township_pages(fixture.EMPTY_SITE, replace(fixture.EMPTY_TOWNSHIP, branches=())),
        *branch_pages(fixture.EMPTY_SITE, fixture.EMPTY, (fixture.BARE,), ()),
    ]
    made = bodies(jobs)
    assert len(made) == len(jobs)
    for path, page in made.items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(page)
    assert "还没有登记乡镇" in made[paths.HOME]
    assert "还没有登记村党支部" in made[fixture.EMPTY_TOWNSHIP.path]
    assert "还没有登记党员" in made[fixture.EMPTY.path]
    assert "今年的目标卡还没有公示" in made[fixture.EMPTY.path]
    assert "今年的行动卡还没有公示" in made[fixture.BARE.path]
    assert "预览，尚未正式公布" in made[paths.HOME]


def test_pages_say_noindex_unless_the_county_wants_search_engines() -> None:
    closed = bodies(county_pages(fixture.SITE, fixture.COUNTY))
    opened = bodies(county_pages(fixture.EMPTY_SITE, fixture.COUNTY))
    for path in closed:
        if path.endswith(".html"):
            assert '<meta name="robots" content="noindex, nofollow">' in closed[path]
            assert "noindex" not in opened[path]
    assert closed[paths.ROBOTS] == "User-agent: *\nDisallow: /\n"
    assert opened[paths.ROBOTS] == "User-agent: *\nAllow: /\n"


# --- what pages tell --------------------------------------------------------------------------------------------------


def test_a_member_page_tells_the_story_of_the_year() -> None:
    page = text_of(fixture.site()[fixture.RICH.path].decode())
    for words in (
        "李柏川", "支部书记", "躬身服务帮民富", "政策宣传岗", "去年", "120\u00a0米", "450\u00a0米", "600\u00a0米",
        "75%",
        "9月28日", "群众代表 核实", "因故豁免", "七月洪水冲毁果园道路", "过了时限才完成", "92.50", "优秀", "惠及 3 户",
        "学习星", "全年学习 36 小时", "清党〔2026〕18 号", "7K2M", "还差\u00a0150\u00a0米", "为什么豁免：", "意见箱在公开栏旁（村委会院内南墙）",
    ):  # fmt: skip
        assert words.replace(" ", "") in page.replace(" ", ""), words
    assert "过了时限" in text_of(fixture.site()[fixture.RARE.path].decode())


def test_ten_seconds_are_enough_for_the_first_card_of_a_member() -> None:
    """Who, which post, what, how far, by when, how to object stand in the first card, before any detail."""
    for member in (fixture.RICH, fixture.RARE, fixture.LONG):
        card = text_of(
            fixture.site()[member.path].decode().partition('<header class="sheet card">')[2].partition("</header>")[0]
        )
        assert card.index(member.posts[0].name) < card.index("项")
        for c in member.commitments:
            place = card.index(c.what)
            assert place < card.index(c.status, place) < card.index("时限", place)
        assert card.index("怎么提意见") > place
        assert "0900-0000021" in card


def test_a_bar_shows_where_last_year_stood_only_where_that_has_a_place() -> None:
    bars = re.findall(r'<svg class="bar.*?</svg>', fixture.site()[fixture.RICH.path].decode())
    assert ['class="from" d="M33-1v5"' in bars[0], 'class="from" d="M20-1v5"' in bars[1], "from" in bars[2]] == [
        True,
        True,
        False,
    ]
    assert "b-done" in bars[0]
    assert "b-excused" in bars[2]


def test_long_lists_of_deeds_are_folded_but_there() -> None:
    deeds = tuple(replace(fixture.RICH.deeds[0], text=f"第{n}件") for n in range(1, 9))
    page = bodies(list(branch_pages(fixture.SITE, fixture.EMPTY, (replace(fixture.BARE, deeds=deeds),), ())))[
        fixture.BARE.path
    ]
    html5lib.HTMLParser(strict=True).parse(page)
    before, fold, after = page.partition("<details>")
    assert fold
    assert "更早的 2 条" in after
    assert ["第6件" in before, "第7件" in before, "第8件" in after] == [True, False, True]
    assert "<details>" not in fixture.site()[fixture.RICH.path].decode()


def test_unlit_stars_are_not_shown_unless_the_county_shows_them() -> None:
    assert "未点亮" not in fixture.site()[fixture.RICH.path].decode()
    assert "未点亮" in fixture.site()[fixture.LONG.path].decode()


def test_grades_show_only_what_the_view_holds() -> None:
    assert "年度考评" not in text_of(fixture.site()[fixture.RARE.path].decode())
    everything = text_of(fixture.site()[fixture.ALL_RESULTS.path].decode())
    assert "85.02" in everything
    assert "合格" in everything


def test_status_is_always_a_word_beside_its_shape() -> None:
    for path in PAGES:
        for element in tree(path).iter():
            if re.search(r"(^| )(st|lit)( |$)", element.get("class") or "") and element.tag != "li":
                assert "".join(element.itertext()).strip(), f"{path}: {element.attrib}"


def test_a_notice_tells_its_clock_its_people_and_its_outcome() -> None:
    running, _, ended, removed = (text_of(fixture.site()[n.path].decode()) for n in fixture.NOTICES)
    assert "还剩 1 个工作日" in running
    assert "2026年12月25日" in running
    assert "学习星、致富星、奉献星、道德星" in running
    assert "公示期内没有收到异议" in ended
    assert "已撤下" in removed


@pytest.mark.parametrize(("path", "charts"), [(paths.STATS, 4), (fixture.T1.path, 2), (paths.OBJECTIONS, 1)])
def test_a_chart_stands_beside_a_table_with_the_same_numbers(path: str, charts: int) -> None:
    figures = tree(path).findall(".//figure")
    assert len(figures) == charts
    for figure in figures:
        svg = figure.find(f"{SVG}svg")
        title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert title.text
        drawn = [t.text for t in svg.findall(f"{SVG}text")]
        rows = figure.findall("table/tbody/tr")
        labels = ["".join(r.find("th").itertext()) for r in rows]
        amounts = [["".join(td.itertext()) for td in r.findall("td")] for r in rows]
        assert ["/".join(re.sub(r"\D", "", text) for text in cells[:-1]) for cells in amounts] == drawn[1::2]
        assert all(re.fullmatch(r"(100|[0-9]{1,2})%|–", cells[-1]) for cells in amounts)
        assert labels == drawn[0::2]
        assert all(label in description.text for label in labels)


def test_coverage_is_never_rounded_up_to_the_whole() -> None:
    counts = replace(fixture.COUNTS, members=1000, cards=999, inspections_due=0, inspections_held=0)
    page = text_of(
        bodies(list(township_pages(fixture.SITE, replace(fixture.TOWNSHIP, counts=counts))))[fixture.T1.path]
    )
    assert "党员有行动卡 999 1000 99%" in page
    assert "季度督查已查 0 0 –" in page


def test_a_long_log_is_folded_and_stands_whole_on_pages_of_its_own() -> None:
    card = fixture.TOWNSHIP.card
    assert card
    log = tuple(replace(card.log[n % 26], done=f"第{n}条") for n in range(200))
    made = bodies(list(township_pages(fixture.SITE, replace(fixture.TOWNSHIP, card=replace(card, log=log)))))
    home = made[fixture.T1.path]
    assert re.findall("第(\\d+)条", home) == [str(n) for n in range(20)]
    assert home.index("<details>") > home.index("第5条")
    assert home.index("<details>") < home.index("第6条")
    pages_of_log = [paths.township_log("t01", n) for n in (1, 2, 3)]
    assert [entry for path in pages_of_log for entry in re.findall("第(\\d+)条", made[path])] == [
        str(n) for n in range(200)
    ]
    assert ['rel="prev"' in made[p] for p in pages_of_log] == [False, True, True]
    assert ['rel="next"' in made[p] for p in pages_of_log] == [True, True, False]
    assert paths.township_log("t01", 4) not in made


def test_names_of_any_length_and_any_character_come_through() -> None:
    page = fixture.site()[fixture.BRANCH.path].decode()
    assert "周𬭎" in page
    assert "<span>阿依古丽·</span><span>阿卜杜克热木·</span><span>吐尔逊江</span>" in page
    assert "周𬭎" in fixture.site()[fixture.RARE.path].decode()


def test_a_font_for_rare_characters_is_linked_only_when_there_is_one() -> None:
    jobs = list(branch_pages(replace(fixture.SITE, rare_font="assets/rare.css"), fixture.BRANCH, (fixture.RARE,), ()))
    assert '<link rel="stylesheet" href="../../assets/rare.css">' in bodies(jobs)[fixture.RARE.path]
    assert "rare.css" not in fixture.site()[fixture.RARE.path].decode()
    assert b"Rare" in fixture.theme().file("site.css")


def test_the_missing_page_works_at_any_depth_when_the_address_is_known() -> None:
    site = replace(fixture.SITE, address="https://county.example/san/")
    page = bodies([RenderJob(paths.NOT_FOUND, "404.html.j2", {"site": site})])[paths.NOT_FOUND]
    assert 'href="https://county.example/san/assets/site.css"' in page
    assert re.findall(r'href="(?!https://county\.example/san/|#|tel:)[^"]*"', page) == []


def test_the_missing_page_is_readable_without_its_style_sheet_and_lets_in_no_other_style() -> None:
    page = tree(paths.NOT_FOUND)
    (style,) = page.iter("style")
    allowed = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert f"style-src 'self' 'sha256-{allowed}';" in policy
    for path in PAGES:
        if path != paths.NOT_FOUND:
            assert "sha256" not in fixture.site()[path].decode()


def test_no_page_orders_people_or_branches_by_merit() -> None:
    shuffled = replace(fixture.BRANCH, members=fixture.BRANCH.members[::-1])
    turned = next(iter(bodies(list(branch_pages(fixture.SITE, shuffled, (), ()))[:1]).values()))
    names = re.findall(r'<h3 class="name"><a href="../../m/000/(m\d+)', turned)
    assert names == [m.key for m in shuffled.members], "the template keeps the order it was given"
    css = fixture.theme().file("site.css").decode()
    for word in ("排名", "第一名", "名次"):
        assert word not in css
        for path in PAGES:
            assert word not in text_of(fixture.site()[path].decode()).replace("不给任何人、任何支部排名", ""), path


# --- groupings --------------------------------------------------------------------------------------------------------


def test_star_board_keeps_the_order_of_the_list() -> None:
    board = star_board(fixture.BRANCH.members)
    assert [star for star, _ in board] == ["学习", "创新", "致富", "奉献", "法制", "道德"]
    assert [m.name for m in dict(board)["学习"]] == ["李柏川"]


def test_status_summary_counts_each_status_once() -> None:
    expected = (("已完成", "done", 2), ("进行中", "in_progress", 1), ("因故豁免", "excused", 1))
    assert status_summary(fixture.RICH.commitments) == expected
    assert sum(n for _, _, n in status_summary(fixture.OPEN_PROMISES)) == len(fixture.OPEN_PROMISES)
    assert status_summary(()) == ()


def test_notices_are_parted_by_state() -> None:
    parts = by_state(fixture.NOTICES)
    assert [n.state for n in parts.running] == ["running"]
    assert [n.state for n in parts.upcoming] == ["upcoming"]
    assert [n.state for n in parts.ended] == ["ended", "removed"]


def test_categories_stand_in_the_order_of_the_catalogue() -> None:
    assert [c for c, _ in by_category(fixture.POST_TYPES)] == ["思想宣传", "公共事务与安全", "经济发展"]


# --- addresses --------------------------------------------------------------------------------------------------------


def test_addresses_of_pages() -> None:
    assert paths.member("m012345") == "m/012/m012345.html"
    assert paths.branch("t01", "b001") == "t01/b001/index.html"
    assert paths.village("t01", "b001", "v031") == "t01/b001/v031.html"
    assert paths.notice("t01", "b001", "stars-2026") == "t01/b001/notice-stars-2026.html"
    assert paths.post_type("policy_publicity") == "posts/policy_publicity.html"
    assert paths.page("about") == "pages/about.html"


@pytest.mark.parametrize("key", ["", "..", "a/b", "A", "党", "a b", "-a", "a" * 41, "a.b", "a\n"])
def test_no_key_can_lead_out_of_its_folder(key: str) -> None:
    for make in (paths.township, paths.member, paths.post_type, paths.page, paths.township_log):
        with pytest.raises(ValueError, match="not a key"):
            make(key)


# --- interface texts --------------------------------------------------------------------------------------------------


def test_every_interface_text_is_ready_for_translation() -> None:
    """Chinese stands in templates inside ``_("…")`` only, so that a catalogue of another language can replace it."""
    for name, data in fixture.theme().templates.items():
        source = re.sub(r"{#.*?#}", "", data.decode("utf-8"), flags=re.DOTALL)
        rest = re.sub(r'_\("[^"]*"', "", source)
        found = CJK.findall(re.sub(r"·", "", rest))
        assert not found, f"{name}: {''.join(found)}"


def test_texts_are_translated_while_compiling_and_words_when_rendering() -> None:
    messages = (("首页", "Home & away"), ("已完成", "done"), ("还剩 %(n)s 个工作日", "%(n)s days left, 100%%"))
    theme = replace(fixture.theme(), language="en", messages=messages)
    made = {a.path: a.data.decode() for a in render(theme, fixture.site_jobs()) if isinstance(a, Artifact)}
    member, notice = made[fixture.RICH.path], made[fixture.NOTICES[0].path]
    assert '<html lang="en">' in member
    assert ">Home &amp; away</a>" in member
    assert '<span class="st st-done">done 2</span>' in member  # the sum above the list
    assert "1 days left, 100%" in notice
    assert "20 Mar</time>" in member


def test_a_notice_about_names_alone_has_no_empty_column() -> None:
    about = replace(fixture.NOTICES[0], people=(("李柏川", ""), ("周𬭎", "")))
    jobs = [RenderJob(about.path, "notice.html.j2", {"site": fixture.SITE, "notice": about, "phone": "", "board": ""})]
    page = bodies(jobs)[about.path]
    assert "<table" not in page
    assert "<li>周𬭎</li>" in page
    assert "<table" in fixture.site()[about.path].decode()


def test_only_an_open_notice_asks_to_object_before_its_end() -> None:
    asks = {n.state: "请在期满前提出" in fixture.site()[n.path].decode() for n in fixture.NOTICES}
    assert asks == {"running": True, "upcoming": True, "ended": False, "removed": False}


def test_a_county_of_many_branches_folds_them_by_township() -> None:
    branches = tuple((fixture.TOWNSHIPS[0], fixture.LINES * 7) for _ in range(3))
    county = replace(fixture.COUNTY, branches=branches)
    page = next(iter(bodies(list(county_pages(fixture.SITE, county))[:1]).values()))
    assert page.count("<details>") == 3
    assert "14 个村党支部" in page
    assert "<details>" not in fixture.site()[paths.HOME].decode()


def test_a_site_built_after_its_posting_ran_out_says_so_without_a_script() -> None:
    late = replace(fixture.SITE, as_of="2027-04-01")
    shown = re.compile(r'<p class="stale" id="stale" role="status" data-until="2027-03-31">')
    assert shown.search(bodies(list(branch_pages(late, fixture.EMPTY, (fixture.BARE,), ())))[fixture.BARE.path])
    assert not shown.search(fixture.site()[fixture.BARE.path].decode())


def test_the_search_page_is_offered_at_the_top_when_there_is_one() -> None:
    site = replace(fixture.SITE, search="search.html")
    deep = bodies(list(branch_pages(site, fixture.EMPTY, (fixture.BARE,), ())))[fixture.BARE.path]
    assert '<a class="seek" href="../../search.html">查找</a>' in deep
    own = bodies([RenderJob("search.html", "404.html.j2", {"site": site, "section": "search"})])["search.html"]
    assert '<a class="seek" href="search.html" aria-current="page">查找</a>' in own
    assert "seek" not in fixture.site()[fixture.BARE.path].decode()
