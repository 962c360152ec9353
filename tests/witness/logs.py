"""A log that can be forked, and witnesses as real processes, for tests that look at both from outside."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from wederhoor.ledger.checkpoint import Checkpoint, Key, Signer, b64
from wederhoor.ledger.cosignature import WitnessKey, cosigned
from wederhoor.ledger.tree import Tree, consistency_proof, root_at
from wederhoor.supervisor import leash


class Log:
    """A log of which every size can be signed, and that can go two ways from one point."""

    def __init__(self, name: str = "shop.example/log", seed: bytes = b"l" * 32) -> None:
        self.signer = Signer(name, seed)
        self._tree, self._nodes = Tree(), {}

    @property
    def key(self) -> Key:
        return self.signer.key

    @property
    def size(self) -> int:
        return self._tree.size

    def grow(self, by: int, story: str = "") -> Log:
        for _ in range(by):
            for level, index, digest in self._tree.append(f"{story}{self.size}".encode()):
                self._nodes[level, index] = digest
        return self

    def forked_at(self, size: int) -> Log:
        """The same log up to ``size``, which knows nothing of what came after."""
        other = Log(self.signer.origin)
        other.signer = self.signer
        other._nodes = {at: digest for at, digest in self._nodes.items() if (at[1] + 1) << at[0] <= size}
        other._tree = Tree.stored(size, self._read)
        return other

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.size if size is None else size
        return Checkpoint(self.signer.origin, size, root_at(size, self._read))

    def note(self, size: int | None = None) -> str:
        return self.checkpoint(size).sign(self.signer)

    def proof(self, old: int, new: int | None = None) -> list[bytes]:
        return consistency_proof(old, self.size if new is None else new, self._read)

    def request(self, old: int, size: int | None = None) -> bytes:
        """An honest request to cosign the log at ``size``."""
        return body(old, self.proof(old, size), self.note(size))

    def _read(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]


def body(old: int | str, proof: list[bytes], note: str) -> bytes:
    return "".join([f"old {old}\n", *(f"{b64(digest)}\n" for digest in proof), "\n", note]).encode()


@dataclass(frozen=True)
class Answer:
    status: int
    sort: str
    text: str


@dataclass
class Process:
    """A running ``wederhoor witness``."""

    folder: Path
    logs: list[Key]
    name: str = "witness.example/w1"
    port: int = 0
    url: str = field(default="", init=False)
    key: WitnessKey = field(init=False)

    def start(self) -> Process:
        named = [word for key in self.logs for word in ("--log", key.vkey)]
        words = ["witness", "--json", "--data", str(self.folder), "--name", self.name, "--port", str(self.port), *named]
        self.process = leash.start(
            [sys.executable, "-m", "wederhoor", *words], output=subprocess.PIPE, errors=subprocess.PIPE
        )
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        said = json.loads(line)
        self.url, self.key = said["url"], WitnessKey.parse(said["vkey"])
        self.port = urlsplit(self.url).port
        return self

    def __enter__(self) -> Process:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(20)
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)

    def ask(self, data: bytes, line: http.client.HTTPConnection | None = None) -> Answer:
        """POST ``data``; on ``line`` when it is to stay open."""
        connection = line or self.line()
        try:
            connection.request("POST", "/add-checkpoint", body=data)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers["Content-Type"], answer.read().decode())
        finally:
            if line is None:
                connection.close()

    def signed(self, answer: Answer, note: str) -> bool:
        """Whether the answer is this witness's cosignature over ``note``."""
        return answer.status == 200 and self.key in cosigned(note + answer.text, [self.key])
