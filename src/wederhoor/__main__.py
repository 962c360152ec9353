"""``python -m wederhoor`` and the installed ``wederhoor`` command."""

import sys

from wederhoor.cli import main

if __name__ == "__main__":
    sys.exit(main())
