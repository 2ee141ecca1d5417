"""How to reach the broker: security settings named like Kafka's own, and what both client libraries make of them."""

import ssl
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from pipeline.ops.complaint import Complaint
from pipeline.ops.secret import Secret


class Connection(Struct, frozen=True, kw_only=True):
    """``MAKEGOOD_SECURITY_PROTOCOL`` and what follows from it. Files are PEM."""

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    sasl_username: str | None = None
    sasl_password: Secret | None = None
    ssl_cafile: str | None = None
    """None: the authorities that the machine trusts."""
    ssl_certfile: str | None = None
    ssl_keyfile: str | None = None
    ssl_password: Secret | None = None
    """Of the key file."""
    ssl_check_hostname: bool = True

    @property
    def encrypted(self) -> bool:
        """Whether TLS is spoken."""
        return self.security_protocol.endswith("SSL")

    @property
    def authenticated(self) -> bool:
        """Whether a user name and a password are sent."""
        return self.security_protocol.startswith("SASL")

    def kafka(self) -> dict[str, Any]:
        """For kafka-python. Raises Complaint where a file cannot be read."""
        return self._sasl() | ({"ssl_context": self._tls()} if self.encrypted else {})

    def aiokafka(self) -> dict[str, Any]:
        """For aiokafka, which has taken kafka-python's names. Raises Complaint where a file cannot be read."""
        return self.kafka()

    def _sasl(self) -> dict[str, Any]:
        told: dict[str, Any] = {"security_protocol": self.security_protocol}
        if self.authenticated:
            told["sasl_mechanism"] = self.sasl_mechanism
            told["sasl_plain_username"] = self.sasl_username
            told["sasl_plain_password"] = self.sasl_password.reveal() if self.sasl_password else None
        return told

    def _tls(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self.ssl_cafile)
        except (OSError, ssl.SSLError):
            raise Complaint(f"MAKEGOOD_SSL_CAFILE: {self.ssl_cafile} is no readable PEM file") from None
        context.check_hostname = self.ssl_check_hostname
        if self.ssl_certfile:
            password = self.ssl_password.reveal() if self.ssl_password else ""
            try:
                context.load_cert_chain(self.ssl_certfile, self.ssl_keyfile, password)
            except (OSError, ssl.SSLError):
                raise Complaint(
                    f"MAKEGOOD_SSL_CERTFILE {self.ssl_certfile} or its MAKEGOOD_SSL_KEYFILE is not readable, "
                    "or MAKEGOOD_SSL_PASSWORD is not its password"
                ) from None
        return context


CONNECTION = Connection.__struct_fields__


def connection_of(told: Mapping[str, Any]) -> Connection:
    """A connection whose parts fit together; raises Complaint where one is missing."""
    connection = Connection(**told)
    if connection.authenticated:
        for name in ("sasl_mechanism", "sasl_username", "sasl_password"):
            if getattr(connection, name) is None:
                raise Complaint(f"MAKEGOOD_{name.upper()} is not set; {connection.security_protocol} needs it")
    if connection.ssl_keyfile and not connection.ssl_certfile:
        raise Complaint("MAKEGOOD_SSL_CERTFILE is not set; MAKEGOOD_SSL_KEYFILE needs it")
    return connection
