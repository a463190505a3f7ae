"""Finds a Chromium that starts. Knows nothing of installing one.

python -m tools.chromium
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

COMMANDS = (
    "chromium-headless-shell",  # the same browser without windows: a page costs it a third
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (  # quiet, the same everywhere, and able to start as root in a container
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CURE = (
    "no Chromium starts here: install one (Debian: `apt-get install chromium`; macOS: `brew install --cask chromium`; "
    "else `.venv/bin/python -m playwright install chromium`) or name it in CHROMIUM"
)
START_TIMEOUT = 60  # seconds; a first start on a cold, busy disk takes up to 20


def find_chromium() -> Path | None:
    """Return the first Chromium that starts: the one named in CHROMIUM, one that is installed, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if starts(Path(named)) else None
    installed = [Path(found) for command in COMMANDS if (found := shutil.which(command))]
    places = chain(installed, map(Path, MAC_APPS), playwright_downloads())
    return next((place for place in places if starts(place)), None)


def starts(*program: Path | str) -> bool:
    """Tell whether a program says its version: Ubuntu's `chromium-browser` may be a stub that only asks for a snap."""
    try:
        return subprocess.run([*program, "--version"], capture_output=True, timeout=START_TIMEOUT).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwright_starts() -> bool:
    """Tell whether Playwright's driver runs: it is a Node.js that wants libatomic, which a bare Debian lacks."""
    return starts(sys.executable, "-m", "playwright")


def playwright_downloads() -> Iterator[Path]:
    """Yield where Playwright keeps the Chromium that it downloads; nothing where Playwright cannot say."""
    if playwright_starts():
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            yield Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    found = find_chromium()
    print(found or CURE)
    sys.exit(found is None)
