"""Which files are taken, and as what they are sent to readers."""

from forum.attachments.names import ending_of

# Decided by what is in them, never by a name: how the files of pictures begin, and where.
PICTURES = ((0, b"\x89PNG\r\n\x1a\n"), (0, b"\xff\xd8\xff"), (0, b"GIF8"), (8, b"WEBP"))
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# Endings that promise a picture: what is none under such a name is refused.
PICTURE_ENDINGS = frozenset("png jpg jpeg jpe jfif gif webp heic heif hif avif".split())
# Shown by a browser they could act with the reader's rights. Nothing is ever shown, but these are not taken at all.
NEVER = frozenset("html htm xhtml xht shtml mhtml mht svg svgz xml xsl xslt js mjs css swf hta".split())
USUAL_ENDINGS = (
    "pdf txt md csv tsv log diff patch json yaml toml ini zip gz bz2 xz 7z tar tgz doc docx xls xlsx ppt pptx odt "
    "ods odp rtf epub ics vcf gpx kml stl step dxf mp3 m4a ogg oga opus flac wav mp4 m4v webm mov mkv"
)
COMMON_ENDINGS = frozenset("pdf txt zip docx xlsx pptx mp3 mp4".split())
PICTURE_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
# Only for the program that opens the file: everything but pictures is sent to be saved, never to be shown.
TYPES = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
OTHER = "application/octet-stream"
HEAD = 32  # bytes that tell a picture


def begins_as_picture(head: bytes) -> bool:
    is_heif = head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS
    return is_heif or any(head[at:].startswith(sign) for at, sign in PICTURES)


def claims_to_be_picture(name: str) -> bool:
    return ending_of(name) in PICTURE_ENDINGS


def endings_in(setting: str) -> list[str]:
    """Return the endings that the owner has listed, without those that are never taken."""
    listed = (ending.strip().removeprefix(".").lower() for ending in setting.replace(",", " ").split())
    return [ending for ending in dict.fromkeys(listed) if ending and ending not in NEVER]
