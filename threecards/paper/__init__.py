"""Cards and sheets for walls, wallets and meetings: views in, PDF bytes out.

In: frozen views of the noticeboard and of the binder, a theme (files of ``layouts/paper``), fonts as bytes. Out: PDF
bytes and findings.
Not here: any reading of records, any decision about what may be shown. WeasyPrint is imported inside functions only, so
that the site builds where Pango is missing.
"""
