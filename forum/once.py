"""Answers that are found when they are first asked for."""

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Once(Generic[Answer]):
    """A question without arguments that is asked once; to make a `functools.cache` for each request takes longer."""

    __slots__ = ("answer", "ask")

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.ask: Callable[[], Answer] | None = ask
        self.answer: Answer

    def __call__(self) -> Answer:
        if self.ask is not None:
            self.answer, self.ask = self.ask(), None
        return self.answer
