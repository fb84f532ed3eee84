"""The draw for random spot checks: anybody with the seed and the list can repeat it with ``sha256sum``.

In: a seed, the keys of a pool, how many. Out: the keys drawn, in the order drawn. No clock, no randomness.

Recipe: sort the keys, drop double ones; base = SHA-256 in hex over the seed and the keys, one per line without a
newline at the end; each key's ticket is SHA-256 in hex over base + key; the smallest tickets are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from threecards.records.model import Draw


def seed_for(year: int, quarter: int, branch: str) -> str:
    """Name the seed of a regular draw, published beforehand. Example: ``2026-3-b001``."""
    return f"{year}-{quarter}-{branch}"


def tickets(seed: str, pool: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Compute every ticket of a draw, smallest first: (ticket, key)."""
    keys = sorted(set(pool))
    base = sha256("\n".join((seed, *keys)).encode()).hexdigest()
    return tuple(sorted((sha256(f"{base}{key}".encode()).hexdigest(), key) for key in keys))


def draw(seed: str, pool: Iterable[str], count: int) -> tuple[str, ...]:
    """Draw ``count`` keys (all of them where the pool is smaller). Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError("a draw takes no negative number")
    return tuple(key for _, key in tickets(seed, pool)[:count])


def is_repeatable(record: Draw) -> bool:
    """True when a draw on record comes out the same again from its seed and pool."""
    return record.drawn == draw(record.seed, record.pool, len(record.drawn))
