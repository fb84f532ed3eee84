"""Where things lie in a county's repository. Standard library only, see ``unchanged``."""

from __future__ import annotations

from pathlib import Path

RECORDS = ("content", "members")  # typed by people
SITE, PRINT, BINDER = "site", "print", "binder"  # made by a build, one tree for each audience
CACHE = ".cache"
# fonts of the layouts; the first draws whatever the second does, and rare characters on the web
SANS, SERIF = "ThreeCardsSans.ttf", "ThreeCardsSerif.ttf"
SPARE = "spare"  # in it: links into the site, with which the next one begins


def layouts_of(root: Path) -> Path:
    """The layouts of a county: its own, or those that come with the program."""
    own = root / "layouts"
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "layouts"
