"""Links this checkout into the environment it runs in: the package by a path file, and the ``wederhoor`` command."""

import sys
import sysconfig
from pathlib import Path

COMMAND = """#!{python}
import sys
from wederhoor.cli import main
sys.exit(main())
"""


def link() -> None:
    """Write both files; running it again changes nothing."""
    top = Path(__file__).resolve().parents[1]
    (Path(sysconfig.get_path("purelib")) / "_wederhoor.pth").write_text(f"{top / 'src'}\n", encoding="utf-8")
    command = Path(sysconfig.get_path("scripts")) / "wederhoor"
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    link()
