"""The turns that one page shows, and those that its last clearing or editing took away. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from web.wire import MOST_TURNS

Message = dict


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked, and the messages that show it with its answer."""

    question: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Kept by the server for as long as the page is open; the browser can bring it back by asking again."""

    turns: tuple[Turn, ...] = ()
    before: tuple[Turn, ...] = ()  # what `undo` brings back

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(turn.question for turn in self.turns)

    @property
    def messages(self) -> list[Message]:
        return [message for turn in self.turns for message in turn.messages]

    def until(self, count: int) -> "Conversation":
        """The first turns; those that fall away can be brought back."""
        if count >= len(self.turns):
            return self
        return Conversation(self.turns[:count], self.turns)

    def cleared(self) -> "Conversation":
        return self.until(0)

    def undone(self) -> "Conversation":
        return Conversation(self.before) if self.before else self

    def followed_by(self, question: str, messages: Sequence[Message]) -> "Conversation":
        return replace(self, turns=(*self.turns, Turn(question, tuple(messages)))[-MOST_TURNS:])
