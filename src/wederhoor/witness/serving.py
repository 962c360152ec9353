"""The witness on the network: HTTP with a limit on everything a stranger can send."""

from __future__ import annotations

import io
import logging
import socket
import socketserver
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any

from wederhoor.witness.judging import LONGEST_REQUEST, Refused
from wederhoor.witness.witness import Witness

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200  # connections
WITHIN = 10.0  # seconds for one request to come in, and for one answer to go out
_LONGEST_HEAD = 64 * 1024  # bytes
_LINGERS = 1.0  # seconds
_PIECE = 64 * 1024
PATH = "/add-checkpoint"


class _Hurried(io.RawIOBase):
    """Reads one request from a connection: so long and so many bytes, and not a second for every byte."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.begin()

    def begin(self) -> None:
        """From here on counts for the next request."""
        self._until = time.monotonic() + WITHIN
        self._left = LONGEST_REQUEST + _LONGEST_HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self._until - time.monotonic()
        if seconds <= 0 or self._left <= 0:
            raise TimeoutError("the request came in too slowly, or without end")
        self._connection.settimeout(seconds)
        size = self._connection.recv_into(buffer)
        self._left -= size
        return size


class _Handler(BaseHTTPRequestHandler):
    """One connection: any number of requests, one after the other."""

    protocol_version = "HTTP/1.1"
    server: Server
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._hurried = _Hurried(self.connection)
        self.rfile = io.BufferedReader(self._hurried)

    def version_string(self) -> str:
        return "wederhoor-witness"

    def handle_one_request(self) -> None:
        self._hurried.begin()
        super().handle_one_request()

    def do_GET(self) -> None:
        """What this is, for a person who looks."""
        self.close_connection = True  # whatever may come behind it was not read
        if self.path == "/":
            self._answer(200, self.server.says())
        else:
            self._answer(404, "Not here.\n")

    def do_POST(self) -> None:
        """add-checkpoint, and nothing else."""
        try:
            body = self._body()
            if self.path != PATH:
                raise Refused(404, "Not here.\n")
            self._answer(200, self.server.witness.add_checkpoint(body))
        except Refused as refused:
            self._answer(refused.status, refused.says, refused.content_type)
        except OSError as problem:
            if isinstance(problem, TimeoutError | ConnectionError):
                raise
            log.critical("nothing was signed: %s", problem)
            self._answer(500, "The checkpoint could not be kept, so it was not signed.\n")

    def _body(self) -> bytes:
        """The whole body. A refusal here leaves bytes unread behind it, so it ends the connection."""
        self.close_connection, stays = True, self.close_connection
        lengths = self.headers.get_all("Content-Length") or []
        if "Transfer-Encoding" in self.headers or len(lengths) != 1:
            raise Refused(411, "A request says once how long it is.\n")
        if not (lengths[0].isascii() and lengths[0].isdigit() and len(lengths[0]) < 10):
            raise Refused(400, "This length is no number.\n")
        if int(lengths[0]) > LONGEST_REQUEST:
            raise Refused(413, f"A request has at most {LONGEST_REQUEST} bytes.\n")
        body = self.rfile.read(int(lengths[0]))
        if len(body) != int(lengths[0]):
            raise ConnectionError("the request ended before its end")
        self.close_connection = stays
        return body

    def _answer(self, status: int, text: str, content_type: str = "text/plain; charset=utf-8") -> None:
        data = text.encode()
        self.connection.settimeout(WITHIN)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged: whoever asks too much would fill the disk that the state needs."""


class Server(ThreadingHTTPServer):
    """Serves one witness; beyond :data:`MOST_AT_ONCE` connections a new one is closed at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.witness = witness
        self._places = BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the name service for our name first, which may take a minute and is for nothing.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def url(self) -> str:
        """Where it listens: the submission prefix."""
        name = f"[{self.server_name}]" if ":" in self.server_name else self.server_name
        return f"http://{name}:{self.server_port}"

    def says(self) -> str:
        """Its key and the logs it knows, a line each."""
        return "".join([f"witness {self.witness.key.vkey}\n", *(f"log {origin}\n" for origin in self.witness.logs)])

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.close_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def shutdown_request(self, request: Any) -> None:
        """Hang up after what was said has arrived: closing over bytes nobody read would take the answer back."""
        with suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            until, left = time.monotonic() + _LINGERS, LONGEST_REQUEST
            while left > 0 and (seconds := until - time.monotonic()) > 0:
                request.settimeout(seconds)
                if not (piece := request.recv(_PIECE)):
                    break
                left -= len(piece)
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        problem = sys.exc_info()[1]
        if not isinstance(problem, ConnectionError | TimeoutError):
            log.error("a request failed", exc_info=problem)
