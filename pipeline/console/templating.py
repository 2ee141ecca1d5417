"""Templates: everything that goes into one is escaped."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.console import words
from pipeline.domain.explaining import span
from pipeline.wire.times import to_iso


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of the package."""
    made = Environment(
        loader=PackageLoader("pipeline.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"iso": to_iso, "hhmmss": hhmmss, "span": span, "address": address, "plainly": words.plainly}
    made.globals |= {
        "REASONS": words.REASONS,
        "CLOCKS": words.CLOCKS,
        "SEVERITIES": words.SEVERITIES,
        "ENDINGS": words.ENDINGS,
        "VERDICTS": words.VERDICTS,
        "KEYS": words.KEYS,
        "RULES": words.RULES,
        "query": query,
    }
    return made


def render(template: str, **told: object) -> Markup:
    """One template filled; what comes out is safe to stand in another."""
    return Markup(environment().get_template(template).render(**told))  # noqa: S704 - rendered with autoescape


def address(conversation_id: str) -> str:
    """The page of a conversation."""
    return f"/conversation/{quote(conversation_id, safe='')}"


def query(told: Mapping[str, object], **more: object) -> str:
    """The filters as the end of an address, some changed; without those that are not set."""
    fields = {name: value for name, value in {**told, **more}.items() if value is not None}
    return f"?{urlencode(fields)}" if fields else "?"


def hhmmss(ms: int) -> str:
    """The time of day, UTC: what a page shows until the browser puts its own zone in place."""
    return to_iso(ms)[11:19]
