"""The one room that sees both sides: internal records and results in, views of one audience out.

Every public field is named here, one by one: an allow-list. What no function copies cannot reach a page. ``common`` holds the pieces that are
the same for all audiences, ``web``, ``board`` and ``binder`` one audience each, ``county`` the sums over branches.
"""
