"""What Kafka answers, as one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import (
    AuthorizationError,
    KafkaError,
    KafkaTimeoutError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)

from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings

PATIENCE_MS = 10_000
"""How long a broker may take to answer the first time."""


@contextmanager
def complaining(settings: Settings) -> Iterator[None]:
    """Turn what kafka-python raises into a Complaint."""
    try:
        yield
    except KafkaError as error:
        raise Complaint(_said(error, settings)) from error


def _said(error: KafkaError, settings: Settings) -> str:
    protocol = settings.connection.security_protocol
    match error:
        case SaslAuthenticationFailedError() | UnsupportedSaslMechanismError():
            return f"{settings.broker} refuses the login: check MAKEGOOD_SASL_MECHANISM, _USERNAME and _PASSWORD"
        case AuthorizationError():
            return f"{settings.broker} forbids it to this user ({type(error).__name__}): ask for the right on the topic"
        case KafkaTimeoutError() if "bootstrap" in str(error):
            return (
                f"no Kafka answers at {settings.broker} by {protocol}: start it, or name another by --broker "
                "(MAKEGOOD_BROKER, MAKEGOOD_SECURITY_PROTOCOL)"
            )
        case _:
            text = " ".join(str(error).split()) or type(error).__name__
            return f"Kafka at {settings.broker}: {text}"
