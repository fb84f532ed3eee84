"""Where jobs run: order, renewal of processes, faults."""

from __future__ import annotations

import os

import pytest

from threecards.build import execute


def square_and_process(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ZeroDivisionError
    return number


def test_one_worker_is_this_process() -> None:
    with execute.mapper(1) as run:
        assert list(run(square_and_process, [2, 3])) == [(4, os.getpid()), (9, os.getpid())]


def test_results_come_in_order_and_processes_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "RENEWED", 10)
    with execute.mapper(2) as run:
        found = list(run(square_and_process, range(35)))
    assert [value for value, _ in found] == [n * n for n in range(35)]
    groups = [{process for _, process in found[start : start + 10]} for start in range(0, 35, 10)]
    assert all(one.isdisjoint(other) for n, one in enumerate(groups) for other in groups[:n])
    assert os.getpid() not in set().union(*groups)


def test_a_fault_in_a_job_ends_the_rest() -> None:
    with execute.mapper(2) as run, pytest.raises(ZeroDivisionError):
        list(run(fail_at_three, range(100)))


def test_nothing_to_do_starts_nothing() -> None:
    with execute.mapper(2) as run:
        assert list(run(square_and_process, [])) == []
