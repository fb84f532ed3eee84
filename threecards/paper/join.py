"""Files of sheets put together as one: pages, tags, bookmarks, and, where the parts were drawn with the same fonts, those.

In: PDFs as the press or imposition made them. Out: one open PDF, to be saved or finished by the caller. Not here: what is on the pages.

Parts of one booklet share their fonts: each part was drawn with the dictionary of fonts that the parts before had begun, so that the last
one's subsets hold the glyphs of all. Files of different branches keep their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, String

from threecards.paper.moved import drop_tags, is_tagged


def join_parts(parts: Sequence[bytes]) -> bytes:
    """One booklet of its parts, with the fonts of the last; the same bytes for the same parts. Metadata are those of the first."""
    fonts: Any = None
    resources = []
    with Pdf.open(BytesIO(parts[0])) as whole:
        for n, part in enumerate(parts):
            start = 0
            if n:
                start = len(whole.pages)
                with Pdf.open(BytesIO(part)) as other:
                    append(whole, other)
            resources.append(whole.pages[start].Resources)
            fonts = resources[-1].Font
        for one in resources[:-1]:
            _use_fonts(one, fonts)
        out = BytesIO()
        whole.save(
            out,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
        return out.getvalue()


def bound(files: Iterable[tuple[str, bytes]]) -> Pdf:
    """Bind whole files one after another; each gets a bookmark with its title, its own bookmarks below it. The caller closes the result.

    files: (title, bytes); read one at a time. Tags are kept when every file has them, else none are.
    """
    whole = Pdf.new()
    tagged = True
    for title, data in files:
        with Pdf.open(BytesIO(data)) as part:
            tagged = tagged and is_tagged(part)
            first = len(whole.pages)
            if not tagged:
                drop_tags(part)
            append(whole, part, below=title)
            if first == 0 and "/Lang" in part.Root:
                whole.Root.Lang = String(str(part.Root.Lang))
    if not tagged:
        drop_tags(whole)
    return whole


def append(whole: Pdf, part: Pdf, *, below: str = "") -> None:
    """Add pages, tags and bookmarks of a file to the end of another. below: title of a bookmark over those of the part."""
    start = len(whole.pages)
    whole.pages.extend(part.pages)
    pages = [whole.pages[n].obj for n in range(start, len(whole.pages))]
    if is_tagged(part):
        _add_tags(whole, part, pages)
    else:
        for page in pages:  # marks that nothing refers to
            if "/StructParents" in page:
                del page["/StructParents"]
    _add_bookmarks(whole, part, pages[0] if pages else None, below)


def _add_tags(whole: Pdf, part: Pdf, pages: Sequence[Object]) -> None:
    """Hang the part's structure below the document element; keys into the parent tree go on from those that are there."""
    tree = whole.copy_foreign(part.Root.StructTreeRoot)
    if "/StructTreeRoot" not in whole.Root:
        whole.Root.StructTreeRoot = tree
        whole.Root.MarkInfo = Dictionary(Marked=True)
        return
    mine = whole.Root.StructTreeRoot
    keys: list[Any] = list(mine.ParentTree.Nums)
    offset = int(keys[-2]) + 1 if keys else 0
    added = list(tree.ParentTree.Nums)
    for n in range(0, len(added), 2):
        keys += [int(added[n]) + offset, added[n + 1]]
    mine.ParentTree.Nums = Array(keys)
    seen: set[tuple[int, int]] = set()
    for page in pages:
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + offset
        for form in page.Resources.get("/XObject", Dictionary()).values():  # pages that were imposed live on in forms
            if "/StructParents" in form and form.objgen not in seen:
                seen.add(form.objgen)
                form.StructParents = int(form.StructParents) + offset
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + offset
    document: Any = mine.K[0]
    kids: list[Any] = list(document.K)
    for one in tree.K[0].K:
        one.P = document
        kids.append(one)
    document.K = Array(kids)


def _add_bookmarks(whole: Pdf, part: Pdf, page: Object | None, below: str) -> None:
    """Add the part's bookmarks to the end of those that are there, or as the children of a new one."""
    theirs = whole.copy_foreign(part.Root.Outlines) if "/Outlines" in part.Root else None
    if "/Outlines" not in whole.Root:
        whole.Root.Outlines = whole.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    mine: Any = whole.Root.Outlines
    if below:
        over = whole.make_indirect(Dictionary(Title=String(below), Parent=mine, Count=0))
        if page is not None:
            over.Dest = Array([page, Name.Fit])
        _hang(over, theirs)
        if theirs is not None:
            over.Count = -abs(int(theirs.get("/Count", 0)))  # closed: a pack has hundreds
        _link(mine, over, over)
        mine.Count = int(mine.Count) + 1
    elif theirs is not None and "/First" in theirs:
        for one in _chain(theirs):
            one.Parent = mine
        _link(mine, theirs.First, theirs.Last)
        mine.Count = int(mine.Count) + int(theirs.get("/Count", 0))


def _hang(over: Any, outlines: Any) -> None:
    """Make the bookmarks of a file the children of one."""
    if outlines is not None and "/First" in outlines:
        for one in _chain(outlines):
            one.Parent = over
        over.First, over.Last = outlines.First, outlines.Last


def _chain(outlines: Any) -> list[Any]:
    """Bookmarks of the first level."""
    found = [outlines.First]
    while "/Next" in found[-1]:
        found.append(found[-1].Next)
    return found


def _link(mine: Any, first: Any, last: Any) -> None:
    """Put a chain of bookmarks behind those that are there."""
    if "/Last" in mine:
        mine.Last.Next = first
        first.Prev = mine.Last
    else:
        mine.First = first
    mine.Last = last


def _use_fonts(resources: Any, fonts: Object) -> None:
    """Let the pages of a part, and what is drawn on them, take fonts from another part's dictionary."""
    resources.Font = fonts
    for form in resources.get("/XObject", Dictionary()).values():
        if "/Resources" in form and "/Font" in form.Resources and form.Resources.objgen != resources.objgen:
            _use_fonts(form.Resources, fonts)
