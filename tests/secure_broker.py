"""An Apache Kafka that wants to know who is there: TLS, client certificates, user names and passwords.

Its authority, certificates and password are made for it and thrown away with it.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe

from pipeline.cli.embedded_broker import free_port
from tests.brokers import ApacheKafka

USER = "makegood"
_SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")
_LOGINS = "org.apache.kafka.common.security"
LISTENERS = {
    "TLS": "SSL",
    "CERTIFICATES": "SSL",
    "ELSEWHERE": "SSL",
    "LOGIN": "SASL_SSL",
    "BARE_LOGIN": "SASL_PLAINTEXT",
}
"""Names of the listeners, and the security protocol that each speaks. CERTIFICATES wants one of the client,
ELSEWHERE shows that of another machine."""


class Authority:
    """Signs certificates, in PEM files under ``folder``."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.file = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        _openssl("-nodes", *("-subj", f"/CN={name}"), *("-keyout", self._key), *("-out", self.file))

    def certify(self, name: str, password: str = "", address: str = "127.0.0.1") -> tuple[Path, Path]:
        """A certificate for a machine and its key, which has ``password`` if given."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        _openssl(
            *(("-passout", "env:KEY_PASSWORD") if password else ("-nodes",)),
            *("-CA", self.file, "-CAkey", self._key, "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=IP:{address}", "-addext", "basicConstraints=critical,CA:FALSE"),
            *("-keyout", key, "-out", certificate),
            password=password,
        )
        return certificate, key


def _openssl(*arguments: str | Path, password: str = "") -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]
    subprocess.run(
        [*command, *arguments], env={**os.environ, "KEY_PASSWORD": password}, capture_output=True, check=True
    )


class SecureKafka(ApacheKafka):
    """Beside the plain listener at ``address``, one for each way of LISTENERS. The password is the same everywhere."""

    def __init__(self, folder: Path) -> None:
        self.password = token_urlsafe(12)
        self.authority = Authority(folder / "certificates", "authority")
        self.ports = {name: free_port() for name in LISTENERS}
        super().__init__(folder, self._asking(folder / "certificates"), self._users())

    def environment(self, listener: str, mechanism: str | None = None) -> dict[str, str]:
        """The settings that reach it through a listener. Only those of a client certificate are left to the caller."""
        told = {
            "MAKEGOOD_BROKER": f"127.0.0.1:{self.ports[listener]}",
            "MAKEGOOD_SECURITY_PROTOCOL": LISTENERS[listener],
        }
        if LISTENERS[listener].endswith("SSL"):
            told["MAKEGOOD_SSL_CAFILE"] = str(self.authority.file)
        if mechanism:
            told |= {
                "MAKEGOOD_SASL_MECHANISM": mechanism,
                "MAKEGOOD_SASL_USERNAME": USER,
                "MAKEGOOD_SASL_PASSWORD": self.password,
            }
        return told

    def _asking(self, folder: Path) -> Mapping[str, str]:
        for name, address in (("broker", "127.0.0.1"), ("other", "192.0.2.1")):
            certificate, key = self.authority.certify(name, address=address)
            (folder / f"{name}-store.pem").write_text(key.read_text() + certificate.read_text())
        urls = "".join(f",{name}://127.0.0.1:{port}" for name, port in self.ports.items())
        asking = {
            "listeners+": urls,
            "advertised.listeners+": urls,
            "listener.security.protocol.map+": "".join(f",{name}:{spoken}" for name, spoken in LISTENERS.items()),
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(folder / "broker-store.pem"),
            "listener.name.elsewhere.ssl.keystore.type": "PEM",
            "listener.name.elsewhere.ssl.keystore.location": str(folder / "other-store.pem"),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority.file),
            "listener.name.certificates.ssl.client.auth": "required",
        }
        for listener in ("login", "bare_login"):
            prefix = f"listener.name.{listener}"
            asking[f"{prefix}.sasl.enabled.mechanisms"] = ",".join(("PLAIN", *_SCRAM))
            plain = f'{_LOGINS}.plain.PlainLoginModule required user_{USER}="{self.password}";'
            asking[f"{prefix}.plain.sasl.jaas.config"] = plain
            for scram in _SCRAM:
                asking[f"{prefix}.{scram.lower()}.sasl.jaas.config"] = f"{_LOGINS}.scram.ScramLoginModule required;"
        return asking

    def _users(self) -> tuple[str, ...]:
        user = f"[name={USER},password={self.password}]"
        return tuple(word for scram in _SCRAM for word in ("--add-scram", f"{scram}={user}"))
