"""Log lines and files as servers write them, of our own making."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wederhoor.logs.sources import Source

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FIRST = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


def combined(
    target: str = "/",
    *,
    at: datetime = FIRST,
    addr: str = "198.51.100.23",
    referer: str = "-",
    zone: str = "+0000",
    method: str = "GET",
    status: int = 200,
    agent: str = FIREFOX,
) -> str:
    """One line in the combined format."""
    moment = f"{at:%d/%b/%Y:%H:%M:%S} {zone}"
    return f'{addr} - - [{moment}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"'


def visit(order: str = "LH-2041", *, addr: str = "198.51.100.23", at: datetime = FIRST, sid: str = "s1") -> list[str]:
    """Somebody who looks, pays and reads the confirmation, in a visit of six lines."""
    steps = ("/lamp/12", "/cart", "/checkout", f"/checkout/order-received/{order}", "/account", "/logout")
    return [
        combined(f"{step}?sid={sid}", at=at + timedelta(seconds=20 * number), addr=addr)
        for number, step in enumerate(steps)
    ]


def file(*lines: str, name: str = "access.log", origin: str = "") -> Source:
    return Source.of(("\n".join(lines) + "\n").encode(), name, origin)
