"""Why an engine gives no answer. Imports nothing: the command line knows these before anything is loaded."""


class EngineUnavailable(Exception):
    """The engine cannot be asked now. Never means that a report does not say something.

    `seconds`: when to come back.
    """

    def __init__(self, reason: str, seconds: float = 5.0):
        super().__init__(reason)
        self.seconds = seconds


class EngineFull(EngineUnavailable):
    """There is no room for more; what was there before stays in use."""
