"""A browser that says to a service worker: there is network now, send what waits."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.web.until import until


def without_promise(page: Page) -> None:
    """The page may keep, but ask for no sending: else the browser does it at once, as there is network."""
    page.add_init_script("delete window.SyncManager; delete ServiceWorkerRegistration.prototype.sync;")


def without_a_line(page: Page) -> None:
    """Nothing that this page sends gets out. What a route holds does, where the page is closed at that moment."""
    page.evaluate(
        "XMLHttpRequest.prototype.send = function () { Promise.resolve().then(() => this.onerror()); }"
    )


def network_is_back(context: BrowserContext, origin: str, tag: str) -> None:
    """Sends the event of Background Sync to the one service worker, from a page that is not ours."""
    blank = context.new_page()
    tools = context.new_cdp_session(blank)
    registrations: list[dict[str, Any]] = []

    def hear(event: dict[str, Any]) -> None:
        registrations.extend(each for each in event["registrations"] if each["scopeURL"].startswith(origin))

    tools.on("ServiceWorker.workerRegistrationUpdated", hear)
    tools.send("ServiceWorker.enable")
    until(blank, lambda: bool(registrations))
    event = {"origin": origin, "registrationId": registrations[-1]["registrationId"], "tag": tag}
    tools.send("ServiceWorker.dispatchSyncEvent", {**event, "lastChance": False})
