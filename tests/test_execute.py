"""Where jobs run: order, renewal of processes, faults."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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


def test_processes_live_as_long_as_the_block() -> None:
    with execute.mapper(2) as run:
        first = {process for _, process in run(square_and_process, range(20))}
        second = {process for _, process in run(square_and_process, range(20))}
    assert len(first | second) <= 2


def test_after_a_fault_the_next_jobs_run() -> None:
    with execute.mapper(2) as run:
        with pytest.raises(ZeroDivisionError):
            list(run(fail_at_three, range(50)))
        assert [value for value, _ in run(square_and_process, range(4))] == [0, 1, 4, 9]


def is_imported(module: str) -> bool:
    return module in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_a_prepared_module_is_there_before_the_first_job(tmp_path: Path) -> None:
    here = Path(__file__).parent
    code = (
        f"import sys; sys.path[:0] = [{str(here.parent)!r}, {str(here)!r}]\n"
        "from threecards.build import execute; import test_execute\n"
        "execute.prepare('threecards.build.jobs')\n"
        "assert 'threecards.build.jobs' not in sys.modules\n"
        "with execute.mapper(2) as run: print(*run(test_execute.is_imported, ['threecards.build.jobs', 'weasyprint']))\n"
    )
    # from a folder that is not ours and has modules of our names, and without a path in the environment, as the commands run
    (tmp_path / "threecards").mkdir()
    (tmp_path / "threecards" / "__init__.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


def note_and_wait(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(60)


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_when_the_build_is_killed_its_processes_end(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from threecards.build import execute; import test_execute\n"
        f"with execute.mapper(2) as run: list(run(test_execute.note_and_wait, [Path({str(tmp_path)!r})] * 2))"
    )
    here = Path(__file__).parent
    main = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    )
    try:
        for _ in range(300):
            workers = [int(file.name) for file in tmp_path.iterdir()]
            if len(workers) == 2:
                break
            time.sleep(0.1)
        assert len(workers) == 2
        assert all(map(lives, workers))
    finally:
        main.send_signal(signal.SIGKILL)
        main.wait()
    for _ in range(100):
        if not any(map(lives, workers)):
            return
        time.sleep(0.1)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    pytest.fail("processes of a killed build go on waiting")
