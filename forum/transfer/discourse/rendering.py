from collections import deque
from collections.abc import Callable, Iterator, Mapping

from forum import markup
from forum.markup.producing import shown_plain
from forum.markup.rendered import CROWDED
from forum.transfer.discourse.drafting import TopicDraft
from forum.transfer.reporting import Report


def rendered(
    drafts: Iterator[TopicDraft], members_in: Callable[[str], Mapping[str, str]], report: Report
) -> Iterator[TopicDraft]:
    """Have the texts of the drafts rendered in other processes, a little ahead of whoever takes them."""
    waiting: deque[TopicDraft] = deque()

    def texts():
        for draft in drafts:
            waiting.append(draft)
            for post in draft.posts:
                for piece in post.pieces:
                    yield (draft, post, piece), piece, members_in(piece)

    for (draft, post, piece), result in markup.render_many(texts()):
        if isinstance(result, markup.Refused):
            # Nothing is shortened and nothing left out: what is not taken as Markdown is shown as it is.
            result = shown_plain(piece, CROWDED)
        if result.plain:
            report.warn("plain", post.foreign.where())
        post.rendered.append(result)
        draft.waiting -= 1
        while waiting and waiting[0].waiting == 0:
            yield waiting.popleft()
