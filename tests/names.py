"""A real small name server for tests: answers over UDP and TCP from a table, and misbehaves where it is told to."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """``table`` gives the texts of a name; a name that is not there does not exist. ``asked`` is what was asked.

    ``manners`` names what is wrong with the answer for a name: ``silent``, ``garbage``, ``refused``, ``other``,
    ``loop``.
    """

    def __init__(self, table: Mapping[str, list[str]]) -> None:
        self.table = {name.lower(): texts for name, texts in table.items()}
        self.manners: dict[str, str] = {}
        self.asked: list[str] = []
        self.port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1#{self.port}"

    def answer(self, data: bytes, *, limit: int) -> bytes | None:
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text().rstrip(".").lower()
        self.asked.append(name)
        manner = self.manners.get(name, "")
        if manner == "silent":
            return None
        if manner == "garbage":
            return data[:2] + b"\xff" * 40
        made = dns.message.make_response(question)
        if manner == "refused":
            made.set_rcode(dns.rcode.SERVFAIL)
        elif manner == "loop":
            made.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", "CNAME", "turn.example."))
            made.answer.append(dns.rrset.from_text("turn.example.", 300, "IN", "CNAME", f"{name}."))
        elif name not in self.table:
            made.set_rcode(dns.rcode.NXDOMAIN)
        elif self.table[name]:
            owner = "other.example." if manner == "other" else f"{name}."
            rows = [
                " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250)) for text in self.table[name]
            ]
            made.answer.append(dns.rrset.from_text(owner, 300, "IN", "TXT", *rows))
        wire = made.to_wire(max_size=65_535)
        if len(wire) > limit:
            short = dns.message.make_response(question)
            short.flags |= dns.flags.TC
            return short.to_wire()
        return wire


@contextmanager
def name_server(table: Mapping[str, list[str]]) -> Iterator[NameServer]:
    """Runs until the block ends, on one port of this machine for both UDP and TCP."""
    server = NameServer(table)

    class Packet(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, line = self.request
            if (said := server.answer(data, limit=1232)) is not None:
                line.sendto(said, self.client_address)

    class Stream(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            (size,) = struct.unpack("!H", self.request.recv(2, 0x100))
            said = server.answer(self.request.recv(size, 0x100), limit=65_535)
            if said is not None:
                self.request.sendall(struct.pack("!H", len(said)) + said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream) as streams:
        server.port = streams.server_address[1]
        with socketserver.ThreadingUDPServer(("127.0.0.1", server.port), Packet) as packets:
            both: list[Any] = [streams, packets]
            for one in both:
                threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            try:
                yield server
            finally:
                for one in both:
                    one.shutdown()
