"""pymerkle as a second opinion: a process of its own, from an environment of its own, asked over a pipe."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
PYTHON = TOP / ".venv" / "oracle" / "bin" / "python"


class Oracle:
    """A running ``tools/oracle.py``; it ends with the block."""

    def __enter__(self) -> Oracle:
        if not PYTHON.exists():
            raise AssertionError("the oracle's environment is not there: make .venv/.oracle (make test does it)")
        self.process = subprocess.Popen(
            [str(PYTHON), str(TOP / "tools" / "oracle.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def ask(self, **question: Any) -> dict[str, Any]:
        print(json.dumps(question), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the oracle ended: {self.process.wait(30)}")
        return json.loads(line)
