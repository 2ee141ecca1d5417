"""The settings: a TOML file, then the environment (``MAKEGOOD_*``), then options; the later wins.

In the file the names are those of the fields below, on the top level: ``broker = "kafka-1:9092"``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from pipeline.ops.complaint import Complaint
from pipeline.ops.connection import CONNECTION, Connection, connection_of
from pipeline.ops.secret import Secret
from pipeline.wire.topics import EVENTS

PREFIX = "MAKEGOOD_"

TopicName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,249}$")]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a process is told. Rules of judgement are not here: see ``rules``."""

    broker: Annotated[str, Meta(min_length=1)] = "127.0.0.1:9092"
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
    rules: str | None = None
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
    file = file or environment.get(f"{PREFIX}CONFIG")
    told: dict[str, object] = {**(defaults or {}), **(_from_file(Path(file)) if file else {})}
    source = {name: f"`{name}` in {file}" for name in told}
    for name in (*OWN, *CONNECTION):
        variable = PREFIX + name.upper()
        if environment.get(variable):
            told[name] = environment[variable]
            source[name] = variable
    for name, value in (options or {}).items():
        if value is not None:
            told[name] = value
            source[name] = "--" + name.replace("_", "-")
    _secrets_from_files(told, source, environment)
    return _converted(told, source)


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Complaint(f"settings file {file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Complaint(f"settings file {file}: {error}") from None


def _secrets_from_files(told: dict[str, object], source: dict[str, str], environment: Mapping[str, str]) -> None:
    """``MAKEGOOD_SASL_PASSWORD_FILE`` and its like: the way containers hand over secrets."""
    for name in SECRETS:
        place = told.pop(f"{name}_file", None) or environment.get(f"{PREFIX}{name.upper()}_FILE")
        if not place or name in told:
            continue
        try:
            told[name] = Path(str(place)).read_text("utf-8").rstrip("\r\n")
            source[name] = f"{PREFIX}{name.upper()}_FILE: {place}"
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "is not text"
            raise Complaint(f"{PREFIX}{name.upper()}_FILE: {place}: {why}") from None


SECRETS = ("http_token", "sasl_password", "ssl_password")


def _converted(told: dict[str, object], source: Mapping[str, str]) -> Settings:
    nested = {name: told.pop(name) for name in CONNECTION if name in told}
    converted: dict[str, Any] = {}
    for name, value in (told | nested).items():
        owner: type[Struct] = Connection if name in CONNECTION else Settings
        types = {field.name: field.type for field in msgspec.structs.fields(owner)}
        where = source.get(name, name)
        if name not in types:
            raise Complaint(f"{where} is no setting; known are {', '.join((*OWN, *CONNECTION))}")
        try:
            converted[name] = msgspec.convert(value, types[name], strict=False, dec_hook=_secret)
        except msgspec.ValidationError as error:
            raise Complaint(f"{where}: {_wanted(name, error)}") from None
    own = {name: converted[name] for name in converted if name not in CONNECTION}
    connection = connection_of({name: converted[name] for name in nested})
    return Settings(**own, connection=connection)


_WANTED = {
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
