"""What MkDocs does while it builds this site.

Pages that live elsewhere in the repository (the definitions, the changelog) are
included from there, so that there is one text of each; links to them are turned to
where they stand in the site.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
INCLUDED = {
    "retention/definitions.md": "definitions.md",
    "LICENSE": "LICENSE.txt",
    **{path.name: path.name.lower() for path in ROOT.glob("*.md")},
    **{
        f"data/screenshots/{path.name}": f"screenshots/{path.name}"
        for path in (ROOT / "data" / "screenshots").glob("*.png")
    },
}
"""Files of the repository that are no part of docs/, and their names in the site."""
_LINK = re.compile(r"(\]\()([^)#\s:]+)(?=[)#])")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files that live elsewhere."""
    for source, name in INCLUDED.items():
        files.append(File.generated(config, name, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links between files of the repository into links between pages."""
    uri = page.file.src_uri
    origins = {name: source for source, name in INCLUDED.items()}
    origin = origins.get(uri, f"docs/{uri}")

    def _turned(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), match[2]))
        target = INCLUDED.get(path, path.removeprefix("docs/"))
        return match[1] + posixpath.relpath(target, posixpath.dirname(uri) or ".")

    return _LINK.sub(_turned, markdown)
