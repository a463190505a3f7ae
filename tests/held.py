"""What comes late, or twice: an answer of the server that is kept back until a test lets it go, an impatient finger."""

import time

from playwright.sync_api import Locator, Page, Route

PATIENCE = 60  # seconds
ESCAPE_TWICE = """() => {
  const press = {key: "Escape", bubbles: true, cancelable: true};
  for (let i = 0; i < 2; i++) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", press));
}"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Held:
    """The first request to `address` that `page` makes after this, or every one; what comes later goes on by itself."""

    def __init__(self, page: Page, address: str, every: bool = False) -> None:
        self.page, self.address, self.routes, self.open = page, address, [], False
        self.most = None if every else 1
        page.route(address, self._meet)

    def _meet(self, route: Route) -> None:
        if self.open or len(self.routes) == self.most:
            route.continue_()
        else:
            self.routes.append(route)

    @property
    def route(self) -> Route:
        return self.routes[0]

    def wait(self, count: int = 1) -> None:
        """Until the request was made, or so many were."""
        deadline = time.monotonic() + PATIENCE
        while len(self.routes) < count:
            assert time.monotonic() < deadline, f"{self.address} was not asked for"
            self.page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Until its answer is there and the page has had the time to show it."""
        self.wait()
        with self.page.expect_response(lambda response: response.request == self.route.request) as came:
            self.route.continue_()
        came.value.finished()
        self.page.evaluate(FRAMES)

    def let_all_go(self) -> None:
        self.wait()
        self.open = True
        for route in self.routes:
            route.continue_()


def twice(page: Page, button: Locator, way: str) -> None:
    """Close something twice, the second time before the page has done anything about the first."""
    if way == "Escape":
        page.evaluate(ESCAPE_TWICE)
    else:
        button.evaluate("button => { button.click(); button.click(); }")
