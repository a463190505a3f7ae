"""Browser contexts for one test after the other: emptied in between, but for what they have cached of our scripts.

A page of the chat loads Gradio's scripts, which a new context compiles anew: two seconds of computing.
"""

from playwright.sync_api import Browser, BrowserContext, Error, Page

KEPT = 4  # contexts that wait for the next test; each holds memory
STORAGE = "local_storage,indexeddb,cache_storage,service_workers,file_systems"
OWN_CLOCK = "'__pwClock' in globalThis"  # of a test; it stays with its context


class Contexts:
    """`take` a context with these options, `give_back` what was taken."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.free, self.taken = browser, [], {}

    def take(self, permissions: tuple[str, ...] = (), **options: object) -> BrowserContext:
        found = next((each for each in self.free if each[0] == options), None)
        if found:
            self.free.remove(found)
        else:
            context = self.browser.new_context(**options)
            found = options, context, context.new_page()
        self.taken[found[1]] = found
        if permissions:
            found[1].grant_permissions(permissions)
        return found[1]

    def give_back(self, context: BrowserContext) -> None:
        options, _, keeper = self.taken.pop(context)
        try:
            is_clean = emptied(context, keeper)
        except Error:  # the page has crashed, or was closed by its own script
            is_clean = False
        if is_clean:
            self.free.append((options, context, keeper))
        else:
            context.close()
        for _, oldest, _ in self.free[:-KEPT]:
            oldest.close()
        del self.free[:-KEPT]


def emptied(context: BrowserContext, keeper: Page) -> bool:
    """Close all pages but the keeper, and forget what they have stored; tell whether that is all they have left."""
    for page in context.pages:
        if page != keeper:
            page.close()
    context.clear_cookies()
    context.clear_permissions()
    session = context.new_cdp_session(keeper)
    session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": STORAGE})
    session.detach()
    keeper.goto("about:blank")
    return not keeper.evaluate(OWN_CLOCK)
