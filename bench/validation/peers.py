"""The peers: libcrypto in process, pdfsig as a process, and what the formats cost before any signature."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import io
import subprocess
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cryptography import x509
from lxml import etree

#: openssl/cms.h and openssl/x509.h of OpenSSL 3.
_CMS_BINARY, _CMS_CADES = 0x80, 0x100000
_PURPOSE_ANY = 7


class PeerFailed(RuntimeError):
    """A peer refused what it was to be measured with: nothing can be compared."""


@cache
def _libcrypto() -> ctypes.CDLL:
    found = ctypes.util.find_library("crypto")
    if found is None:
        raise PeerFailed("libcrypto is not here; install openssl")
    library = ctypes.CDLL(found)
    pointers = ("BIO_new_mem_buf", "d2i_CMS_bio", "d2i_X509", "X509_STORE_new")
    for name in pointers:
        getattr(library, name).restype = ctypes.c_void_p
    library.BIO_new_mem_buf.argtypes = [ctypes.c_char_p, ctypes.c_int]
    library.d2i_CMS_bio.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.X509_STORE_add_cert.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.X509_STORE_set_purpose.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.CMS_verify.argtypes = [ctypes.c_void_p] * 5 + [ctypes.c_uint]
    for name in ("BIO_free", "CMS_ContentInfo_free"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
        getattr(library, name).restype = None
    return library


class Libcrypto:
    """``CMS_verify`` with the chain up to a root: signature, digest and signing-certificate attribute."""

    def __init__(self, roots: Sequence[bytes]) -> None:
        self._library = _libcrypto()
        self._store = self._library.X509_STORE_new()
        for root in roots:
            data = ctypes.c_char_p(root)
            certificate = self._library.d2i_X509(None, ctypes.byref(data), ctypes.c_long(len(root)))
            self._library.X509_STORE_add_cert(self._store, certificate)
        self._library.X509_STORE_set_purpose(self._store, _PURPOSE_ANY)

    def verify(self, signature: bytes, content: bytes) -> None:
        """A detached signature over the content.

        Raises:
            PeerFailed: libcrypto does not accept it.
        """
        library = self._library
        encoded = library.BIO_new_mem_buf(signature, len(signature))
        data = library.BIO_new_mem_buf(content, len(content))
        info = library.d2i_CMS_bio(encoded, None)
        verified = library.CMS_verify(info, None, self._store, data, None, _CMS_BINARY | _CMS_CADES)
        for bio in (encoded, data):
            library.BIO_free(bio)
        library.CMS_ContentInfo_free(info)
        if verified != 1:
            raise PeerFailed("CMS_verify")


def pdfsig(path: Path) -> None:
    """``pdfsig -nocert`` as a process: signatures of a PDF without their chains."""
    done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, check=False)
    if b"Signature is Valid" not in done.stdout:
        raise PeerFailed("pdfsig")


def parse_canonicalise_hash(document: bytes) -> bytes:
    """What any XML signature costs before its own work: parse, canonical form, SHA-256."""
    root = etree.fromstring(document)
    return hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True)).digest()


def unzip_and_hash(container: bytes) -> list[bytes]:
    """What any ASiC container costs before its signature: every member unpacked and hashed."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return [hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()]


def parse_crl_and_look_up(crl: bytes, serial: int) -> x509.RevokedCertificate | None:
    """A CRL as cryptography reads it, and one look-up."""
    return x509.load_der_x509_crl(crl).get_revoked_certificate_by_serial_number(serial)
