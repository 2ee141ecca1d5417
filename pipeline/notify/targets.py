"""Where decisions go: the file that ``makegood notify`` is given.

[answers]                       # links by which seniors answer; may be left out
listen = "127.0.0.1:9467"
address = "https://answers.example.com"
secret_file = "/run/secrets/answers"

[[webhook]]
name = "desk"
url = "https://desk.example.com/hooks/makegood"
secret_file = "/run/secrets/desk"
teams = ["emea"]                # these only; none named: all
types = ["assigned", "reassigned", "overdue", "grouped"]

[nudge]                         # of agents before a deadline, where a target's types name "at_risk"; may be left out
before = 60.0

[[message]]
name = "seniors"
to_file = "/run/secrets/slack"  # an address as Apprise writes it: slack://…, msteams://…, pagerduty://…, mailto://…
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from pipeline.domain.escalation import ChatStatus, Reason, Severity
from pipeline.domain.floor import Decision, DecisionType
from pipeline.notify.signature import key
from pipeline.ops.complaint import Complaint
from pipeline.ops.secret import Secret

Name: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,40}$")]
Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=86_400)]
AT_RISK = "at_risk"
NoticeType: TypeAlias = DecisionType | Literal["at_risk"]
DECISIONS: tuple[DecisionType, ...] = get_args(DecisionType)


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all targets have."""

    name: Name
    types: tuple[NoticeType, ...] = DECISIONS
    teams: tuple[str, ...] = ()
    """These only; none named: all."""
    reasons: tuple[Reason, ...] = ()
    severities: tuple[Severity, ...] = ()
    timeout: Seconds = 10.0
    """Seconds that one attempt may take."""
    give_up_after: Seconds = 900.0
    """Seconds of trying, from the first attempt on; then it becomes a dead letter."""

    def wants(self, decision: Decision) -> bool:
        """Whether it is to be told of this."""
        return (
            decision.type in self.types
            and (not self.teams or decision.team in self.teams)
            and (not self.reasons or not decision.reasons or not set(self.reasons).isdisjoint(decision.reasons))
            and (not self.severities or decision.severity in self.severities)
        )

    def wants_nudge(self, status: ChatStatus) -> bool:
        """Whether it is to be told of an agent whose time runs out; such a chat has no reason and no severity yet."""
        return AT_RISK in self.types and (not self.teams or status.team in self.teams)


class Webhook(Target, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address that takes CloudEvents."""

    url: str
    secret: Secret


class Message(Target, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People, by a service that Apprise knows."""

    to: Secret
    """An address of Apprise's; most hold a key."""
    types: tuple[NoticeType, ...] = ("assigned", "reassigned", "overdue", "grouped")


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Links by which seniors answer."""

    listen: Annotated[str, Meta(pattern=r"^.+:[0-9]{1,5}$")]
    address: str
    """As seniors reach it."""
    secret: Secret
    valid: Seconds = 28_800.0
    """Seconds that a link may be used; a shift."""


class Nudge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When agents are nudged."""

    before: Seconds = 60.0
    """Seconds before the deadline."""


class Targets(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    webhook: tuple[Webhook, ...] = ()
    message: tuple[Message, ...] = ()
    answers: Answers | None = None
    nudge: Nudge = Nudge()
    console: str | None = None
    """The console's address, for links to a conversation."""

    @property
    def all(self) -> tuple[Webhook | Message, ...]:
        """Every target."""
        return (*self.webhook, *self.message)

    @property
    def nudged(self) -> bool:
        """Whether anybody wishes to be told of agents whose time runs out."""
        return any(AT_RISK in target.types for target in self.all)


def load_targets(file: str) -> Targets:
    """Read the file; raises Complaint that says what is wrong and where, and shows no secret."""
    try:
        told = tomllib.loads(Path(file).read_text("utf-8"))
    except OSError as error:
        raise Complaint(f"targets file {file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Complaint(f"targets file {file}: {error}") from None
    for table in ("webhook", "message", "answers"):
        some = told.get(table, ())
        for one in [some] if isinstance(some, dict) else some if isinstance(some, list) else ():
            if isinstance(one, dict):
                _from_files(one, f"targets file {file}, [{table}] {one.get('name', '')}".rstrip())
    try:
        targets = msgspec.convert(told, Targets, dec_hook=_secret)
    except msgspec.ValidationError as error:
        raise Complaint(f"targets file {file}: {error}") from None
    _check(targets, file)
    if "nudge" in told and not targets.nudged:
        raise Complaint(f'targets file {file}: [nudge] stands there, but no target names "at_risk" in its types')
    return targets


def _from_files(told: dict[str, object], where: str) -> None:
    for name in ("secret", "to"):
        place = told.pop(f"{name}_file", None)
        if place is None:
            continue
        try:
            told[name] = Path(str(place)).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "is not text"
            raise Complaint(f"{where}: {name}_file {place}: {why}") from None


def _check(targets: Targets, file: str) -> None:
    if not targets.all:
        raise Complaint(f"targets file {file}: names no [[webhook]] and no [[message]], so nobody would be told")
    names = [target.name for target in targets.all]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Complaint(f"targets file {file}: two targets are called {', '.join(sorted(twice))}")
    for one in targets.webhook:
        try:
            key(one.secret)
        except ValueError:
            raise Complaint(
                f"targets file {file}: webhook {one.name}, secret: what follows whsec_ is no base64, and no receiver "
                'could verify it; make one by: echo "whsec_$(openssl rand -base64 32)"'
            ) from None
    addresses = {f"webhook {one.name}, url": one.url for one in targets.webhook}
    if targets.answers:
        addresses["answers, address"] = targets.answers.address
    if targets.console:
        addresses["console"] = targets.console
    for where, address in addresses.items():
        if urlsplit(address).scheme not in {"http", "https"} or not re.match(r"https?://[^\s/]+", address):
            raise Complaint(f"targets file {file}: {where}: {address} is no http or https address")


def _secret(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str) and value:
        return Secret(value)
    raise TypeError("must be text, and not empty")
