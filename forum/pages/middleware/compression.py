import secrets

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

try:
    from isal import isal_zlib as deflate
except ImportError:  # there is no wheel for this machine
    import zlib as deflate  # type: ignore[no-redef]

SMALLEST = 200  # bytes that are worth compressing, as Django's
# Of what is made for one reader alone: 6, Django's, takes three times as long with zlib and saves a tenth. Visitors'
# pages are kept compressed by `forum.pages.store.entries`.
LEVEL = 2
AS_GZIP = 31  # what zlib calls a window of 32 KB with gzip's head and foot
NAMED = b"\x08"  # the flag of gzip that a name follows its head
HEAD = 10  # bytes


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages. A file goes out as it is stored: a part of it is counted in its own bytes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(response, "is_as_stored", False):
            return response
        if not isinstance(response, HttpResponse) or not self.takes(request, response):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = compressed(response.content, self.max_random_bytes)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(packed))
        etag = response.headers.get("ETag", "")
        if etag.startswith('"'):
            # Another representation must not have the same strong name.
            response.headers["ETag"] = f"W/{etag}"
        return response

    @staticmethod
    def takes(request: HttpRequest, response: HttpResponse) -> bool:
        is_wanted = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        return (
            bool(is_wanted)
            and len(response.content) >= SMALLEST
            and "Content-Encoding" not in response.headers
        )


def compressed(content: bytes, most_random: int) -> bytes:
    """Packed, with a name of random length in it: how long a page is must not tell what it says (BREACH)."""
    packer = deflate.compressobj(LEVEL, deflate.DEFLATED, AS_GZIP)
    packed = packer.compress(content) + packer.flush()
    name = b"a" * secrets.randbelow(most_random)
    return b"".join([packed[:3], NAMED, packed[4:HEAD], name, b"\0", packed[HEAD:]])
