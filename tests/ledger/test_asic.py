"""The list an ASiC-E signature is over: to the letter as bundle.md shows it, and XML to others."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

from wederhoor.ledger import asic

PAGE = Path(__file__).parents[2] / "docs" / "bundle.md"
SHA256 = hashlib.sha256(b"x").hexdigest()
NAMES = {"asic": "http://uri.etsi.org/02918/v1.2.1#", "ds": "http://www.w3.org/2000/09/xmldsig#"}


def test_list_is_to_the_letter_what_the_page_shows() -> None:
    shown = PAGE.read_text("utf-8").split("```xml\n")[1].split("```")[0]
    made = asic.manifest_of([("manifest.json", SHA256)]).decode()
    value = made.split("<ds:DigestValue>")[1].split("<")[0]
    assert made == shown.replace("…base64…", value)


def test_list_reads_as_xml_with_every_entry_in_order() -> None:
    root = ElementTree.fromstring(asic.manifest_of([("manifest.json", SHA256), ("exhibits/B1-a.eml", SHA256)]))
    objects = root.findall("asic:DataObjectReference", NAMES)
    assert [one.get("URI") for one in objects] == ["manifest.json", "exhibits/B1-a.eml"]
    digest = objects[1].findtext("ds:DigestValue", "", NAMES)
    assert b64decode(digest) == hashlib.sha256(b"x").digest()
    signature = root.find("asic:SigReference", NAMES)
    assert signature is not None
    assert signature.get("URI") == "META-INF/signature.p7s"


def test_media_type_is_31_bytes_without_a_newline() -> None:
    assert (len(asic.MIMETYPE), asic.MIMETYPE) == (31, b"application/vnd.etsi.asic-e+zip")
