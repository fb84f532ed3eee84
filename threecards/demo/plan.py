"""How many of what each branch of the demo county holds; the totals come out exactly.

In: sizes of the county and a random source. Out: one ``BranchPlan`` per branch. Not here: people.
"""

from __future__ import annotations

from random import Random

from threecards.demo.cast import BranchPlan
from threecards.demo.people import village_names

_GONE_SHARE = 0.018  # members who left in or before the year, and whose files are kept for a while


def check_sizes(townships: int, branches: int, joint: int, members: int, holders: int, posts: int) -> None:
    """Raise ValueError for sizes that no county can have."""
    faults = {
        "townships must be between 1 and the number of branches": not 1 <= townships <= branches,
        "joint must be between 0 and the number of branches": not 0 <= joint <= branches,
        "a branch needs at least 8 members": members < 8 * branches,
        "a branch needs at least one post": posts < branches,
        "a post needs at least one holder": holders < posts,
        "no more than seven in ten members can hold a post": holders * 10 > members * 7,
        "keys have three digits for townships, four for branches, six for members": townships > 999
        or branches > 9999
        or members > 900_000,
    }
    for fault, found in faults.items():
        if found:
            raise ValueError(fault)


def plan_county(
    townships: int, branches: int, joint: int, members: int, holders: int, posts: int, rng: Random
) -> list[BranchPlan]:
    """Share members, holders and posts out among the branches, branches among the townships."""
    sizes = _shares(members, [8] * branches, [members] * branches, [rng.gammavariate(6, 1) for _ in range(branches)])
    least = [1] * branches
    offered = _shares(
        posts, least, [max(1, size * 6 // 10) for size in sizes], [size**0.5 * rng.uniform(0.7, 1.3) for size in sizes]
    )
    most = [size * 3 // 4 for size in sizes]
    held = _shares(holders, offered, most, [size * rng.uniform(0.85, 1.15) for size in sizes])
    gone = [sum(rng.random() < _GONE_SHARE for _ in range(size)) for size in sizes]
    places = _shares(
        branches, [1] * townships, [branches] * townships, [rng.uniform(0.7, 1.3) for _ in range(townships)]
    )
    joined = {n * branches // joint for n in range(joint)} if joint else set()
    counts = [rng.randint(2, 3) if n in joined else 1 for n in range(branches)]
    names = iter(village_names(sum(counts), rng))
    keys = [f"b{n:03d}" for n in range(1, branches + 1)]
    homes = [f"t{n:02d}" for n, count in enumerate(places, start=1) for _ in range(count)]
    plans = []
    first = village = 1
    for n, key in enumerate(keys):
        villages = tuple((f"v{village + i:03d}", next(names)) for i in range(counts[n]))
        neighbours = tuple(k for k in keys[max(0, n - 3) : n + 4] if k != key)
        chief = n == 0 or homes[n] != homes[n - 1]
        plans.append(
            BranchPlan(key, homes[n], villages, sizes[n], gone[n], held[n], offered[n], first, neighbours, chief)
        )
        first += sizes[n] + gone[n]
        village += counts[n]
    return plans


def _shares(total: int, least: list[int], most: list[int], weights: list[float]) -> list[int]:
    """Split a total over places near their weights, none below its least or above its most.

    Raises ValueError where that cannot be.
    """
    if not sum(least) <= total <= sum(most):
        raise ValueError(f"{total} cannot be shared out over {len(least)} places")
    whole = sum(weights)
    shares = [
        min(max(int(total * weight / whole), low), high) for weight, low, high in zip(weights, least, most, strict=True)
    ]
    order = sorted(range(len(shares)), key=lambda n: -weights[n])
    at = 0
    while (rest := total - sum(shares)) != 0:
        n = order[at % len(order)]
        step = 1 if rest > 0 else -1
        if least[n] <= shares[n] + step <= most[n]:
            shares[n] += step
        at += 1
    return shares
