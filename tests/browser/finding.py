"""Finds a browser to test with: the system's, else Debian's package, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSER = "EVENHAND_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowser(RuntimeError):
    """There is none and none could be installed; the text says what to install."""


def find_browser() -> str:
    """The path of a Chromium or Chrome that runs. Raises NoBrowser."""
    for find in (_named, _system, _debian, _playwright):
        path = find()
        if path and _runs(path):
            return path
    raise NoBrowser(
        "the browser tests need Chromium or Chrome; install one (on Debian: apt install chromium) and try again"
    )


def _named() -> str | None:
    return os.environ.get(BROWSER)


def _system() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    print("Installing Chromium from Debian's packages ...", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-yq", "--no-install-recommends", "chromium"], check=False, **quiet)
    return _system()


def _playwright() -> str | None:
    print("Fetching Playwright's own Chromium ...", flush=True)
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    if done.returncode:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _runs(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
