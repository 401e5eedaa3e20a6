"""The pictures in the demo's posts: drawn anew like any member's, before the texts that show them are rendered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from accounts.models import User
from forum.attachments import storing
from forum.attachments.models import KEY_LENGTH, LETTERS, Attachment
from forum.attachments.storing import Piece, SentFile
from forum.demo.content_files import FOLDER
from forum.demo.dates_and_ids import Plan, PlannedPost
from forum.site.models import SiteSettings

PICTURE = re.compile(r"\(picture:(?P<name>[\w.-]+)\)")  # where an address will be


@dataclass
class DemoPicture:
    row: Attachment
    pieces: list[Piece]
    post: PlannedPost


def place_pictures(plan: Plan) -> list[DemoPicture]:
    """Draw the pictures that posts name, and put their addresses into the posts. Nothing is stored yet."""
    pictures: list[DemoPicture] = []
    for post in plan.posts:
        for name in PICTURE.findall(post.source):
            picture = _drawn(name, plan.seed, post)
            pictures.append(picture)
            post.source = post.source.replace(f"(picture:{name})", f"({picture.row.address})")
    return pictures


def _drawn(name: str, seed: int, post: PlannedPost) -> DemoPicture:
    path = FOLDER / "pictures" / name
    with path.open("rb") as content:
        row, pieces = storing.as_picture(None, SentFile(name, content, path.stat().st_size))
    row.key = "".join(Random(f"{seed} {name}").choices(LETTERS, k=KEY_LENGTH))
    row.created_at = post.at
    return DemoPicture(row, pieces, post)


def store_pictures(pictures: list[DemoPicture], members: Mapping[str, User]) -> None:
    space = SiteSettings.current().attachment_space
    for picture in pictures:
        picture.row.owner = members[picture.post.author]
        storing.written(picture.row, picture.pieces, space)
