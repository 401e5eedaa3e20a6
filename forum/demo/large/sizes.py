from dataclasses import dataclass

FEWEST, MOST = 500, 10_000_000  # posts
MOST_TEXTS = 5_000


@dataclass(frozen=True)
class Sizes:
    """How much there is of everything in a forum of so many posts."""

    posts: int

    @property
    def topics(self) -> int:
        return self.posts // 10

    @property
    def longest_topic(self) -> int:
        """The posts of one topic."""
        return self.posts // 10

    @property
    def members(self) -> int:
        return max(self.posts // 50, 50)

    @property
    def followers(self) -> int:
        """Of one topic."""
        return min(self.posts // 100, self.members // 2)

    @property
    def texts(self) -> int:
        """Different ones, of which each is written by many."""
        return min(max(self.posts // 20, 100), MOST_TEXTS)

    @property
    def marks(self) -> int:
        """How many topics one member, the reader, has read."""
        return self.posts // 50

    @property
    def follows(self) -> int:
        """How many topics the reader follows."""
        return max(self.posts * 3 // 1_000, 5)

    @property
    def notifications(self) -> int:
        """How many the reader has got, and how many of the newest posts have notified whoever started their topic."""
        return max(self.posts // 200, 10)

    @property
    def notifying(self) -> int:
        return self.posts // 20
