"""The same surroundings for every test, whatever the machine and its owner have set."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from kdeck import language
from kdeck.core.errors import KdeckError
from kdeck.language.build import compile_catalogue
from tests.language.catalogue import PO

for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
for _name in [name for name in os.environ if name.startswith("KDECK_")]:
    del os.environ[_name]
os.environ["LANG"] = "en_US.UTF-8"
os.environ["COLORTERM"] = "truecolor"

# Fresh examples everywhere, also where CI is set; what fails prints how to see it fail again.
settings.register_profile(
    "kdeck", derandomize=False, print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kdeck")

_UNBOUND = not hasattr(os, "geteuid") or os.geteuid() == 0


def pytest_configure() -> None:
    """Compile the catalogue where that was forgotten: the tests are about the texts as they stand."""
    try:
        stale = bool(language.checked())
    except KdeckError:
        stale = True
    if stale:
        compile_catalogue(PO)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what permissions are needed for where they bind nobody; .ci/run runs that part for root, too."""
    if _UNBOUND and item.get_closest_marker("permissions"):
        pytest.skip("permissions do not bind whoever runs this")
