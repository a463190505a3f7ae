"""Limits on the time and memory of this process, where the system knows them (Linux, macOS)."""

try:
    import resource
except ImportError:  # Windows: only the time is limited, by the parent
    resource = None  # type: ignore[assignment]


def limit_this_process(seconds: float, memory: int) -> None:
    """Stop this process after so many seconds of computing; let allocations beyond `memory` bytes fail."""
    if resource is None:
        return
    lower(resource.RLIMIT_AS, memory)
    lower(resource.RLIMIT_CPU, int(seconds) + 1)
    lower(resource.RLIMIT_CORE, 0)


def lower(kind: int, limit: int) -> None:
    """Lower a limit, never raise it."""
    hard = resource.getrlimit(kind)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    try:
        resource.setrlimit(kind, (limit, hard))
    except (ValueError, OSError):  # macOS knows the limit on memory but does not take it
        return
