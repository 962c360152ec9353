"""Real servers on this machine that answer too much, too slowly, or from somewhere else."""

from __future__ import annotations

import gzip
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wederhoor.door.http import Answer, RefusedByGuard, Unreachable, fetch, is_inside

Handle = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(handle: Handle, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on 127.0.0.1 that does this with every request; its address without a path."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                handle(self)
            except OSError:
                self.close_connection = True

        do_POST = do_PUT = do_HEAD = do_GET

        def log_message(self, *_: Any) -> None:
            """Tests print nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that hung up is what some of these tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"{'https' if secure else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return handle


def echo(request: BaseHTTPRequestHandler) -> None:
    """What arrived, as it arrived."""
    body = request.rfile.read(int(request.headers.get("Content-Length", "0")))
    said = f"{request.requestline}\n{request.headers}".encode() + body
    says(said)(request)


def ask(url: str, **more: Any) -> Answer:
    return fetch(url, may_be_inside=True, **more)


def port_of(address: str) -> str:
    return address.rpartition(":")[2]


# --- what comes back ---------------------------------------------------------------------------------------------


def test_answer_is_read_whole() -> None:
    with serving(says(b"hello", 404, Content_Type="text/plain", X_Odd="1")) as address:
        answer = ask(f"{address}/page?q=1#part")
    assert (answer.status, answer.body, answer.headers["x-odd"]) == (404, b"hello", "1")
    assert answer.url.startswith(address)


def test_question_arrives_with_its_method_headers_and_body() -> None:
    with serving(echo) as address:
        answer = ask(f"{address}/to?a=b%20c", method="POST", body=b"the body", headers={"Content-Type": "text/x"})
    said = answer.body.decode()
    assert said.startswith("POST /to?a=b%20c HTTP/1.1\n")
    assert f"Host: {address.removeprefix('http://')}\n" in said
    assert "Content-Type: text/x\n" in said
    assert said.endswith("the body")


def test_packed_answer_is_unpacked() -> None:
    with serving(says(gzip.compress(b"hello" * 1000), Content_Encoding="gzip")) as address:
        assert ask(address).body == b"hello" * 1000


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(says(b"direct")) as address:
        assert ask(address).body == b"direct"


# --- where it may go ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "//example.com/", "example.com", ""),
        *("http://", "http:///path", "http://example.com:99999/", "http://[::1/", "javascript:alert(1)"),
        *("http://user:secret@example.com/", "http://user@example.com/", "http://@127.0.0.1/"),
    ],
)
def test_address_that_is_no_plain_web_address_is_not_asked(url: str) -> None:
    with pytest.raises(RefusedByGuard):
        fetch(url)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::]"),
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "224.0.0.1", "240.0.0.1", "192.0.2.1"),
        *("[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
        *("[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "169.254.169.254", "[fd00:ec2::254]"),
        *("168.63.129.16", "100.100.100.200", "127.0.0.1.", "LOCALHOST"),
    ],
)
def test_machine_that_is_not_on_the_public_internet_is_not_asked(host: str) -> None:
    with pytest.raises(Unreachable) as refused:
        fetch(f"http://{host}/", timeout=5)
    # Some spellings the resolver itself does not take; no answer is what counts, and nearly all are judged.
    assert isinstance(refused.value, RefusedByGuard) or "can be found" in str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        *("169.254.169.254", "168.63.129.16", "[fd00:ec2::254]"),
        *("[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]"),
    ],
)
def test_machine_that_hands_out_keys_is_not_asked_even_inside(host: str) -> None:
    with pytest.raises(RefusedByGuard):
        ask(f"http://{host}/latest/meta-data/")


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111"])
def test_public_machine_is_outside(address: str) -> None:
    assert not is_inside(ip_address(address))


def test_name_is_looked_up_once_and_the_judged_address_is_the_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: whoever looks a name up twice judges one answer and goes to the other."""
    lookups: list[str] = []
    real = socket.getaddrinfo

    def resolver(host: str, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *rest, **more)
        lookups.append(host)
        address = "127.0.0.1" if len(lookups) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with serving(lambda request: says(request.headers["Host"].encode())(request)) as address:
        # Nobody listens on the second address, so the answer itself shows which of the two was asked.
        assert ask(f"http://rebinding.example:{port_of(address)}/").body.startswith(b"rebinding.example")
    assert lookups == ["rebinding.example"]


def test_name_with_one_address_inside_is_refused_though_the_others_are_public(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolver(host: str, port: Any, *_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("1.1.1.1", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with serving(says(b"inside")) as address, pytest.raises(RefusedByGuard, match="127"):
        fetch(f"http://both.example:{port_of(address)}/")


def test_name_that_is_nobodys_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="can be found"):
        ask("http://nobody.invalid/")


def test_port_where_nobody_listens_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached: Connection refused"):
        ask(f"http://127.0.0.1:{port}/")


# --- redirects ---------------------------------------------------------------------------------------------------


def test_redirect_is_followed() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        found = request.path.endswith("/end")
        (says(b"arrived") if found else says(b"", 302, Location="../end"))(request)

    with serving(handle) as address:
        answer = ask(f"{address}/a/b")
    assert (answer.body, answer.url) == (b"arrived", f"{address}/end")


def test_redirects_end_somewhere() -> None:
    hops: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        hops.append(request.path)
        says(b"", 302, Location=f"/{len(hops)}")(request)

    with serving(handle) as address, pytest.raises(Unreachable, match="more than 3 times"):
        ask(address)
    assert len(hops) == 4


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/", "http://169.254.169.254/", "file:///etc/passwd", "http://[::1]:{port}/"]
)
def test_redirect_to_a_machine_inside_is_not_followed(target: str) -> None:
    arrived: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        arrived.append(request.path)
        port = request.server.server_address[1]
        says(b"", 302, Location=target.format(port=port))(request)

    with serving(handle) as address, pytest.raises(RefusedByGuard):
        ask(f"{address}/first")
    assert arrived == ["/first"]


def test_redirect_keeps_or_drops_the_body_as_its_status_says() -> None:
    def sent_on(status: int) -> Handle:
        def handle(request: BaseHTTPRequestHandler) -> None:
            if request.path == "/end":
                return echo(request)
            request.rfile.read(int(request.headers["Content-Length"]))
            return says(b"", status, Location="/end")(request)

        return handle

    for status, kept in ((302, False), (303, False), (307, True), (308, True)):
        with serving(sent_on(status)) as address:
            said = ask(f"{address}/", method="POST", body=b"the body").body
        assert said.startswith(b"POST /end" if kept else b"GET /end")
        assert said.endswith(b"the body") is kept


def test_key_does_not_go_along_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two public names would be needed; so the guard alone is told that this machine's own addresses are public."""
    import wederhoor.door.http as door

    monkeypatch.setattr(door, "is_inside", lambda _: False)
    with serving(echo) as address:
        there = f"http://localhost:{port_of(address)}/end"
        with serving(says(b"", 307, Location=there)) as first:
            said = fetch(first, headers={"Authorization": "Bearer secret", "X-Key": "secret", "Accept": "text/x"}).body
            same = fetch(there, headers={"Authorization": "Bearer secret"}).body
    assert b"secret" not in said
    assert b"Accept: text/x" in said
    assert b"secret" in same


# --- how long and how much ---------------------------------------------------------------------------------------


def gave_up(url: str, timeout: float) -> str:
    """What was said when it did not answer; these servers never end, so that it ends at all is the result."""
    with pytest.raises(Unreachable) as late:
        ask(url, timeout=timeout)
    return str(late.value)


def test_body_that_drips_is_cut_off() -> None:
    stop = Event()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not stop.wait(0.05):
            request.wfile.write(b".")

    with serving(handle) as address:
        assert "did not answer in time" in gave_up(address, 0.6)
        stop.set()


def test_body_without_a_length_that_drips_is_not_taken_for_whole() -> None:
    stop = Event()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while not stop.wait(0.05):
            request.wfile.write(b".")

    with serving(handle) as address:
        assert "in time" in gave_up(address, 0.6)
        stop.set()


def test_headers_that_drip_are_cut_off() -> None:
    stop = Event()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not stop.wait(0.05):
            request.wfile.write(b".")

    with serving(handle) as address:
        assert "did not answer in time" in gave_up(address, 0.6)
        stop.set()


def test_server_that_takes_the_call_and_says_nothing_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            assert "in time" in gave_up(f"{scheme}://127.0.0.1:{port}/", 0.5)


def test_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: let_go.wait(60) and [])
    assert "can be found" in gave_up("http://slow.example/", 0.5)
    let_go.set()


def test_body_that_is_too_large_is_not_read_on() -> None:
    sent = [0]

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while True:
            sent[0] += request.wfile.write(bytes(64 * 1024))

    with serving(endless) as address, pytest.raises(Unreachable, match="more than 100000 bytes"):
        ask(address, most_bytes=100_000)
    assert sent[0] < 50_000_000


def test_body_of_exactly_the_limit_is_read() -> None:
    with serving(says(bytes(100_000))) as address:
        assert len(ask(address, most_bytes=100_000).body) == 100_000


def test_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(200_000_000)))
    for times, packed in ((1, gzip.decompress(bomb)), (2, bomb)):
        said = says(packed, Content_Encoding=", ".join(["gzip"] * times))
        with serving(said) as address, pytest.raises(Unreachable, match="more than 1000000 bytes"):
            ask(address, most_bytes=1_000_000)


@pytest.mark.parametrize("packing", ["br", "zstd", "compress", "gzip, gzip, gzip", "nonsense"])
def test_packing_that_was_not_asked_for_is_refused(packing: str) -> None:
    with serving(says(b"x", Content_Encoding=packing)) as address, pytest.raises(Unreachable, match="packing"):
        ask(address)


def test_gzip_that_is_none_is_unusable() -> None:
    with serving(says(b"not gzip", Content_Encoding="gzip")) as address, pytest.raises(Unreachable, match="no usable"):
        ask(address)


def test_body_that_was_cut_off_is_not_taken_for_whole() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"half")
        request.close_connection = True

    with serving(handle) as address, pytest.raises(Unreachable, match="no usable answer"):
        ask(address)


def test_answer_that_is_not_http_is_unusable() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"220 mail.example ESMTP\r\n")
        request.close_connection = True

    with serving(handle) as address, pytest.raises(Unreachable, match="no usable answer"):
        ask(address)


# --- TLS ---------------------------------------------------------------------------------------------------------


def a_server_certificate(folder: Path, *, name: str, days: int = 30) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a self-signed certificate for this name, and the file a client may trust it by."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(pem))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def test_secure_server_that_is_trusted_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = a_server_certificate(tmp_path, name="localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(says(b"secret"), context) as address:
        answer = ask(f"https://localhost:{port_of(address)}/")
    assert answer.body == b"secret"


@pytest.mark.parametrize("wrong", ["untrusted", "name", "expired"])
def test_certificate_that_is_no_good_is_refused(wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "other.example" if wrong == "name" else "localhost"
    context, trusted = a_server_certificate(tmp_path, name=name, days=-1 if wrong == "expired" else 30)
    if wrong != "untrusted":
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    arrived: list[str] = []
    with (
        serving(lambda request: arrived.append(request.path), context) as address,
        pytest.raises(Unreachable, match="certificate is not to be trusted"),
    ):
        ask(f"https://localhost:{port_of(address)}/", body=b"secret", method="POST")
    assert arrived == []


def test_redirect_from_a_secure_address_to_one_that_is_not_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = a_server_certificate(tmp_path, name="localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(says(b"plain")) as plain:
        there = plain.replace("127.0.0.1", "localhost")
        sends_on = serving(says(b"", 302, Location=there), context)
        with sends_on as address, pytest.raises(RefusedByGuard, match="one that is not"):
            ask(f"https://localhost:{port_of(address)}/")
