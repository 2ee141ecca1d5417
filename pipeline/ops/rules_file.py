"""Rules from a TOML file: one name a line, those of ``makegood rules show``; what is not named keeps its default."""

import re
import tomllib
from collections.abc import Container, Iterator
from datetime import tzinfo
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import get_args
from zlib import crc32
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from pipeline.domain.rules import ASCENDING, Rules
from pipeline.domain.templates import Templates
from pipeline.ops.complaint import Complaint

_OURS = re.compile(r"(?P<kind>default|file|learned)-(?:[0-9]+|[0-9a-f]{8})")
FIELDS = {field.name: field for field in msgspec.structs.fields(Rules)}


def load_rules(path: str | None) -> Rules:
    """The rules in force: the defaults without a file. Raises Complaint with the first error, and how many follow."""
    if path is None:
        return Rules()
    rules, errors = read_rules(Path(path))
    if rules is None:
        more = f" (and {len(errors) - 1} more: makegood rules check {path})" if len(errors) > 1 else ""
        raise Complaint(f"rules {errors[0]}{more}")
    return rules


def read_rules(file: Path) -> tuple[Rules | None, list[str]]:
    """The rules, or all errors, each ``FILE:LINE: reason``. Raises Complaint where there is no such file."""
    try:
        text = file.read_text("utf-8")
        told = tomllib.loads(text)
    except OSError as error:
        raise Complaint(f"rules {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        return None, [f"{file}: not UTF-8"]
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at line ")
        return None, [f"{file}:{place.partition(',')[0] or '?'}: {what}"]
    values: dict[str, object] = {}
    errors = []
    for name, value in told.items():
        try:
            values[name] = _converted(name, value)
        except ValueError as error:
            errors.append(f"{file}:{_line(text, name)}: {name}: {error}")
    found = msgspec.structs.replace(Rules(), **values)
    errors += [f"{file}:{_line(text, name)}: {name}: {error}" for name, error in _out_of_order(found, values)]
    if errors:
        return None, errors
    # Steps name the version: changed rules never go under a name that was given to others.
    if "version" not in values or _not_theirs(found, text):
        found = msgspec.structs.replace(found, version=named("file", text))
    return found, []


def named(kind: str, text: str) -> str:
    """The version of rules that nobody has named: their text gives it."""
    return f"{kind}-{crc32(text.encode()):08x}"


def _not_theirs(rules: Rules, text: str) -> bool:
    """Whether a version that we have made was copied to a file that says something else."""
    ours = _OURS.fullmatch(rules.version)
    if ours is None:
        return False
    if ours["kind"] == "learned":
        return rules.version != named("learned", text.partition("\n")[2])
    return ours["kind"] == "file" or rules != Rules()


def _converted(name: str, value: object) -> object:
    if name not in FIELDS:
        near = get_close_matches(name, FIELDS, 1)
        raise ValueError("no rule" + (f"; meant is perhaps {near[0]}" if near else "; see makegood rules show"))
    kind = FIELDS[name].type
    try:
        return msgspec.convert(value, kind, dec_hook=_special)
    except msgspec.ValidationError as error:
        told = str(error).partition(" - at ")[0]
        raise ValueError(told if ", got " in told else _bounds(kind) or told) from None


def _bounds(kind: object) -> str | None:
    """What a number must be, in words."""
    metas = (arg for arg in get_args(kind) if isinstance(arg, msgspec.Meta) and arg.ge is not None)
    return next((f"must lie between {meta.ge} and {meta.le}" for meta in metas), None)


def _out_of_order(rules: Rules, told: Container[str]) -> Iterator[tuple[str, str]]:
    """Thresholds that lie above the next, each by the name that the file has, and what is wrong."""
    for lower, upper in pairwise(ASCENDING):
        low, high = getattr(rules, lower), getattr(rules, upper)
        if low > high:
            by_lower, by_upper = f"must be at most {upper}, {high}", f"must be at least {lower}, {low}"
            yield (lower, by_lower) if lower in told else (upper, by_upper)


def _special(kind: type, value: object) -> object:
    if kind is Templates:
        return Templates(_sketches(value))
    if kind is not tzinfo:
        raise NotImplementedError
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {value!r}; names look like Europe/London") from None


def _sketches(value: object) -> list[tuple[int, ...]]:
    try:
        sketches = msgspec.convert(value, list[tuple[int, ...]])
    except msgspec.ValidationError:
        sketches = [()]
    if any(not sketch or list(sketch) != sorted(set(sketch)) for sketch in sketches):
        raise ValueError("not a list of sorted lists of numbers; makegood learn writes it")
    return sketches


def _line(text: str, name: str) -> int | str:
    pattern = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), "?")


def written(rules: Rules) -> str:
    """The rules as a file that :func:`load_rules` reads."""
    lines = []
    for name in FIELDS:
        value = getattr(rules, name)
        if isinstance(value, tzinfo):
            value = str(value)
        elif isinstance(value, Templates):
            value = list(value)
        lines.append(f"{name} = {msgspec.json.encode(value).decode()}")
    return "\n".join(lines)
