"""Why a record cannot be read: the closed list of reasons that dead letters carry."""

from typing import Literal, TypeAlias

Why: TypeAlias = Literal[
    "no_value",
    "too_large",
    "not_utf8",
    "not_json",
    "missing_field",
    "invalid_field",
    "unknown_type",
    "bad_time",
    "missing_key",
    "key_mismatch",
    "fold_failed",
    "undelivered",
]


class Rejected(ValueError):  # noqa: N818 - the record's fault, no error of the program
    """A record is no event. The text says what is wrong and where, and never quotes the record."""

    def __init__(self, reason: Why, error: str, found: str | None = None) -> None:
        """``found``: the wrong value, masked and short."""
        super().__init__(error)
        self.reason: Why = reason
        self._found = found

    @property
    def in_full(self) -> str:
        """The reason, the text and the wrong value: for whoever has the record, as its file lies before them."""
        return f"{self.reason}: {self}" + (f": “{self._found}”" if self._found is not None else "")
