"""The way around the site: which pages stand in the navigation. One that is not mounted is not shown."""

from dataclasses import dataclass

from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: the address below the app's root, and the name of its text."""

    path: str
    text: str


NAVIGATION = (
    Place("", "nav_ask"),
    Place("reports", "nav_reports"),
    Place("search", "nav_search"),
    Place("figures", "nav_figures"),
    Place("evaluate", "nav_evaluate"),
    Place("api-docs", "nav_api"),
)


def places_of(app: FastAPI) -> tuple[Place, ...]:
    """The entries whose pages this app has; the chat at its root is always there."""
    there = {getattr(route, "path", None) for route in app.routes}
    return tuple(place for place in NAVIGATION if not place.path or f"/{place.path}" in there)
