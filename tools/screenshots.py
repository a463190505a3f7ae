"""Takes the pictures that README and docs show: docs/*.png, of the real app on real reports.

make screenshots      or      python -m tools.screenshots [FOLDER]
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import CURE, FLAGS, find_chromium

ROOT = Path(__file__).parent.parent
LARGEST = 400_000  # bytes of a picture
COLOURS = 128  # of a picture; text stays as sharp, and the file is a third
START_LIMIT = 180  # seconds
RUN_LIMIT = 600  # seconds
PATIENCE = 60_000  # milliseconds
QUESTION, FOLLOW_UP = "深圳新能源汽车保有量是多少？", "那渗透率呢？"
SHENZHEN, JIANGSU = "shenzhen-climate-2024", "jiangsu-climate-plan-2021"
QUESTIONS = "noise-law-2021.jsonl"  # few questions, on a report of its own
REPORTS = (f"reports/{SHENZHEN}.txt", f"reports/{SHENZHEN}.toml", f"holdout/{JIANGSU}.pdf", f"holdout/{JIANGSU}.toml")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is photographed: the name of its file, the window, and the questions that are asked first."""

    name: str
    width: int
    height: int
    questions: tuple[str, ...] = ()
    scheme: str = "light"
    cited: bool = True  # the first citation is open
    path: str = ""  # of the page; the chat when empty
    evaluated: bool = False  # a question set has been run
    all_reports: bool = True  # else the first report alone, as after `make run`


PICTURES = (
    Picture("screenshot", 1280, 860, (QUESTION,), all_reports=False),
    Picture("screenshot-dark", 1280, 860, (QUESTION, FOLLOW_UP), "dark", all_reports=False),
    Picture("screenshot-phone", 390, 844, (QUESTION,), cited=False, all_reports=False),
    Picture("screenshot-phone-source", 390, 844, (QUESTION,), all_reports=False),
    Picture("page-evaluate", 1280, 860, path="evaluate", evaluated=True, all_reports=False),
    Picture("page-reader", 1280, 860, path=f"reports/{SHENZHEN}?s=4685-4789#cited"),
    Picture("page-printed", 1280, 860, path=f"reports/{JIANGSU}/pages/6?s=555-573"),
    Picture("page-search", 1280, 860, path=f"search?q=超充站&open={SHENZHEN}:2950-3316"),
    Picture("page-figures", 1280, 860, path="figures"),
)


@contextmanager
def served(files: Sequence[str]) -> Iterator[str]:
    """The address of `baipishu serve` over these files of corpus/, on a free port, with an index of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    with TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        reports.mkdir()
        for file in files:
            shutil.copy(ROOT / "corpus" / file, reports)
        environment = {**os.environ, "BAIPISHU_REPORTS": str(reports), "BAIPISHU_INDEX": f"{folder}/index"}
        environment |= {"BAIPISHU_RUNS": f"{folder}/runs"}
        command = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def wait_for(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}healthz", timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"{url}: the server did not come up; run `baipishu doctor`")


def evaluate(address: str) -> None:
    """Run a question set to its end."""
    wanted = json.dumps({"set": QUESTIONS, "split": "dev"}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{address}/runs", wanted, headers), timeout=60).close()
    deadline = time.monotonic() + RUN_LIMIT
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/state", timeout=60) as answer:
            [run] = json.load(answer)["runs"]
        if run["state"] != "running":
            break
        time.sleep(1)
    if run["state"] != "finished":
        raise RuntimeError(f"the run of {QUESTIONS} is {run['state']}: {run.get('said', '')}")


def photograph(page: Page, url: str, picture: Picture) -> bytes:
    """Ask, open the source, and return the picture as PNG with few colours."""
    if picture.evaluated:
        evaluate(f"{url}operator/evaluate")
    page.goto(url + picture.path)
    for number, question in enumerate(picture.questions, 1):
        page.locator("#question-box").fill(question)
        page.keyboard.press("Enter")
        answered = "n => document.querySelectorAll('#chat .answer').length === n"
        page.wait_for_function(answered, arg=number, timeout=PATIENCE)
    if picture.evaluated:
        page.locator("#runs a").first.wait_for()
    if picture.questions and picture.cited:
        page.locator("#chat blockquote a.cite").first.click()
        page.locator("#evidence mark").wait_for()
    return taken(page)


def taken(page: Page) -> bytes:
    """The window as PNG with few colours."""
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1000)  # smooth scrolling ends
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    written = BytesIO()
    shot.save(written, "PNG", optimize=True)
    return written.getvalue()


def main(folder: Path) -> int:
    chromium = find_chromium()
    if chromium is None:
        print(CURE, file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        for files, all_reports in ((REPORTS[:2], False), (REPORTS, True)):
            with served(files) as url:
                for picture in PICTURES:
                    if picture.all_reports == all_reports:
                        keep(folder, picture, photograph(opened(browser, picture), url, picture))
        browser.close()
    return 0


def opened(browser: Browser, picture: Picture) -> Page:
    """A window of that size and scheme, in a context of its own."""
    size = {"width": picture.width, "height": picture.height}
    return browser.new_context(viewport=size, locale="zh-CN", color_scheme=picture.scheme).new_page()


def keep(folder: Path, picture: Picture, content: bytes) -> None:
    """Write a picture that is small enough."""
    if len(content) > LARGEST:
        raise ValueError(f"{picture.name}.png has {len(content)} bytes, not {LARGEST}; make its window smaller")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{picture.name}.png").write_bytes(content)
    print(f"{folder / picture.name}.png  {len(content) // 1000} kB", flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"))
