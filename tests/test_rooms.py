"""The house keeps its shape: every module imports only what its room may import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "threecards"

# Room -> rooms of ours it may import. A room is a folder or a module of the package; listed from the bottom up.
ROOMS: dict[str, set[str]] = {
    "problems": set(),
    "layouts": set(),
    "machine": set(),
    "bootstrap": {"machine", "cli"},
    "records": {"problems"},
    "assess": {"records", "problems"},
    "publish": {"records", "assess", "problems"},
    "web": {"publish", "layouts", "problems"},
    "paper": {"publish", "layouts", "problems"},
    "build": {"records", "assess", "publish", "web", "paper", "problems", "machine"},
    "demo": {"records", "assess", "problems"},
    "doctor": {"machine", "records", "paper", "problems"},
    "report": {"problems", "build"},
    "serve": {"problems"},
    "cli": {"build", "report", "serve", "doctor", "demo", "problems"},
}
# Only these modules may see internal records and public views at once.
PROJECTION = PACKAGE / "publish" / "project"
OUTSIDE = {
    "yaml": {"records/yamlsource.py", "records/nodes.py", "records/events.py", "demo.py"},
    "weasyprint": {"paper", "doctor.py"},
    "livereload": {"serve.py"},
    "jinja2": {"web", "paper"},
    "distributed": {"build/cluster.py"},
    "fsspec": {"build/remote.py"},
}


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__init__.py" or p.parent != PACKAGE)


def imports(path: Path) -> set[str]:
    """Dotted names imported anywhere in a module, also inside functions; type-checking imports do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(n)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for n in ast.walk(block)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    room = room_of(path)
    assert room in ROOMS, f"room {room} is not in the table"
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("threecards.")}
    ours.discard("__version__")
    assert ours - {room} <= ROOMS[room]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for library, homes in OUTSIDE.items():
        if any(name.split(".")[0] == library for name in imports(path)):
            assert place in homes or place.split("/")[0] in homes, f"{library} is imported in {place}"


VIEWS = "threecards.publish.views"


PUBLIC = {"common": 0, "web": 1, "board": 2}  # every other module of views is internal: 3


def test_views_import_nothing_of_ours_but_views_that_are_as_public() -> None:
    for path in (PACKAGE / "publish" / "views").glob("*.py"):
        ours = {name for name in imports(path) if name.startswith("threecards")}
        assert all(name.startswith(f"{VIEWS}.") for name in ours), path
        seen = {name.removeprefix(f"{VIEWS}.").split(".")[0] for name in ours}
        assert all(PUBLIC.get(name, 3) <= PUBLIC.get(path.stem, 3) for name in seen), path


def test_the_web_sees_no_views_of_the_noticeboard_or_the_binder() -> None:
    for path in (PACKAGE / "web").rglob("*.py"):
        seen = {n.removeprefix(f"{VIEWS}.").split(".")[0] for n in imports(path) if n.startswith(f"{VIEWS}.")}
        assert seen <= {"common", "web"}, path


def test_rooms_below_the_projection_see_no_views_and_rooms_above_no_records() -> None:
    for path in modules():
        room = room_of(path)
        names = imports(path)
        if room in ("records", "assess"):
            assert not any(n.startswith("threecards.publish") for n in names), path
        if room in ("web", "paper"):
            assert not any(
                n.startswith(("threecards.records", "threecards.assess", "threecards.publish.project")) for n in names
            ), path
