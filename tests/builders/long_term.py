"""Archive timestamps and evidence records made in memory, sound or deliberately wrong."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import algos, cms, core
from lxml import etree

from tests.builders.signing_pki import Party, raw_attribute, stamp

ARCHIVE_V2 = "1.2.840.113549.1.9.16.2.48"
ARCHIVE_V3 = "0.4.0.1733.2.4"
INDEX_V3 = "0.4.0.19122.1.5"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
INTERNAL_RECORD = "1.2.840.113549.1.9.16.2.49"
ERS = "urn:ietf:params:xml:ns:ers"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def _hash(digest: str, data: bytes) -> bytes:
    return hashlib.new(digest, data).digest()


def _algorithm(digest: str) -> bytes:
    return bytes(algos.DigestAlgorithm({"algorithm": digest}).dump())


def _tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


# --- CAdES ----------------------------------------------------------------------------------------


def add_unsigned(signature: bytes, oid: str, *values: bytes) -> bytes:
    """The CMS with one more unsigned attribute of its first signer, after those that are there."""
    info = cms.ContentInfo.load(signature)
    signer = info["content"]["signer_infos"][0]
    present = [] if isinstance(signer["unsigned_attrs"], core.Void) else list(signer["unsigned_attrs"])
    attributes = [one.dump() for one in present] + [raw_attribute(oid, values).dump()]
    fields = [signer[name].dump() for name in ("version", "sid", "digest_algorithm")]
    fields += [
        signer["signed_attrs"].dump(),
        signer["signature_algorithm"].dump(),
        signer["signature"].dump(),
    ]
    rebuilt = _tlv(0x30, *fields, _tlv(0xA1, *attributes))
    signed = info["content"]
    before = [signed[name].dump() for name in ("version", "digest_algorithms", "encap_content_info")]
    optional = [
        signed[name].dump() for name in ("certificates", "crls") if not isinstance(signed[name], core.Void)
    ]
    body = _tlv(0x30, *before, *optional, _tlv(0x31, rebuilt))
    return _tlv(0x30, info["content_type"].dump(), _tlv(0xA0, body))


def _parts(signature: bytes) -> tuple[cms.SignedData, cms.SignerInfo, list[bytes]]:
    signed = cms.ContentInfo.load(signature)["content"]
    signer = signed["signer_infos"][0]
    unsigned = signer["unsigned_attrs"]
    return signed, signer, [] if isinstance(unsigned, core.Void) else [one.dump() for one in unsigned]


def _signer_fields(signer: cms.SignerInfo) -> list[bytes]:
    names = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    return [signer[name].dump() for name in names]


def archive_v3(
    signature: bytes,
    content: bytes,
    authority: Party,
    time: datetime,
    *,
    leaves_out: Sequence[str] = (),
    index_digest: str = "sha256",
) -> bytes:
    """With an archive timestamp version 3 (EN 319 122-1 5.5.3) over all but some unsigned attributes."""
    signed, signer, _ = _parts(signature)
    index = _hash_index(signed, signer, leaves_out, index_digest)
    covered = b"".join(
        [
            signed["encap_content_info"]["content_type"].dump(),
            _hash("sha256", content),
            *_signer_fields(signer),
            index,
        ]
    )
    token = add_unsigned(stamp(authority, covered, time), INDEX_V3, index)
    return add_unsigned(signature, ARCHIVE_V3, token)


def _hash_index(
    signed: cms.SignedData, signer: cms.SignerInfo, leaves_out: Sequence[str], digest: str
) -> bytes:
    """ATSHashIndexV3 (5.5.2): algorithm, certificates, CRLs, attribute values with their types."""

    def octets(items: Sequence[bytes]) -> bytes:
        return _tlv(0x30, *(core.OctetString(_hash(digest, item)).dump() for item in items))

    values = []
    unsigned = signer["unsigned_attrs"]
    for attribute in [] if isinstance(unsigned, core.Void) else unsigned:
        kind = attribute["type"]
        if kind.dotted not in leaves_out:
            inner = core.SetOf.load(attribute["values"].dump(), spec=core.Any)
            values += [kind.dump() + one.dump() for one in inner]
    certificates = [one.dump() for one in signed["certificates"]]
    crls = [] if isinstance(signed["crls"], core.Void) else [one.dump() for one in signed["crls"]]
    return _tlv(0x30, _algorithm(digest), octets(certificates), octets(crls), octets(values))


def archive_v2(
    signature: bytes, content: bytes, authority: Party, time: datetime, *, tagged: bool = True
) -> bytes:
    """With an archive timestamp version 2 (RFC 5126 6.4.1), unsigned attributes with their tag or not."""
    signed, signer, unsigned = _parts(signature)
    is_detached = isinstance(signed["encap_content_info"]["content"], core.Void)
    optional = [signed[name].dump() for name in ("certificates", "crls")]
    covered = b"".join(
        [
            signed["encap_content_info"].dump(),
            content if is_detached else b"",
            *optional,
            *_signer_fields(signer),
            _tlv(0xA1, *unsigned) if tagged else b"".join(unsigned),
        ]
    )
    return add_unsigned(signature, ARCHIVE_V2, stamp(authority, covered, time))


# --- evidence records -----------------------------------------------------------------------------


def node(values: Sequence[bytes], digest: str) -> bytes:
    """A node of the hash tree over these values (RFC 4998 4.2)."""
    ordered = sorted(set(values))
    return ordered[0] if len(ordered) == 1 else _hash(digest, b"".join(ordered))


@dataclass
class Stamped:
    """One archive timestamp to make: the lists of its tree below the root, none for no tree."""

    lists: list[list[bytes]]
    authority: Party
    time: datetime
    digest: str = "sha256"
    imprint: bytes | None = None
    """What the token is made for where that is not the root."""

    def token(self) -> bytes:
        root = self.imprint or self._root()
        return stamp(self.authority, b"", self.time, digest=self.digest, imprint=root)

    def _root(self) -> bytes:
        below: list[bytes] = []
        for one in self.lists:
            below = [node([*one, *below], self.digest)]
        return below[0]


@dataclass
class Record:
    """A record that grows: an initial archive timestamp, then renewals (ASN.1, RFC 4998 5.2)."""

    objects: Sequence[bytes]
    authority: Party
    time: datetime
    digest: str = "sha256"
    chains: list[list[tuple[str, list[list[bytes]], bytes]]] = field(default_factory=list)
    with_tree: bool = True

    def __post_init__(self) -> None:
        hashes = [_hash(self.digest, one) for one in self.objects]
        # Other objects of the archive's tree.
        lists = [hashes, [_hash(self.digest, b"mot ho so khac")], [_hash(self.digest, b"ho so thu ba")]]
        if not self.with_tree:
            lists = [[node(hashes, self.digest)]]
        made = Stamped(lists, self.authority, self.time, self.digest)
        self.chains.append([(self.digest, lists if self.with_tree else [], made.token())])

    def renew_timestamp(self, authority: Party, time: datetime, *, of: bytes | None = None) -> Record:
        """RFC 4998 5.2, timestamp renewal; ``of`` other bytes than the timestamp before."""
        digest, _, token = self.chains[-1][-1]
        lists = [[_hash(digest, of or token)]]
        made = Stamped(lists, authority, time, digest).token()
        self.chains[-1].append((digest, lists, made))
        return self

    def renew_tree(self, authority: Party, time: datetime, digest: str = "sha512") -> Record:
        """RFC 4998 5.2, hash-tree renewal under another algorithm."""
        older = _hash(digest, self._sequence())
        lists = [[_hash(digest, _hash(digest, one) + older) for one in self.objects]]
        self.chains.append([(digest, lists, Stamped(lists, authority, time, digest).token())])
        return self

    def _sequence(self) -> bytes:
        return _tlv(0x30, *(_tlv(0x30, *(self._stamp(*one) for one in chain)) for chain in self.chains))

    @staticmethod
    def _stamp(digest: str, lists: list[list[bytes]], token: bytes) -> bytes:
        algorithm = b"\xa0" + _algorithm(digest)[1:]
        groups = [_tlv(0x30, *(core.OctetString(value).dump() for value in one)) for one in lists]
        return _tlv(0x30, algorithm, _tlv(0xA2, *groups) if groups else b"", token)

    def asn1(self) -> bytes:
        """The EvidenceRecord in DER."""
        digests = dict.fromkeys(one[0] for chain in self.chains for one in chain)
        listed = _tlv(0x30, *(_algorithm(digest) for digest in digests))
        return _tlv(0x30, b"\x02\x01\x01", listed, self._sequence())


_URIS = {
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}


@dataclass
class XmlRecord:
    """The same in XML (RFC 6283 4.2)."""

    objects: Sequence[bytes]
    authority: Party
    time: datetime
    root: etree._Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = etree.Element(f"{{{ERS}}}EvidenceRecord", Version="1.0", nsmap={None: ERS})  # type: ignore[dict-item]  # the stubs know no default namespace
        etree.SubElement(self.root, f"{{{ERS}}}ArchiveTimeStampSequence")
        self._chain("sha256")
        hashes = [_hash("sha256", one) for one in self.objects]
        self._stamp("sha256", [hashes, [_hash("sha256", b"khac")]], self.authority, self.time)

    def renew_timestamp(self, authority: Party, time: datetime) -> XmlRecord:
        chain = self.root[0][-1]
        digest = next(name for name, uri in _URIS.items() if uri == chain[0].get("Algorithm"))
        before = chain[-1].find(f"{{{ERS}}}TimeStamp")
        assert before is not None
        self._stamp(digest, [[_hash(digest, _canonical(before))]], authority, time)
        return self

    def renew_tree(self, authority: Party, time: datetime, digest: str = "sha512") -> XmlRecord:
        older = _hash(digest, _canonical(self.root[0]))
        self._chain(digest)
        self._stamp(digest, [[*(_hash(digest, one) for one in self.objects), older]], authority, time)
        return self

    def _chain(self, digest: str) -> None:
        sequence = self.root[0]
        chain = etree.SubElement(sequence, f"{{{ERS}}}ArchiveTimeStampChain", Order=str(len(sequence) + 1))
        etree.SubElement(chain, f"{{{ERS}}}DigestMethod", Algorithm=_URIS[digest])
        etree.SubElement(chain, f"{{{ERS}}}CanonicalizationMethod", Algorithm=_C14N)

    def _stamp(self, digest: str, lists: list[list[bytes]], authority: Party, time: datetime) -> None:
        chain = self.root[0][-1]
        one = etree.SubElement(chain, f"{{{ERS}}}ArchiveTimeStamp", Order=str(len(chain) - 1))
        tree = etree.SubElement(one, f"{{{ERS}}}HashTree")
        for order, values in enumerate(lists, 1):
            sequence = etree.SubElement(tree, f"{{{ERS}}}Sequence", Order=str(order))
            for value in values:
                etree.SubElement(sequence, f"{{{ERS}}}DigestValue").text = base64.b64encode(value).decode()
        token = Stamped(lists, authority, time, digest).token()
        holder = etree.SubElement(one, f"{{{ERS}}}TimeStamp")
        encoded = base64.b64encode(token).decode()
        etree.SubElement(holder, f"{{{ERS}}}TimeStampToken", Type="RFC3161").text = encoded

    def xml(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")


def _canonical(element: etree._Element) -> bytes:
    """Of the element as a document of its own: lxml writes ``xmlns=""`` into subsets in place."""
    return etree.tostring(etree.fromstring(etree.tostring(element, with_tail=False)), method="c14n")
