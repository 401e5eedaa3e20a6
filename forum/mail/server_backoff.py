"""A mail server in trouble is left alone, longer each time, and nobody's mail uses up a try for it."""

import time

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds
REFUSED_IN_A_ROW = 5  # mails; no server refuses so many for what each of them is


class Rest:
    def __init__(self):
        self.until, self.pause = 0.0, FIRST_PAUSE
        self.pace = 0.0  # seconds that the last mail took
        # The mails refused since one was last taken, by id; with their words, which the rows may have forgotten.
        self.refused: dict[int, dict] = {}

    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> float:
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.until = time.monotonic() + pause
        self.refused = {}
        return pause

    def end(self) -> None:
        """A mail was taken: whatever was refused before was refused for what it is."""
        self.until, self.pause, self.refused = 0.0, FIRST_PAUSE, {}

    def note_refusal(self, mail: int, words: dict) -> bool:
        """Answer whether so many were refused, and none taken, that it must be the server's matter."""
        self.refused[mail] = words
        return len(self.refused) >= REFUSED_IN_A_ROW


rest = Rest()
