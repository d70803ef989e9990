"""Every snippet of the README and the docs is run: Python, consoles, cases and packs."""

from __future__ import annotations

import doctest
import pkgutil
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import buyerprotect
from buyerprotect.cli import main
from buyerprotect.convert import read_case
from buyerprotect.rules.library import built_in
from buyerprotect.rules.pack import read_pack

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODULES = [info.name for info in pkgutil.walk_packages(buyerprotect.__path__, "buyerprotect.")]


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like a reader's: the examples are at hand, and so are the packs the page shows."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_gives_what_the_page_says(page: Path, elsewhere: Path) -> None:
    for text in blocks(page, "toml"):
        data = tomllib.loads(text)
        if "schema" in data:
            (elsewhere / f"{data['id']}.toml").write_text(text, encoding="utf-8")
    snippets = "\n".join(blocks(page, "python"))
    parser = doctest.DocTestParser()
    test = parser.get_doctest(snippets, {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=FLAGS).run(test)
    assert result.failed == 0
    assert result.attempted > 0 or not snippets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tables_on_a_page_are_cases_or_packs_that_can_be_read(page: Path) -> None:
    for text in blocks(page, "toml"):
        if "schema" in tomllib.loads(text):
            read_pack(text, page.name)
        else:
            read_case(text, "toml")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_console_on_a_page_prints_what_the_page_says(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in blocks(page, "console"):
        command, _, expected = text.partition("\n")
        words = shlex.split(command.removeprefix("$ "))
        assert words[:3] == ["python", "-m", "buyerprotect"]
        assert main(words[3:]) == 0
        printed = capsys.readouterr().out
        assert doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS), printed


def test_every_page_is_linked_from_the_contents() -> None:
    contents = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").split()
    assert {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"} <= set(contents)


def test_links_in_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    if name.endswith("__main__"):
        return
    result = doctest.testmod(import_module(name), optionflags=FLAGS)
    assert result.failed == 0


def test_nothing_published_names_this_machine() -> None:
    words = re.compile(r"(?<![\w.])/(work|tmp|root|home)/")
    for folder in ("src", "docs", "examples", "benchmarks", ".ci"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in (".py", ".md", ".toml") or file.parent.name == ".ci":
                assert not words.search(file.read_text(encoding="utf-8")), file


def test_the_readme_counts_what_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    counts = {name: len(pack.versions) for name, pack in built_in().items()}
    rows = {
        "AliExpress": f"{counts['aliexpress']} versions",
        "eBay": f"{counts['ebay']}:",
        "PayPal": f"{counts['paypal']} by country",
        "Amazon": f"{counts['amazon']}, {counts['etsy']} and {counts['vinted']}:",
    }
    for name, count in rows.items():
        assert f"| {count}" in next(line for line in text.splitlines() if line.startswith(f"| [{name}]"))
    assert text.count("docs/policies/") == len(counts)
    assert f"{len(list((ROOT / 'examples').iterdir()))} real cases" in text
