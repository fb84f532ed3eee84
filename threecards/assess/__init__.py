"""Assessment: pure arithmetic on a branch's records and a date.

``assess_branch`` computes a branch, ``explain.explain`` says why a result is what it is.
"""

from threecards.assess.branch import assess_branch

__all__ = ["assess_branch"]
