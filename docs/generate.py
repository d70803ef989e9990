"""Write the pages of the built-in policies from their packs; with `--check`, name those that are stale."""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from buyerprotect.rules.library import find_pack, policies
from buyerprotect.views.pages import pack_as_markdown

FOLDER = Path(__file__).parent / "policies"


def pages() -> dict[str, str]:
    """Return the page of each built-in pack, by the name of its file."""
    ids = dict.fromkeys(policy.id for policy in policies())
    return {f"{name}.md": pack_as_markdown(find_pack(name)) for name in ids}


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of pages that are missing, out of date, or of a pack that is gone."""
    written = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}
    wanted = pages()
    return sorted(name for name in written.keys() | wanted if written.get(name) != wanted.get(name))


def write(folder: Path = FOLDER) -> None:
    """Write every page, and remove those of packs that are gone."""
    folder.mkdir(exist_ok=True)
    wanted = pages()
    for file in folder.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; return 1 when it is to check and finds a page stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and name the stale pages")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    names = stale()
    for name in names:
        print(f"docs/policies/{name} is stale: run make pages", file=sys.stderr)  # noqa: T201 - a script tells
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
