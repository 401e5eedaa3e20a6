"""S3_URL, FILES_SIGNED and FILES_X_ACCEL: where attachments are, and who sends them."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote

from forum.environment.public_address import ESCAPES, split_address
from forum.environment.values import SettingError

SCHEMES = {"s3": "https", "s3+http": "http"}
SIGNED_FOR = 60  # seconds


def object_storage(value: str) -> dict[str, Any] | None:
    """Return what Django’s STORAGES has to hold for it; None: attachments are in FORUM_DATA/media."""
    if not value:
        return None
    split = split_address("S3_URL", value)
    bucket, _slash, prefix = split.path.strip("/").partition("/")
    if split.scheme not in SCHEMES or not split.hostname or not bucket or split.fragment:
        raise SettingError(
            f"S3_URL must be an address like s3://KEY:SECRET@s3.example.org/bucket?region=eu-central-1; {ESCAPES}."
        )
    more = dict(parse_qsl(split.query))
    if unknown := sorted(more.keys() - {"region"}):
        raise SettingError(f"S3_URL has “{unknown[0][:40]}”, which it doesn’t know. It knows region.")
    if find_spec("storages") is None:
        raise SettingError("S3_URL needs django-storages: .venv/bin/pip install -r requirements/s3.txt")
    port = f":{split.port}" if split.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": unquote(bucket),
            "location": unquote(prefix),
            "endpoint_url": f"{SCHEMES[split.scheme]}://{split.hostname}{port}",
            "region_name": more.get("region") or None,
            "access_key": unquote(split.username or "") or None,
            "secret_key": unquote(split.password or "") or None,
            # Nobody reads the bucket but by an address that the forum has signed for them.
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": SIGNED_FOR,
            "file_overwrite": False,
            "signature_version": "s3v4",
            "max_memory_size": 1024 * 1024,
        },
    }


def accel_prefix(value: str, has_object_storage: bool) -> str:
    """Return the path below which a web server of the owner’s sends files for the forum, with a slash at its end."""
    if not value:
        return ""
    if not value.startswith("/") or not value.isascii() or not value.isprintable() or ".." in value:
        raise SettingError("FILES_X_ACCEL must be a path like /stored-files/.")
    if has_object_storage:
        raise SettingError("FILES_X_ACCEL is for files in FORUM_DATA. With S3_URL, use FILES_SIGNED=on.")
    return value.rstrip("/") + "/"
