"""What Kafka answers, as one line that says what to do."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kafka.errors import (
    AuthorizationError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)

from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings

PATIENCE_MS = 10_000
"""How long a broker may take to answer the first time."""
REMEMBERED = 100
"""Errors that are kept where somebody listens for days; the reason of a refusal is among the latest."""
_LOGIN = "MAKEGOOD_SASL_MECHANISM, _USERNAME and _PASSWORD"


@contextmanager
def complaining(settings: Settings) -> Iterator[None]:
    """Turn what kafka-python raises into a Complaint."""
    with _overhearing() as heard:
        try:
            yield
        except KafkaError as error:
            raise Complaint(_said(error, heard, settings)) from error


class _Overheard(logging.Handler):
    """Keeps the errors that kafka-python logs: it tries again until it times out, and then tells only of that."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: deque[KafkaError] = deque(maxlen=REMEMBERED)

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple):
            self.errors += [said for said in record.args if isinstance(said, KafkaError)]


@contextmanager
def _overhearing() -> Iterator[deque[KafkaError]]:
    logger, ear = logging.getLogger("kafka"), _Overheard()
    logger.addHandler(ear)
    try:
        yield ear.errors
    finally:
        logger.removeHandler(ear)


def _said(error: KafkaError, heard: Iterable[KafkaError], settings: Settings) -> str:
    if isinstance(error, KafkaTimeoutError) and "bootstrap" in str(error):
        # kafka-python may drop a refusal because the broker has hung up behind it; some attempt has it, mostly.
        causes = (_refusal(one, settings) for one in sorted(heard, key=lambda one: "disconnected" in str(one)))
        return next((cause for cause in causes if cause), None) or (
            f"no Kafka answers at {settings.broker} by {settings.connection.security_protocol}: start it, or name "
            "another by --broker (MAKEGOOD_BROKER, MAKEGOOD_SECURITY_PROTOCOL)"
        )
    text = " ".join(str(error).split()) or type(error).__name__
    return _refusal(error, settings) or f"Kafka at {settings.broker}: {text}"


def _refusal(error: KafkaError, settings: Settings) -> str | None:
    broker, text = settings.broker, str(error)
    match error:
        case UnsupportedSaslMechanismError():
            offered = text.partition("Enabled mechanisms: ")[2] or "others"
            return f"{broker} offers {offered}: choose one of them by MAKEGOOD_SASL_MECHANISM"
        case SaslAuthenticationFailedError():
            return f"{broker} refuses the login: check {_LOGIN}"
        case AuthorizationError():
            return f"{broker} forbids it to this user ({type(error).__name__}): ask for the right on the topic"
        case KafkaConnectionError() if "CERTIFICATE_VERIFY_FAILED" in text:
            why = text.rpartition("verify failed: ")[2].partition(" (_ssl")[0].rstrip(".")
            return (
                f"the certificate of {broker} is not trusted ({why}): name its authority by MAKEGOOD_SSL_CAFILE, "
                "and the broker as the certificate does"
            )
        case KafkaConnectionError() if "ALERT" in text and ("CERTIFICATE" in text or "UNKNOWN_CA" in text):
            return (
                f"{broker} wants a client's certificate that it trusts: set MAKEGOOD_SSL_CERTFILE, MAKEGOOD_SSL_KEYFILE"
            )
        case KafkaConnectionError() if "disconnected" in text and settings.connection.authenticated:
            return f"{broker} hangs up on the login: check {_LOGIN}, then MAKEGOOD_SECURITY_PROTOCOL and the port"
        case KafkaConnectionError() if "SSL" in text or "disconnected" in text:
            protocol = settings.connection.security_protocol
            return f"{broker} answers, but hangs up on {protocol}: check MAKEGOOD_SECURITY_PROTOCOL and the port"
        case _:
            return None
