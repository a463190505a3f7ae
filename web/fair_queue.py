"""Takes the questions of Gradio's queue by clients, not by the order of coming: web/fairness.py.

This takes the place of a method of gradio.queueing (6.31); a test holds it to what is used here.
"""

from collections import Counter
from typing import Any

from web.fairness import Fairness
from web.guard.clients import household
from web.sessions import client_of


def make_fair(queue: Any, places: int) -> None:
    """Let `queue` take turns; `places` questions are answered at the same time."""
    fairness = Fairness(places)
    queue.get_events = lambda: next_events(queue, fairness)


def next_events(queue: Any, fairness: Fairness) -> tuple[list[Any], bool, str] | None:
    """Take the event that goes next out of the queue, as Gradio wants it; None while there is none or no place."""
    under_way = [event for job in queue.active_jobs if job for event in job]
    for name, events in queue.event_queue_per_concurrency_id.items():
        if events.concurrency_limit is not None and events.current_concurrency >= events.concurrency_limit:
            continue
        working = Counter(household(client_of(event)) for event in under_way if event.concurrency_id == name)
        chosen = fairness.next([household(client_of(event)) for event in events.queue], working)
        if chosen is not None:
            return [events.queue.pop(chosen)], False, name  # nothing of ours is done in batches
    return None
