"""Options that several commands share: where the broker is, which rules are in force, what else the settings say."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from pipeline.ops.rules_file import load_rules
from pipeline.ops.settings import SWITCHES, load_settings

F = TypeVar("F", bound=Callable[..., Any])

_config = click.option("--config", metavar="FILE", help="Settings as TOML (MAKEGOOD_CONFIG).")

_HELP = {
    "broker": "host:port,… of the Kafka to use (MAKEGOOD_BROKER; 127.0.0.1:9092).",
    "app": "Consumer group and transactional ids (MAKEGOOD_APP; makegood).",
    "worker_id": "group.instance.id of this worker (MAKEGOOD_WORKER_ID; none).",
    "events_topic": "The input (MAKEGOOD_EVENTS_TOPIC; chat.events.v1).",
    "delivery": "auto, exactly_once or ordered (MAKEGOOD_DELIVERY; auto: by what the broker can).",
    "clock": "wall: real time counts; log: only records do (MAKEGOOD_CLOCK; wall).",
    "http": "HOST:PORT of /metrics, /health, /ready (MAKEGOOD_HTTP; 127.0.0.1:9464).",
    "rules": "A rule file (MAKEGOOD_RULES; the defaults).",
    "metrics_by_agent": "Tell agents apart in counts of replies (MAKEGOOD_METRICS_BY_AGENT; only teams).",
    "partitions": "Of the input, where it is created (MAKEGOOD_PARTITIONS; 8).",
}


def with_settings(*names: str, **defaults: str) -> Callable[[F], F]:
    """Give a command ``--config``, ``--broker``, ``--events-topic`` and options for the settings named.

    The command receives the settings in force as its argument ``settings``; ``defaults`` are its own.
    """
    shown = ("broker", "events_topic", *names)

    def decorate(command: F) -> F:
        @wraps(command)
        def told(*args: Any, config: str | None, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own arguments
            options = {name: kwargs.pop(f"setting_{name}") for name in shown}
            return command(*args, settings=load_settings(options, file=config, defaults=defaults), **kwargs)

        wrapped: Any = told
        for name in reversed(shown):
            option = f"--{name.replace('_', '-')}"
            form: dict[str, Any] = {"is_flag": True, "default": None} if name in SWITCHES else {"metavar": ""}
            wrapped = click.option(option, f"setting_{name}", help=_HELP[name], **form)(wrapped)
        return cast(F, _config(wrapped))

    return decorate


def with_rules(command: F) -> F:
    """Give a command ``--rules`` and ``--config``; it receives the rules in force as its argument ``rules``."""

    @wraps(command)
    def told(*args: Any, rules_file: str | None, config: str | None, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own
        settings = load_settings({"rules": rules_file}, file=config)
        return command(*args, rules=load_rules(settings.rules), **kwargs)

    return cast(F, click.option("--rules", "rules_file", metavar="FILE", help=_HELP["rules"])(_config(told)))
