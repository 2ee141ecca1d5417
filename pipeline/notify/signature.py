"""Signatures by a shared secret: of what is delivered (Standard Webhooks), and of the links by which seniors answer.

A webhook carries ``webhook-id``, ``webhook-timestamp`` (seconds since the epoch) and ``webhook-signature``: ``v1,`` and
the base64 of HMAC-SHA256 over ``id.timestamp.body``. Who receives it refuses what is older than :data:`TOLERANCE_S`.
"""

import hmac
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from pipeline.ops.secret import Secret

TOLERANCE_S = 300
"""How far the time stamp of a webhook may lie from the receiver's clock."""
_PREFIX = "whsec_"


def signed(identity: str, body: bytes, secret: Secret, now_s: int) -> dict[str, str]:
    """The headers of a webhook with this id and body."""
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"v1,{_webhook(identity, body, secret, str(now_s))}",
    }


def verified(headers: Mapping[str, str], body: bytes, secret: Secret, now_s: int) -> bool:
    """Whether a webhook was signed with this secret not long ago; what a receiver asks. Header names in lower case."""
    identity, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(int(stamp[:12]) - now_s) > TOLERANCE_S:
        return False
    wanted = f"v1,{_webhook(identity, body, secret, stamp)}".encode()
    # While a secret is changed a sender may sign with the old and the new one.
    return any(hmac.compare_digest(given.encode(), wanted) for given in headers.get("webhook-signature", "").split(" "))


def mac(secret: Secret, *parts: str) -> str:
    """Proof that we wrote these parts, for a link. What stands before and behind a border cannot change places."""
    told = b"".join(b"%d:%b" % (len(part), part) for part in map(_bytes, ("makegood answer", *parts)))
    digest = hmac.digest(secret.reveal().encode(), told, sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    """Whether two proofs are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")  # an address may hold anything


def _webhook(identity: str, body: bytes, secret: Secret, stamp: str) -> str:
    digest = hmac.digest(key(secret), b".".join((identity.encode(), stamp.encode(), body)), sha256)
    return b64encode(digest).decode()


def key(secret: Secret) -> bytes:
    """``whsec_`` stands before a key in base64, as the libraries of receivers want it; others are taken as text.

    Raises ValueError where what follows ``whsec_`` is no base64: no library would verify what is signed with it.
    """
    told = secret.reveal()
    return b64decode(told.removeprefix(_PREFIX), validate=True) if told.startswith(_PREFIX) else told.encode()
