"""An answer of the server that is kept back until a test lets it go: how a slow line looks to the page."""

from playwright.sync_api import Page, Route

FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Held:
    """The first request to `address` that `page` makes after this; every later one goes on by itself."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.route = page, address, None
        page.route(address, self._meet)

    def _meet(self, route: Route) -> None:
        if self.route is None:
            self.route = route
        else:
            route.continue_()

    def wait(self) -> None:
        """Until the request was made."""
        while self.route is None:
            self.page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Until its answer is there and the page has had the time to show it."""
        self.wait()
        with self.page.expect_response(lambda response: response.request == self.route.request) as came:
            self.route.continue_()
        came.value.finished()
        self.page.evaluate(FRAMES)
