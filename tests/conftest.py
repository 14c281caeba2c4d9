"""The same surroundings for every test, whatever the machine and its owner have set."""

from __future__ import annotations

import os

from hypothesis import settings

for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
for _name in [name for name in os.environ if name.startswith("KDECK_")]:
    del os.environ[_name]
os.environ["LANG"] = "en_US.UTF-8"
os.environ["COLORTERM"] = "truecolor"

settings.register_profile("ci", derandomize=True)  # what fails there fails for everyone; new examples come from people
if os.environ.get("CI"):
    settings.load_profile("ci")
