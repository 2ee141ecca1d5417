"""The numbers of the judgement. Every one is a rule with a default; times are in seconds."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct


class Rules(Struct, frozen=True, kw_only=True):
    """What a rule file may change. ``version`` stands on every step."""

    version: str = "default-1"
    lateness: float = 2.0
