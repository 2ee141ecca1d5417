"""The settings: a TOML file, then the environment (``MAKEGOOD_*``), then options; the later wins.

In the file the names are those of the fields below, on the top level: ``broker = "kafka-1:9092"``.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from pipeline.ops.complaint import Complaint
from pipeline.ops.connection import CONNECTION, Connection, connection_of
from pipeline.ops.secret import Secret
from pipeline.wire.topics import EVENTS

PREFIX = "MAKEGOOD_"

_PORT = r"(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
_ADDRESS = rf"(?:\[[^\[\]\s,]+\]|[^:\[\]\s,]+){_PORT}"
Addresses = Annotated[str, Meta(pattern=rf"^\s*{_ADDRESS}\s*(?:,\s*(?:{_ADDRESS}\s*)?)*$")]
TopicName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,249}$")]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a process is told. Rules of judgement are not here: see ``rules``."""

    broker: Addresses = "127.0.0.1:9092"
    """``host:port,…``"""
    app: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,200}$")] = "makegood"
    """Consumer group, and the beginning of the transactional ids."""
    worker_id: str | None = None
    """``group.instance.id``: a worker that comes back under it takes its partitions up at once."""
    events_topic: TopicName = EVENTS.name
    delivery: Literal["auto", "exactly_once", "ordered"] = "auto"
    """``auto``: by what the broker can."""
    clock: Literal["wall", "log"] = "wall"
    http: Annotated[str, Meta(pattern=r"^.+:[0-9]{1,5}$")] = "127.0.0.1:9464"
    """Where /metrics, /health and /ready answer; port 0 takes a free one."""
    http_token: Secret | None = None
    """Needed where ``http`` is not on loopback."""
    metrics_by_agent: bool = False
    """Whether replies are counted by agent too. Where staff must not be watched one by one, leave it."""
    rules: Annotated[str, Meta(min_length=1)] | None = None
    """A rule file; none: the defaults."""
    partitions: Annotated[int, Meta(ge=1, le=10_000)] = 8
    """Where the input topic is created by us."""
    connection: Connection = Connection()

    def kafka(self) -> dict[str, Any]:
        """Arguments for kafka-python's clients; raises Complaint."""
        return {"bootstrap_servers": self.broker.split(","), **self.connection.kafka()}

    def aiokafka(self) -> dict[str, Any]:
        """Arguments for aiokafka's clients; raises Complaint."""
        return {"bootstrap_servers": self.broker.split(","), **self.connection.aiokafka()}


SWITCHES = ("metrics_by_agent",)
"""Settings that are on or off."""
OWN = tuple(name for name in Settings.__struct_fields__ if name != "connection")


def load_settings(
    options: Mapping[str, object] | None = None,
    *,
    file: str | None = None,
    environment: Mapping[str, str] | None = None,
    defaults: Mapping[str, object] | None = None,
) -> Settings:
    """The settings in force. ``options`` that are ``None`` were not given; ``defaults`` instead of ours.

    Raises Complaint.
    """
    environment = os.environ if environment is None else environment
    if file == "":
        raise Complaint("--config names no file; name one, or leave it out")
    file = file or environment.get(f"{PREFIX}CONFIG")
    given: dict[str, _Given] = {}
    _take(given, defaults or {}, str)
    if file:
        _take(given, _from_file(Path(file)), lambda name: f"`{name}` in {file}")
    variables = {name: environment.get(_variable(name)) for name in (*OWN, *CONNECTION, *PLACES)}
    _take(given, {name: value for name, value in variables.items() if value}, _variable)
    chosen = {name: value for name, value in (options or {}).items() if value is not None}
    _take(given, chosen, lambda name: "--" + name.replace("_", "-"))
    return _converted({name: _read(one) if one.place else one for name, one in given.items()})


class _Given(NamedTuple):
    """What one source says of a setting."""

    value: object
    where: str
    """How a user knows it."""
    place: bool = False
    """Whether the value is the file that holds it."""


def _take(given: dict[str, _Given], told: Mapping[str, object], where: Callable[[str], str]) -> None:
    """Take what a source says: it beats all earlier ones, whether it says a secret or the place of one."""
    for name, value in told.items():
        secret = PLACES.get(name)
        if secret is None:
            given[name] = _Given(value, where(name))
        elif secret not in told:
            given[secret] = _Given(value, where(name), place=True)


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Complaint(f"settings file {file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Complaint(f"settings file {file}: {error}") from None


def _read(given: _Given) -> _Given:
    where = f"{given.where}: {given.value}"
    try:
        return _Given(Path(str(given.value)).read_text("utf-8").rstrip("\r\n"), where)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not text"
        raise Complaint(f"{where}: {why}") from None


SECRETS = ("http_token", "sasl_password", "ssl_password")
PLACES = {f"{name}_file": name for name in SECRETS}
"""``MAKEGOOD_SASL_PASSWORD_FILE`` and its like: the way containers hand over secrets."""


_TYPES = {field.name: field.type for kind in (Settings, Connection) for field in msgspec.structs.fields(kind)}
del _TYPES["connection"]  # its own fields stand on the top level


def _converted(told: Mapping[str, _Given]) -> Settings:
    converted: dict[str, Any] = {}
    for name, given in told.items():
        if name not in _TYPES:
            raise Complaint(f"{given.where} is no setting; known are {', '.join((*OWN, *CONNECTION))}")
        try:
            converted[name] = msgspec.convert(given.value, _TYPES[name], strict=False, dec_hook=_secret)
        except msgspec.ValidationError as error:
            raise Complaint(f"{given.where}: {_wanted(name, error)}") from None
    own = {name: converted[name] for name in converted if name not in CONNECTION}
    connection = connection_of({name: converted[name] for name in converted if name in CONNECTION})
    return Settings(**own, connection=connection)


_WANTED = {
    "broker": "must be HOST:PORT, or several with commas between, like kafka-1:9092,kafka-2:9092; IPv6 as [::1]:9092",
    "rules": "must name a rule file; leave it out for the rules of the settings, or the defaults",
    "metrics_by_agent": "must be true or false",
    "delivery": "must be auto, exactly_once or ordered",
    "clock": "must be wall or log",
    "http": "must be HOST:PORT, like 127.0.0.1:9464",
    "events_topic": "must be a topic name: letters, digits, dot, dash, underscore",
    "app": "must be letters, digits, dot, dash, underscore",
    "security_protocol": "must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
    "sasl_mechanism": "must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512",
}


def _wanted(name: str, error: msgspec.ValidationError) -> str:
    return _WANTED.get(name) or str(error).partition(" - at ")[0]


def _secret(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        if not value.strip():
            raise ValueError("must not be empty")
        return Secret(value)
    raise TypeError("must be text")
