"""Assessment: pure arithmetic on a branch's records and a date. ``assess_branch`` does it all, ``explain`` says
why.
"""

from threecards.assess.branch import assess_branch

__all__ = ["assess_branch"]
