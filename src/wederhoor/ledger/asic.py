"""What makes a bundle an ASiC-E container (ETSI EN 319 162-1): its media type, and what its signature is over."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
FOLDER = "META-INF/"
MANIFEST = f"{FOLDER}ASiCManifest.xml"
SIGNATURE = f"{FOLDER}signature.p7s"

_HEAD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="{SIGNATURE}" MimeType="application/pkcs7-signature"/>
"""
_ROW = (
    '<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)
_FOOT = "</asic:ASiCManifest>\n"


def manifest_of(digests: Iterable[tuple[str, str]]) -> bytes:
    """The ASiCManifest over these entries, each ``(name, SHA-256 in hex)``, in this order.

    Names come from the container, whose alphabet has nothing that XML would want escaped.
    """
    rows = (_ROW.format(name=name, digest=b64encode(bytes.fromhex(sha256)).decode()) for name, sha256 in digests)
    return (_HEAD + "".join(rows) + _FOOT).encode()
