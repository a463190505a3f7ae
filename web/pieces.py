"""Counts the pieces in which a body comes: 300 kB in chunks of a byte each keep a core busy for a second."""

import h11

FREE = 200  # pieces of a body that may be of any size
LEAST = 128  # bytes that further ones have on average; a packet of the slowest line has 500


class Pieces(h11.Connection):
    """The server's side of a connection, whose requests have heads of so many bytes at most."""

    def __init__(self, most_head: int):
        super().__init__(h11.SERVER, most_head)
        self.count = self.size = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Raises RemoteProtocolError, which uvicorn answers with 400."""
        event = super().next_event()
        if isinstance(event, h11.Data):
            self.count += 1
            self.size += len(event.data)
            if self.count > FREE + self.size // LEAST:
                raise h11.RemoteProtocolError("a body in too many pieces")
        elif isinstance(event, h11.EndOfMessage):
            self.count = self.size = 0
        return event
