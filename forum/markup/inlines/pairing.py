"""Which runs of marks belong together: `*emphasis*`, `**strong**`, `~~deleted~~`, `==marked==`, `||spoilers||`."""

from forum.markup.inlines.pieces import Pair, Run

TAGS = {"~": "del", "=": "mark", "|": "span"}
SPOILER = {"class": "spoiler"}


def pair_up(runs: list[Run]) -> None:
    """Give each run the elements that start and end at it.

    `bottoms` remembers per kind of closing run below which run no opening one was found, so that no two walk down
    the same way in vain.
    """
    openers: list[Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        if run.closes:
            is_emphasis = run.mark in "*_"
            key = (run.mark, run.opens and is_emphasis, run.length % 3 if is_emphasis else run.length)
            while run.count and (opener := last_opener(openers, run, bottoms.get(key, 0))):
                join(opener, run)
                if not opener.count:
                    openers.pop()
            if run.count:
                bottoms[key] = run.place
        if run.opens and run.count:
            openers.append(run)


def last_opener(openers: list[Run], closer: Run, bottom: int) -> Run | None:
    """The last run that the closer may end, with the runs above it taken off: they enclose nothing any more."""
    index = len(openers) - 1
    while index >= 0 and openers[index].place >= bottom:
        if fit(openers[index], closer):
            del openers[index + 1 :]
            return openers[index]
        index -= 1
    return None


def fit(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark:
        return False
    if opener.mark not in "*_":
        return opener.length == closer.length
    is_ambiguous = opener.closes or closer.opens
    in_threes = opener.length % 3 == 0 and closer.length % 3 == 0
    return not is_ambiguous or in_threes or (opener.length + closer.length) % 3 != 0


def join(opener: Run, closer: Run) -> None:
    mark = opener.mark
    if mark in "*_":
        used = 2 if opener.count > 1 and closer.count > 1 else 1
        pair = Pair("strong" if used == 2 else "em", mark * used, mark * used)
    else:
        used = opener.count
        pair = Pair(TAGS[mark], mark * used, mark * used, SPOILER if mark == "|" else {})
    opener.starts.append(pair)
    closer.ends.append(pair)
    opener.count -= used
    closer.count -= used
