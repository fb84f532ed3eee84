"""What a template can see: frozen views of text, numbers and tuples, three families for three audiences, one module each.

``Web…`` everyone (level W, output ``site/``) · ``Board…`` people of the village, paper only (level N, output ``print/``) ·
``Binder…`` branch committee, township, county (levels B and C, output ``binder/``).
They are structs, not dataclasses: a county is a million of them, and a struct is defined and made in a fraction of the time.
These modules import nothing of ours but each other; ``project`` alone builds views, field by field. A view never holds a record, a file path of the
repository, or anything of a more private level than its family.

Conventions: days are ISO text (``2026-12-24``), amounts are text as typed (``"3.5"``), percentages are whole numbers 0-100, ``path`` is a
page's address relative to its output root (``t01/b001/index.html``), codes are lower-case English for CSS classes and open data.
Everything named ``…_zh`` does not exist: words are Chinese, templates may translate them.
"""
