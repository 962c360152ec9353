"""``wederhoor up`` as a person types it: the address and the sign-in links are read from what it prints."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.running import OURS, descendants, gone

from wederhoor.supervisor import leash

COMMAND = Path(sys.executable).with_name("wederhoor")
READY = "Ctrl-C stops everything"
FOLDER_OF_MAIL = re.compile(r"Mail is kept in (\S+) and goes nowhere")
ADDRESS = re.compile(r"is at (http://\S+)")
LINK = re.compile(r"\((owner|agent|reader)\), once.*\n\s+(http://\S+)")


class Program:
    """A running program on a data folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        import os

        self.folder = folder
        environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | settings
        self.process = leash.start(
            [str(COMMAND), "up", "--port", "0", "--data", str(folder)],
            environ=environ,
            output=subprocess.PIPE,
            errors=subprocess.PIPE,
        )
        self.printed = self._until_ready()
        self.url = ADDRESS.search(self.printed)[1]
        self.links = {role: link for role, link in LINK.findall(self.printed)}

    def _until_ready(self) -> str:
        lines = []
        for line in self.process.stdout:
            lines.append(line.decode())
            if READY in lines[-1]:
                return "".join(lines)
        raise AssertionError("".join(lines) + self.process.stderr.read().decode())

    @property
    def kept_mail(self) -> Path | None:
        """The folder of kept mail it names, or ``None`` where mail is sent."""
        found = FOLDER_OF_MAIL.search(self.printed)
        return Path(found[1]) if found else None

    @property
    def post(self) -> Path:
        """Where letters are kept instead of sent."""
        return self.folder / "post"

    def stored(self) -> int:
        """How many exhibits lie in the vault."""
        return sum(path.is_file() for path in (self.folder / "vault").rglob("*"))

    def stop(self) -> None:
        """Ctrl-C; no process may be left, whatever the tests did."""
        if self.process.poll() is not None:
            raise AssertionError(f"it ended by itself: {self.process.stderr.read().decode()}")
        family = descendants(self.process.pid)
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0
        assert gone(family, within=5)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """One command at the terminal, to its end."""
    return subprocess.run([str(COMMAND), *words], capture_output=True, text=True, check=False, timeout=60)
