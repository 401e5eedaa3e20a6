"""Files in a storage that is no folder, and the settings that lead there."""

import pytest

from forum.attachments.models import Attachment
from forum.environment.environment import SettingError, read_environment
from tests.attachments.conftest import content_of, sent

S3 = "s3://KEY:a%2Fb@s3.example.org/bucket/forum?region=eu-1"


def test_files_are_kept_in_any_storage_and_sent_in_parts_from_it(as_, ben, topic, attached, settings):
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    address = attached(ben, topic, sent("a.txt", b"0123456789"))["address"]
    assert content_of(as_(ben).get(address)) == b"0123456789"
    assert content_of(as_(ben).get(address, headers={"Range": "bytes=3-4"})) == b"34"
    as_(ben).post(f"/files/{Attachment.objects.get().key}/delete/")
    assert not Attachment.objects.exists()


def test_a_reader_is_led_to_the_storage_with_an_address_that_is_good_for_a_minute(
    as_, ben, topic, attached, settings
):
    address = attached(ben, topic, sent("plan é.pdf", b"%PDF"))["address"]
    settings.STORAGES = settings.STORAGES | {"attachments": read_environment({"S3_URL": S3}).object_storage}
    settings.FILES_SIGNED = True
    answer = as_(ben).get(address)
    assert answer.status_code == 302
    assert answer.url.startswith("https://s3.example.org/bucket/forum/")
    assert "X-Amz-Expires=60" in answer.url
    assert "response-content-disposition=attachment" in answer.url
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert as_().get(address).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"S3_URL": "https://s3.example.org/bucket"},
        {"S3_URL": "s3://s3.example.org"},
        {"S3_URL": f"{S3}&acl=public"},
        {"FILES_SIGNED": "on"},
        {"FILES_X_ACCEL": "stored-files"},
        {"FILES_X_ACCEL": "/stored/../files"},
        {"FILES_X_ACCEL": "/stored-files/", "S3_URL": S3},
    ],
)
def test_settings_that_cannot_be_used_are_refused(values):
    with pytest.raises(SettingError) as refused:
        read_environment(values)
    assert next(iter(values)) in str(refused.value)
    assert "a/b" not in str(refused.value)
