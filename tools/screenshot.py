"""Makes the picture of the README from the running program: ``python tools/screenshot.py`` (needs Chromium)."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TOP = Path(__file__).resolve().parent.parent
PICTURE = TOP / "docs" / "screenshot.png"
SIZE = {"width": 1360, "height": 1000}
COLOURS = 128


def main() -> int:
    """Start an installation of its own, sign in as the owner, and keep the case of the parcel that never came."""
    sys.path.insert(0, str(TOP))
    from tests.running import Up

    folder = Path(tempfile.mkdtemp(prefix="wederhoor-picture-"))
    # As root the database runs as another user, who must be able to walk in.
    folder.chmod(0o711)
    try:
        with Up(folder / "data") as up, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_context(viewport=SIZE, locale="nl-NL").new_page()
            _go(page, up.said["sign_in"][0]["url"])
            picture = Image.open(io.BytesIO(page.screenshot()))
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    picture.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(TOP), PICTURE.stat().st_size, "bytes")
    return 0


def _go(page: Page, sign_in: str) -> None:
    page.goto(sign_in)
    if "/sign-in/" in page.url:
        page.locator("main button").first.click()
    page.get_by_role("link", name="Pakket niet ontvangen").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main())
