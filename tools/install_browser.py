"""Installs what the browser tests lack: a library of Playwright's, a Chromium, a font with Chinese characters.

python -m tools.install_browser
"""

import os
import shutil
import subprocess
import sys

from tools.chromium import CURE, find_chromium, playwright_starts

PACKAGES = ("chromium-headless-shell", "chromium")
FONT_PACKAGES = ("fontconfig", "fonts-noto-cjk")
DRIVER_PACKAGE = "libatomic1"  # what Playwright's driver links to


def main() -> int:
    if not playwright_starts() and not (apt_install(DRIVER_PACKAGE) and playwright_starts()):
        print(f"Playwright does not start here; Debian: `apt-get install {DRIVER_PACKAGE}`", file=sys.stderr)
        return 1
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        print(CURE, file=sys.stderr)
        return 1
    if not has_chinese_font() and not (apt_install(*FONT_PACKAGES) and has_chinese_font()):
        print(f"no Chinese font, so screenshots show boxes; Debian: {FONT_PACKAGES[-1]}", file=sys.stderr)
    return 0


def install_chromium() -> None:
    """Try Debian's packages, then Playwright's own download (with its libraries where that is allowed)."""
    for package in PACKAGES:
        if apt_install(package) and find_chromium():
            return
    with_libraries = ["--with-deps"] if may_use_apt() else []
    run([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"])


def has_chinese_font() -> bool:
    """Tell whether fontconfig lists a Chinese font; True on macOS, which ships several."""
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True).stdout.strip())


def may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(*packages: str) -> bool:
    """Install Debian packages where we are root; return whether that worked."""
    if not may_use_apt():
        return False
    print(f"installing {' '.join(packages)}", file=sys.stderr)
    run(["apt-get", "update", "-qq"])
    return run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def run(command: list[str]) -> bool:
    """Run a command that asks nothing, its errors on stderr; return whether it ended well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
