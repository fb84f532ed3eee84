#!/usr/bin/env python3
"""Three Cards (三卡): the one entry. `python3 build.py` sets the machine up and builds; `--help` tells the rest.

Only the standard library, and only what an old Python 3 can read too, so that it can say it is too old.
The set-up is in threecards/bootstrap.py, the commands are in threecards/cli.py.
"""

import atexit
import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def main(argv: "list[str]") -> int:
    """Run one command; return 0 done, 1 problems in the data, 2 wrong usage, 3 our bug or an unready machine."""
    if sys.version_info < (3, 11):
        return leave_old_python(argv)
    from threecards import bootstrap

    return bootstrap.run(ROOT, argv)


def leave_old_python(argv: "list[str]") -> int:
    """Go on under a newer Python if the PATH has one, else say in one line what is needed and return 3."""
    import shutil
    import subprocess

    for name in ("python3.13", "python3.12", "python3.11", "python3.14"):
        newer = shutil.which(name)
        if newer:
            return subprocess.call([newer, os.path.join(ROOT, "build.py"), *argv])
    mine = "%d.%d" % sys.version_info[:2]
    zh = "需要 Python 3.11 或更新的版本（现在是 " + mine + "）；装好后用它运行 build.py。"
    line = zh + " / Python 3.11 or newer is needed, this is " + mine + ".\n"
    sys.stderr.flush()
    sys.stderr.buffer.write(line.encode("utf-8"))
    return 3


def end(code: int) -> None:
    """End this process at once, with all that was said or is to be cleaned up. To take a county's records apart object by object, as Python
    does at its end, would make up a tenth of a command's time.
    """
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)  # nobody reads any more: Python has its own way to say that
    os._exit(code)


if __name__ == "__main__":
    end(main(sys.argv[1:]))
