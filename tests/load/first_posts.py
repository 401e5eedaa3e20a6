"""What real authors wrote first on a forum, and what was said there besides."""

from dataclasses import dataclass
from typing import Any

from forum.importing.discourse.finding_archives import archive_in
from tests.load.known_items import ARCHIVES, folder

LONGEST = 15_000  # characters


@dataclass(frozen=True)
class RealText:
    author: str
    title: str  # of the topic
    text: str
    starts_topic: bool


class _Silent:
    """Takes what the archives warn of."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_kwargs: None


def are_there() -> bool:
    return all((folder() / name).is_dir() for name in ARCHIVES)


def read() -> tuple[list[RealText], list[RealText]]:
    """Each author's first post, from all forums in turn; and other posts."""
    firsts: list[list[RealText]] = []
    others: list[RealText] = []
    for name in ARCHIVES:
        by_author: dict[str, tuple[Any, RealText]] = {}
        for topic in archive_in(folder() / name).topics(_Silent()):  # type: ignore[arg-type]
            for post in topic.posts:
                if not post.becomes_post or post.is_deleted or not post.raw or len(post.raw) > LONGEST:
                    continue
                text = RealText(f"{name} {post.author.username}", topic.title, post.raw, post.number == 1)
                when = (post.created_at is None, post.created_at, post.id)
                known = by_author.get(text.author)
                if known is None or when < known[0]:
                    by_author[text.author] = (when, text)
                    text = known[1] if known else None
                if text is not None:
                    others.append(text)
        firsts.append([text for _when, text in by_author.values()])
    in_turn = [text for pair in zip(*firsts, strict=False) for text in pair]
    return in_turn, others
