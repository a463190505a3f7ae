"""Takes the questions of Gradio's queue by clients, not by the order of coming: web/fairness.py.

This takes the place of two methods of gradio.queueing (6.31); a test holds it to what is used here.
"""

from collections import Counter
from typing import Any

from gradio.server_messages import ProcessCompletedMessage

from web.fairness import Fairness, greediest
from web.guard.clients import household
from web.sessions import client_of
from web.texts import say


def make_fair(queue: Any, places: int) -> None:
    """Let `queue` take turns; `places` questions are answered at the same time."""
    fairness, push = Fairness(places), queue.push

    async def push_with_room(body: Any, request: Any, username: str | None) -> Any:
        make_room(queue, household(request.client.host) if request and request.client else "")
        return await push(body=body, request=request, username=username)

    queue.push = push_with_room
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


def make_room(queue: Any, client: str) -> None:
    """Of a full queue let the latest of the client who has most there go, and tell him; a fair one stays as it is."""
    if queue.max_size is None or len(queue) < queue.max_size:
        return
    waiting = [event for events in queue.event_queue_per_concurrency_id.values() for event in events.queue]
    out = greediest([household(client_of(event)) for event in waiting], client)
    if out is None:
        return
    event = waiting[out]
    queue.event_queue_per_concurrency_id[event.concurrency_id].queue.remove(event)
    queue.event_ids_to_events.pop(event._id, None)
    if event.session_hash in queue.pending_messages_per_session:
        told = {"error": say("zh-Hans", "overloaded")}
        queue.send_message(event, ProcessCompletedMessage(output=told, success=False))
