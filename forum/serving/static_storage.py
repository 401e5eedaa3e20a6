from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

from forum.site.style_sheets import style_sheet

OWN_STYLES = "css/"


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files under a name of their content, compressed, and our style sheets as they are sent."""

    support_js_module_import_aggregation = True  # a script names others as they stand beside it

    def post_process(
        self, paths: dict[str, tuple[StaticFilesStorage, str]], dry_run: bool = False, **options: Any
    ) -> Any:
        if not dry_run:
            paths = {name: self.as_sent(name, *source) for name, source in paths.items()}
        return super().post_process(paths, dry_run=dry_run, **options)

    def as_sent(self, name: str, storage: StaticFilesStorage, path: str) -> tuple[StaticFilesStorage, str]:
        if not (name.startswith(OWN_STYLES) and name.endswith(".css")):
            return storage, path
        self.delete(name)
        self._save(name, ContentFile(style_sheet(Path(storage.path(path)))))
        return self, name
