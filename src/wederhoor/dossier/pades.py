"""The part of signing that leans on pyHanko: a revision with the signature, at most one more with a time-stamp."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, keys, tsp, x509
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, select_suitable_signing_md
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from wederhoor.dossier.signed import BadStamp, Sealer, Stamp, Validation

# PDF/A wants an unseen field not hidden, PDF/UA one without a tag off the page: an empty box off the page is both.
_UNSEEN = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
# It warns each time that nothing is fetched, which is how it is meant here.
logging.getLogger("pyhanko.sign").setLevel(logging.ERROR)
_LONGEST_ANSWER = 64 * 1024
_DIGEST = "sha256"


def signed(pdf: bytes, sealer: Sealer, at: datetime, stamp: Stamp | None, known: Validation | None) -> bytes:
    """See :func:`wederhoor.dossier.signed.signed_pdf`; ``known`` makes it B-LTA."""
    stamper = None if stamp is None else _Stamper(stamp)
    context = None if known is None else _context(sealer, known, at)
    try:
        return asyncio.run(_signed(pdf, sealer, at, stamper, context))
    except (SigningError, PdfError, PathBuildingError, PathValidationError) as bad:
        raise ValueError(f"this PDF cannot be signed: {bad.__cause__ or bad}") from bad


def detached(data: bytes, sealer: Sealer, at: datetime) -> bytes:
    """See :func:`wederhoor.dossier.signed.signature_over`."""
    stated = PdfCMSSignedAttributes(signing_time=at)
    digest = select_suitable_signing_md(x509.Certificate.load(sealer.certificate).public_key)
    making = _signer(sealer).async_sign_general_data(data, digest, use_cades=True, signed_attr_settings=stated)
    return bytes(asyncio.run(making).dump())


class _Revision(IncrementalPdfFileWriter):
    """Adds to a file and leaves its own words about itself alone: what it says and when it was made did not change."""

    def _update_meta(self) -> None:
        """Nothing: the usual would write today's date and another producer over those of the file."""


class _Pages(PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Only that of PAdES: the one for elliptic curves would call the file PDF 2.0, which no PDF/A-3 is."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


class _Stamper(TimeStamper):
    """Asks through ``stamp``, and takes only an answer over what it asked."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko leaves it without types
        self._stamp = stamp

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        _, asked = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call] # pyHanko has no types here
        answer = self._stamp(asked.dump())
        if len(answer) > _LONGEST_ANSWER:
            raise BadStamp("the answer to the request for a time-stamp is too long")
        try:
            token, fits = _token(answer, asked)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BadStamp("the authority gave no time-stamp, or one that cannot be read") from None
        if not fits:
            raise BadStamp("the time-stamp is over something else than was asked")
        return token


def _token(answer: bytes, asked: tsp.TimeStampReq) -> tuple[cms.ContentInfo, bool]:
    """The token in an answer, and whether it is over what was asked (RFC 3161, 2.4.2); a refusal holds none."""
    token = tsp.TimeStampResp.load(answer, strict=True)["time_stamp_token"]
    stated = token["content"]["encap_content_info"]["content"].parsed
    return token, all(stated[name].native == asked[name].native for name in ("message_imprint", "nonce"))


async def _signed(
    pdf: bytes, sealer: Sealer, at: datetime, stamper: _Stamper | None, context: ValidationContext | None
) -> bytes:
    name = "Seal"
    meta = PdfSignatureMetadata(
        field_name=name,
        subfilter=SigSeedSubFilter.PADES,
        name=sealer.name,
        embed_validation_info=context is not None,
        validation_context=context,
        signer_key_usage=set(),
        # Everything needed to check goes along in the revision of the signature itself: one revision less to explain.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    field = SigFieldSpec(name, invis_sig_settings=_UNSEEN, readable_field_name=sealer.name)
    writer = _Revision(BytesIO(pdf))
    _in_tab_order(writer)
    session = _Pages(meta, _signer(sealer), timestamper=stamper, new_field_spec=field).init_signing_session(writer)
    session.system_time = at
    known = await session.perform_presign_validation(writer)
    room = await session.estimate_signature_container_size(known)
    document = session.prepare_tbs_document(known, room)
    out = BytesIO()
    prepared, _ = document.digest_tbs_document(output=out)
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    if stamper and context:
        await _last_stamp(out, stamper, context)
    return out.getvalue()


async def _last_stamp(out: BytesIO, stamper: _Stamper, context: ValidationContext) -> None:
    """The time-stamp over the whole file and all that is needed to check it: what makes B-LTA of B-LT."""
    last = PdfTimeStamper(stamper, "Time", invis_settings=_UNSEEN, readable_field_name="RFC 3161")
    settings = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
    await last.async_timestamp_pdf(_Revision(out), _DIGEST, context, in_place=True, dss_settings=settings)


def _in_tab_order(writer: IncrementalPdfFileWriter) -> None:
    """Say of the first page, which will hold the field, that the tab key follows the structure (PDF/UA-1, 7.18.3)."""
    reference = writer.find_page_for_modification(0)[0]  # type: ignore[no-untyped-call] # pyHanko leaves it without types
    page = reference.get_object()
    if isinstance(page, DictionaryObject) and "/Tabs" not in page:
        page[pdf_name("/Tabs")] = pdf_name("/S")
        writer.update_container(page)


def _signer(sealer: Sealer) -> SimpleSigner:
    certificate, *chain = map(x509.Certificate.load, (sealer.certificate, *sealer.chain))
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko leaves it without types
    store.register_multiple(chain)
    return SimpleSigner(certificate, keys.PrivateKeyInfo.load(sealer.key), store)


def _context(sealer: Sealer, known: Validation, at: datetime) -> ValidationContext:
    """What the certificates are checked against: never fetched, and without a clock."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in {_top(sealer), *known.roots}],
        other_certs=[x509.Certificate.load(one) for one in sealer.chain],
        moment=at,
        crls=list(known.crls),
        ocsps=list(known.ocsps),
        revocation_mode="soft-fail",
        retroactive_revinfo=True,
    )


def _top(sealer: Sealer) -> bytes:
    return (sealer.certificate, *sealer.chain)[-1]
