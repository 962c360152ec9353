"""A page as a browser draws it: a picture and a print of one load, by Chromium behind our own guarding proxy.

Chromium runs apart, in a profile of its own that is thrown away, in its own process group that is killed when the time
is up, and never as root: then it runs as nobody. Its sandbox stays on; where the machine has none, nothing is drawn
rather than a stranger's page run without one, unless whoever runs the installation said so. Spoken to over a pipe
(Chrome DevTools Protocol), which needs no port that another program could reach.
"""

from __future__ import annotations

import base64
import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wederhoor.door.proxy import Passage, Place, passing

SECONDS = 45
SETTLES = 8  # what a page may still fetch after it has loaded
MOST_IN = 40_000_000
MOST_OUT = 60_000_000
LARGEST = 20_000_000
WIDTH, HEIGHT, TALLEST = 1280, 900, 14_000
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
UNSANDBOXED = "unsandboxed:"
_FLAGS = (
    *("--headless=new", "--disable-gpu", "--hide-scrollbars", "--mute-audio", "--no-first-run"),
    *("--no-default-browser-check", "--disable-extensions", "--disable-sync", "--disable-background-networking"),
    *("--disable-component-update", "--disable-default-apps", "--disable-breakpad", "--disable-quic", "--incognito"),
    *("--dns-prefetch-disable", "--disable-domain-reliability", "--disable-client-side-phishing-detection"),
    *(
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    ),
    *(
        "--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider,AsyncDns",
        "--disable-dev-shm-usage",
    ),
    *("--remote-debugging-pipe", f"--window-size={WIDTH},{HEIGHT}", "--password-store=basic", "--use-mock-keychain"),
    # Nothing is looked up or reached but by the proxy, this machine itself included.
    *("--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
)
# Puts the two ends of the pipe where Chromium looks for them, and lays down whatever rights there are.
_LAUNCH = """
import ctypes, os, resource, sys
read, write, uid, gid = (int(value) for value in sys.argv[1:5])
ctypes.CDLL(None).prctl(1, 9)
os.dup2(read, 103); os.dup2(write, 104); os.dup2(103, 3); os.dup2(104, 4)
os.closerange(5, 256)
if uid:
    os.setgroups([]); os.setresgid(gid, gid, gid); os.setresuid(uid, uid, uid)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000_000, 200_000_000))
os.execv(sys.argv[5], sys.argv[5:])
"""


class NotDrawn(Exception):
    """Nothing was drawn; the message is a sentence that says why."""


def found(said: str = "") -> str:
    """The browser to draw with: the one that was set, else the first that is on the path; empty for none."""
    if said == "none":
        return ""
    path = said.removeprefix(UNSANDBOXED)
    return path or next((where for name in NAMES if (where := shutil.which(name))), "")


def drawn(url: str, said: str = "", *, may_be_inside: bool = False, seconds: float = SECONDS) -> Mapping[str, bytes]:
    """A picture (``png``) and a print (``pdf``) of one load of ``url``.

    ``said`` is the setting: a path, ``none``, empty for what is found, or ``unsandboxed:path``. ``may_be_inside``
    allows the named machine and port alone. Raises :class:`NotDrawn`.
    """
    program = found(said)
    if not program:
        raise NotDrawn("There is no browser here to draw pages with.")
    deadline = time.monotonic() + seconds
    allowed = frozenset({_place_of(url)}) if may_be_inside else frozenset()
    with passing(MOST_IN, deadline, allowed) as (port, passage):
        try:
            with _running(program, port, sandboxed=not said.startswith(UNSANDBOXED)) as pipe:
                return _Talk(*pipe, deadline).draw(url)
        except OSError as broken:
            raise NotDrawn(f"The browser ended before the page was drawn ({broken}).{_refusals(passage)}") from broken


def _place_of(url: str) -> Place:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _refusals(passage: Passage) -> str:
    return " Not asked: " + ", ".join(f"{h}:{p}" for h, p in passage.refused[:5]) + "." if passage.refused else ""


@contextmanager
def _running(program: str, port: int, *, sandboxed: bool) -> Iterator[tuple[int, int]]:
    """The browser with its pipe: (where to write, where to read). Killed with all its children afterwards."""
    uid, gid = _nobody()
    profile = tempfile.mkdtemp(prefix="wederhoor-browser-")
    if uid:
        os.chown(profile, uid, gid)
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    flags = [f"--user-data-dir={profile}", f"--proxy-server=http://127.0.0.1:{port}", *_FLAGS]
    flags += [] if sandboxed else ["--no-sandbox"]
    launch = [sys.executable, "-I", "-c", _LAUNCH, str(theirs_in), str(theirs_out), str(uid), str(gid), program]
    # Nothing of our environment goes along: it may hold passwords.
    around = {
        "PATH": "/usr/bin:/bin",
        "HOME": profile,
        "TMPDIR": profile,
        "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": profile,
    }
    process = subprocess.Popen(  # noqa: S603  the program is a setting; of the page nothing stands in the command
        [*launch, *flags, "about:blank"],
        pass_fds=(theirs_in, theirs_out),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        env=around,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield ours_out, ours_in
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours_out)
        os.close(ours_in)
        shutil.rmtree(profile, ignore_errors=True)


def _nobody() -> tuple[int, int]:
    """Whom the browser runs as: nobody when we are root, else ourselves (0, 0: nothing to lay down)."""
    if os.geteuid() != 0:
        return 0, 0
    try:
        who = pwd.getpwnam("nobody")
    except KeyError:
        raise NotDrawn("A browser is not started as root, and there is no user “nobody” to start it as.") from None
    return who.pw_uid, who.pw_gid


class _Talk:
    """Commands to the browser and its answers, each ended by a NUL."""

    def __init__(self, out: int, into: int, deadline: float) -> None:
        self._out, self._in, self._deadline = out, into, deadline
        self._number, self._left, self._came = 0, MOST_OUT, bytearray()
        self._session = ""
        self._loaded = self._idle = False
        self._failed = ""

    def draw(self, url: str) -> Mapping[str, bytes]:
        """Open the page in a tab of its own, let it settle, and take both from that one load."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")
        self._ask("Page.setLifecycleEventsEnabled", enabled=True)
        self._ask("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)
        self._loaded = self._idle = False
        went = self._ask("Page.navigate", url=url)
        if went.get("errorText"):
            raise NotDrawn(f"The browser could not open the page ({went['errorText']}).")
        self._settle()
        tall = min(TALLEST, max(HEIGHT, int(self._ask("Page.getLayoutMetrics")["cssContentSize"]["height"])))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": tall, "scale": 1}
        png = self._ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        pdf = self._ask("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69)
        self._refuse_failed()
        return {"png": _bytes(png["data"]), "pdf": _bytes(pdf["data"])}

    def _settle(self) -> None:
        """Until nothing is fetched any more, or a while after the page has loaded."""
        until = self._deadline
        while not self._idle and time.monotonic() < until:
            was_loaded = self._loaded
            self._event(min(until, self._deadline))
            self._refuse_failed()
            if self._loaded and not was_loaded:
                until = min(until, time.monotonic() + SETTLES)
        if not self._loaded:
            raise NotDrawn("The page did not load in time.")

    def _refuse_failed(self) -> None:
        # A picture of the browser's own page about a fault is no picture of the shop's page.
        if self._failed:
            raise NotDrawn(f"The page led to {self._failed}, which cannot be opened.")

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        said: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._out, json.dumps(said).encode() + b"\0")
        while True:
            came = self._read(self._deadline)
            if came.get("id") == self._number:
                if "error" in came:
                    raise NotDrawn(f"The browser would not ({method}: {came['error'].get('message', '')[:100]}).")
                result: dict[str, Any] = came.get("result", {})
                return result
            self._note(came)

    def _event(self, until: float) -> None:
        try:
            self._note(self._read(until))
        except TimeoutError:
            return

    def _note(self, came: Mapping[str, Any]) -> None:
        method, about = came.get("method"), came.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Page.lifecycleEvent" and about.get("name") == "networkIdle":
            self._idle = self._loaded
        elif method == "Page.frameNavigated" and "parentId" not in about.get("frame", {}):
            self._failed = about["frame"].get("unreachableUrl", "")[:100]
        elif method == "Page.javascriptDialogOpening":
            self._number += 1
            said = {"id": self._number, "method": "Page.handleJavaScriptDialog", "params": {"accept": False}}
            os.write(self._out, json.dumps({**said, "sessionId": self._session}).encode() + b"\0")

    def _read(self, until: float) -> dict[str, Any]:
        """The next message; raises ``TimeoutError`` (an ``OSError``) when none came in time."""
        while (end := self._came.find(0)) < 0:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise TimeoutError("it took too long")
            piece = os.read(self._in, 1 << 20)
            self._left -= len(piece)
            if not piece or self._left < 0:
                raise OSError("it stopped answering" if not piece else "it answered with too much")
            self._came += piece
        message, self._came = bytes(self._came[:end]), self._came[end + 1 :]
        found: dict[str, Any] = json.loads(message)
        return found


def _bytes(data: str) -> bytes:
    found = base64.b64decode(data)
    if len(found) > LARGEST:
        raise NotDrawn("The page is too large to be drawn.")
    return found


def is_here(said: str = "") -> bool:
    """Whether there is a browser that may be tried."""
    return bool(found(said)) and Path(found(said)).exists()
