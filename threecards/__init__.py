"""Three Cards (三卡): text records of commitments in, public pages and printed cards out.

Data goes one way: text -> raw tree -> records -> scores -> views -> jobs -> bytes -> site. Each room of the package
has one job and imports only rooms before it. This file imports nothing: it is read before any library is installed.
"""

__version__ = "0.1.0"
