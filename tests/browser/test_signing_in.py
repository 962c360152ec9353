"""Signing in with more than a password: a passkey alone, and a second factor that is asked for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import Page, expect
from tests.browser import acts
from tests.browser.mailbox import Mailbox

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
RECOVERY = re.compile(r"\b[0-9A-Za-z]{8}\b")


def with_authenticator(page: Page) -> None:
    """Give this browser a key of its own, as a phone has one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Uitloggen").click()
    page.locator("main button").first.click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()


def test_passkey_is_registered_and_signs_in_without_a_password(visit, mailbox: Mailbox):
    page = visit()
    acts.new_person(page, mailbox, "pieter@sleutel.example")
    with_authenticator(page)
    page.goto("/accounts/2fa/webauthn/add/")
    acts.give_password(page)
    page.get_by_label("Wachtwoordloos").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add" not in url)
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Met een passkey").click()
    page.wait_for_url("**/shop/**")
    expect(page.get_by_role("link", name="Uitloggen")).to_be_visible()


def test_second_factor_is_registered_and_asked_for(visit, mailbox: Mailbox):
    page, email = visit(), "tine@teller.example"
    acts.new_person(page, mailbox, email)
    page.goto("/accounts/2fa/totp/activate/")
    acts.give_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("Authenticator code").fill(code_now(secret))
    page.locator("main button.do").click()
    page.wait_for_url("**/recovery-codes/**")
    spare = RECOVERY.search(page.locator("main textarea").input_value())[0]
    sign_out(page)
    acts.sign_in(page, email)
    page.wait_for_url("**/2fa/authenticate/**")
    page.goto("/shop/")
    assert "/accounts/" in page.url, "half a sign-in opens nothing"
    page.locator("#id_code").fill("000000")
    page.locator("main button.do").first.click()
    expect(page.locator(".errorlist, .wrong")).to_be_visible()
    page.locator("#id_code").fill(spare)
    page.locator("main button.do").first.click()
    page.wait_for_url("**/shop/**")


def code_now(secret: str) -> str:
    """What the app on her phone shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
