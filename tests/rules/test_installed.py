"""Packs that other distributions install: what is found, what is refused by name, and what it costs."""

from __future__ import annotations

import importlib
import importlib.metadata
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import pytest

import buyerprotect as bp
from buyerprotect.errors import InvalidPackError, NotFoundError, PackWarning
from buyerprotect.rules.installed import forget_installed
from buyerprotect.rules.library import find_pack, policies

PACK = """\
schema = 1
id = "{id}"
programme = "{programme}"
title = "An invented shop"
commentary = {commentary}

[sources.terms]
title = "Its terms"
address = "https://bazaar.example/terms"
read = 2026-11-01
kind = "official"
says = "Goods that do not come are paid for."

[[version]]
id = "now"
from = 2020-01-01
zone = "{zone}"
sources = ["terms"]
"""


def pack(id: str, programme: str = "", *, commentary: bool = False, zone: str = "UTC") -> str:  # noqa: A002 - the field's word
    return PACK.format(
        id=id, programme=programme or id, commentary="true" if commentary else "false", zone=zone
    )


@pytest.fixture(autouse=True)
def afresh(tmp_path: Path) -> Iterator[None]:
    """Forget before and after what was installed, and the modules that were imported from here."""
    before = set(sys.modules)
    forget_installed()
    yield
    ours = {path.stem for path in tmp_path.rglob("*")}
    for name in sys.modules.keys() - before:
        if name.partition(".")[0] in ours:
            del sys.modules[name]
    forget_installed()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which distributions are installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


def distribution(
    site: Path, name: str, points: str, files: Mapping[str, str | bytes] = MappingProxyType({})
) -> None:
    """Install a distribution: its entry points, and files by their paths."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    listed = f"[buyerprotect.packs]\n{points}\n"
    (info / "entry_points.txt").write_text(listed, encoding="utf-8")
    importlib.invalidate_caches()
    for path, text in files.items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())


def foreign() -> list[str]:
    """List the ids of the installed packs, in their order."""
    built_in = {"aliexpress", "aliexpress-guide"} | {
        file.stem for file in (Path(bp.__file__).parent / "rules" / "packs").glob("*.toml")
    }
    ids = list(dict.fromkeys(version.id for version in policies()))
    first = [name for name in ids if name in built_in]
    assert ids[: len(first)] == first
    return ids[len(first) :]


def told() -> list[str]:
    """List what is installed, and return what is warned of meanwhile."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        policies()
    assert all(warning.category is PackWarning for warning in caught)
    return [str(warning.message) for warning in caught]


def refused(name: str) -> str:
    with pytest.raises(InvalidPackError) as raised:
        find_pack(name)
    assert all(str(fault).isprintable() for fault in raised.value.faults)
    return str(raised.value)


# --- what an entry point may lead to ------------------------------------------------------------------


def test_every_toml_file_of_a_package_is_a_pack(site: Path) -> None:
    distribution(
        site,
        "bazaar",
        "bazaar = bazaar.packs",
        {
            "bazaar/__init__.py": "",
            "bazaar/packs/__init__.py": "",
            "bazaar/packs/b.toml": pack("bazaar-b"),
            "bazaar/packs/a.toml": pack("bazaar-z", "bazaar"),
            "bazaar/packs/notes.txt": "not a pack",
        },
    )
    assert foreign() == ["bazaar-b", "bazaar-z"]
    assert find_pack("bazaar-b").title == "An invented shop"
    assert find_pack("bazaar").id == "bazaar-z"
    assert bp.policy("bazaar-z", on="2026-01-01").version == "now"


def test_an_order_finds_the_pack_of_its_programme(site: Path) -> None:
    distribution(
        site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": pack("bazaar-1", "bazaar")}
    )
    order = bp.Order("bazaar", "2026-01-01", zone="UTC", items=[bp.Item("lamp", "20 GBP")])
    assert bp.deadlines(order).policy.id == "bazaar-1"


def test_a_package_without_an_init_file_is_one_too(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar_ns.packs", {"bazaar_ns/packs/p.toml": pack("bazaar")})
    assert foreign() == ["bazaar"]


def test_a_module_in_a_package_stands_for_the_files_beside_it(site: Path) -> None:
    distribution(
        site,
        "bazaar",
        "x = bazaar.rules",
        {"bazaar/__init__.py": "", "bazaar/rules.py": "", "bazaar/p.toml": pack("bazaar")},
    )
    assert foreign() == ["bazaar"]


@pytest.mark.parametrize(
    "value",
    [
        "str(Path(__file__).with_name('data'))",
        "Path(__file__).with_name('data')",
        "Path(__file__).with_name('data') / 'p.toml'",
        "files('bazaar') / 'data'",
        "files('bazaar').joinpath('data', 'p.toml')",
        "str(Path(__file__).with_name('data') / 'p.toml')",
    ],
)
def test_an_object_may_be_a_path_to_a_file_or_to_a_folder(site: Path, value: str) -> None:
    code = (
        f"from importlib.resources import files\nfrom pathlib import Path\nclass Shop:\n    packs = {value}\n"
    )
    distribution(
        site,
        "bazaar",
        "x = bazaar:Shop.packs",
        {"bazaar/__init__.py": code, "bazaar/data/p.toml": pack("bazaar")},
    )
    assert foreign() == ["bazaar"]


def test_a_package_in_a_zip_file_is_read_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "unpacked"
    distribution(
        folder,
        "bazaar",
        "x = zipped_bazaar",
        {
            "zipped_bazaar/__init__.py": "",
            "zipped_bazaar/p.toml": pack("bazaar"),
            "zipped_bazaar/q.toml": pack("faulty-one", zone="Mars"),
        },
    )
    archive = tmp_path / "bazaar.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in sorted(folder.rglob("*")):
            made.write(file, file.relative_to(folder))
    monkeypatch.setattr(sys, "path", [str(archive), *sys.path])
    (warning,) = told()
    assert "q.toml.version[now].zone" in warning
    assert foreign() == ["bazaar"]


def test_the_order_does_not_depend_on_where_they_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("c", "a", "b"):
        folder = tmp_path / f"site-{name}"
        module = f"shop_{name}"
        files = {f"{module}/__init__.py": "", f"{module}/p.toml": pack(f"shop-{name}")}
        distribution(folder, f"shop-{name}", f"x = {module}", files)
        monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    assert foreign() == ["shop-a", "shop-b", "shop-c"]


# --- what is refused ----------------------------------------------------------------------------------


def test_a_faulty_pack_is_reported_by_name_while_the_rest_loads(site: Path) -> None:
    spoiled = pack("bazaar-old", "bazaar-programme", zone="Mars").replace(
        "[[version]]", "colour = 1\n[[version]]"
    )
    distribution(
        site,
        "nobodys-bazaar",
        "bazaar = bazaar",
        {"bazaar/__init__.py": "", "bazaar/good.toml": pack("bazaar-new"), "bazaar/file.toml": spoiled},
    )
    distribution(
        site, "other-shop", "other = other", {"other/__init__.py": "", "other/p.toml": pack("other")}
    )
    (warning,) = told()
    assert warning.startswith("packs of 'nobodys-bazaar' (entry point 'bazaar') are faulty and not used: ")
    assert "file.toml.version[now].zone: 'Mars' is not a zone" in warning
    assert "file.toml.sources.terms.colour: is not a key" in warning
    assert foreign() == ["bazaar-new", "other"]
    for name in ("bazaar-old", "bazaar", "file", "bazaar-programme"):
        lines = refused(name).splitlines()
        assert len(lines) == 2
        assert all(line.startswith("nobodys-bazaar, entry point bazaar, file.toml.") for line in lines)


def test_it_is_warned_of_once(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": ""})
    assert len(told()) == 1
    assert told() == []
    refused("p")
    with pytest.raises(NotFoundError):
        find_pack("nowhere")


def test_of_many_faults_the_first_are_told_and_where_to_find_the_rest(site: Path) -> None:
    distribution(site, "bazaar", "shop = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": ""})
    (warning,) = told()
    assert "p.toml.id: is missing; p.toml.programme: is missing" in warning
    assert warning.endswith("and 3 more: asking for the policy 'shop' lists them all")
    assert len(refused("shop").splitlines()) == 6


def test_a_warning_that_is_an_error_does_not_come_again(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": ""})
    with pytest.raises(PackWarning):  # as the settings of these tests make of every warning
        policies()
    assert foreign() == []


CODE = {
    "raises": ("raise ValueError('no luck')", "cannot be imported: ValueError: no luck"),
    "leaves": ("import sys\nsys.exit(3)", "cannot be imported: SystemExit: 3"),
    "is cancelled": ("import asyncio\nraise asyncio.CancelledError", "cannot be imported: CancelledError"),
    "is not Python": ("def", "cannot be imported: SyntaxError"),
    "misses a module": ("import nothing_of_this_name", "cannot be imported: ModuleNotFoundError"),
    "has no such object": ("", "cannot be imported: AttributeError"),
    "recurses": ("def f(): f()\nf()", "cannot be imported: RecursionError"),
    "has an error that cannot be shown": (
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
        "cannot be imported: E: a value of the type E",
    ),
    "is a number": ("packs = 3", "is neither a package nor a path to packs: 3"),
    "is nothing": ("packs = None", "is neither a package nor a path to packs: None"),
    "is bytes": ("packs = b'/x'", "is neither a package nor a path to packs"),
    "is relative": ("packs = 'data'", "'data' is a relative path"),
    "is the folder one is in": ("packs = ''", "is a relative path"),
    "is not there": ("packs = __file__ + 'x'", "there is no file or folder"),
    "has a null": ("packs = '/x\\0y'", "bazaar"),
    "is a path that fails": (
        "class P:\n    def __fspath__(self): raise OSError('gone')\npacks = P()",
        "cannot be read: OSError: gone",
    ),
}


@pytest.mark.parametrize("name", sorted(CODE))
def test_whatever_a_foreign_module_does_the_others_load(site: Path, name: str) -> None:
    code, says = CODE[name]
    distribution(site, "bazaar", "shop = bazaar:packs", {"bazaar/__init__.py": code})
    distribution(site, "other", "other = other", {"other/__init__.py": "", "other/p.toml": pack("other")})
    (warning,) = told()
    assert "'bazaar' (entry point 'shop')" in warning
    assert says in warning
    assert foreign() == ["other"]
    assert says in refused("shop")


def test_an_interrupt_is_not_swallowed(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "raise KeyboardInterrupt"})
    with pytest.raises(KeyboardInterrupt):
        policies()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"title = 'caf\xe9'", "p.toml: cannot be read: UnicodeDecodeError"),
        (b"\x00\x01", "p.toml is not TOML"),
        (b"id = ", "p.toml is not TOML"),
        (b"#" * (4 * 1024 * 1024 + 1), "p.toml is larger than"),
    ],
    ids=["latin", "binary", "not TOML", "large"],
)
def test_a_resource_that_is_no_text_is_refused(site: Path, text: bytes, says: str) -> None:
    distribution(
        site,
        "bazaar",
        "x = bazaar",
        {"bazaar/__init__.py": "", "bazaar/p.toml": text, "bazaar/q.toml": pack("q")},
    )
    (warning,) = told()
    assert says in warning
    assert foreign() == ["q"]
    assert says in refused("p")


def test_a_folder_without_toml_is_a_fault(site: Path) -> None:
    distribution(
        site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/data/p.toml": pack("deeper")}
    )
    (warning,) = told()
    assert "'bazaar' holds no pack" in warning


def test_a_module_on_its_own_has_no_folder(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar", {"bazaar.py": "", "p.toml": pack("p")})
    (warning,) = told()
    assert "'bazaar' is a module without a package" in warning


@pytest.mark.parametrize("line", ["bazaar", "bazaar = \N{BELL}", "bazaar = a b!", "bazaar ="])
def test_a_broken_list_of_entry_points_leaves_the_others(site: Path, line: str) -> None:
    distribution(site, "bazaar", line)
    distribution(site, "other", "other = other", {"other/__init__.py": "", "other/p.toml": pack("other")})
    (warning,) = told()
    assert warning.startswith("packs of 'bazaar' (entry point")
    assert foreign() == ["other"]


def test_a_distribution_without_a_name_is_reported_too(site: Path) -> None:
    distribution(site, "bazaar", "shop = nowhere_at_all")
    (site / "bazaar-1.0.dist-info" / "METADATA").unlink()
    (warning,) = told()
    assert "(entry point 'shop')" in warning


# --- whose name it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (pack("aliexpress-guide", "bazaar"), "'aliexpress-guide' is the name of a built-in policy"),
        (pack("bazaar", "aliexpress"), "commentary = true"),
        (pack("bazaar", "aliexpress-guide"), "'aliexpress-guide' is the name of a built-in policy"),
        (pack("aliexpress"), "give it another id"),
    ],
)
def test_a_built_in_pack_cannot_be_replaced(site: Path, text: str, says: str) -> None:
    before = find_pack("aliexpress"), find_pack("aliexpress-guide")
    distribution(site, "bazaar", "shop = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": text})
    (warning,) = told()
    assert says in warning
    assert foreign() == []
    assert (find_pack("aliexpress"), find_pack("aliexpress-guide")) == before
    assert says in refused("shop")


def test_an_entry_point_may_bear_the_name_of_a_built_in_policy(site: Path) -> None:
    distribution(site, "bazaar", "aliexpress = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": ""})
    (warning,) = told()
    assert warning.endswith("and 3 more")
    assert find_pack("aliexpress").id == "aliexpress"


def test_commentary_on_a_built_in_programme_is_used_by_its_own_id(site: Path) -> None:
    text = pack("bazaar-on-aliexpress", "aliexpress", commentary=True)
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": text})
    assert foreign() == ["bazaar-on-aliexpress"]
    assert find_pack("aliexpress").id == "aliexpress"
    assert find_pack("bazaar-on-aliexpress").commentary


def test_commentary_on_an_unknown_programme_names_the_way_out(site: Path) -> None:
    text = pack("somebody", "bazaar", commentary=True)
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": text})
    with pytest.raises(NotFoundError, match="policy='somebody'"):
        find_pack("bazaar")


def test_an_unknown_name_suggests_one_that_is_installed(site: Path) -> None:
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": pack("bazaar")})
    with pytest.raises(NotFoundError, match="did you mean 'bazaar'"):
        find_pack("bazar")


@pytest.mark.parametrize("first", ["one", "two"])
@pytest.mark.parametrize(
    ("of_one", "of_two", "name"),
    [
        (pack("bazaar"), pack("bazaar"), "bazaar"),
        (pack("shop-1", "bazaar"), pack("shop-2", "bazaar"), "bazaar"),
        (pack("shop-1", "bazaar"), pack("bazaar", "shop-2"), "bazaar"),
    ],
)
def test_of_two_distributions_with_one_name_neither_is_preferred(
    site: Path, first: str, of_one: str, of_two: str, name: str
) -> None:
    texts = {"one": of_one, "two": of_two}
    for shop in (first, *(texts.keys() - {first})):
        files = {f"{shop}/__init__.py": "", f"{shop}/p.toml": texts[shop], f"{shop}/q.toml": pack(shop)}
        distribution(site, f"dist-{shop}", f"{shop}-packs = {shop}", files)
    warned = told()
    assert len(warned) == 2
    assert "'dist-one' (entry point 'one-packs')" in warned[0]
    assert "is also the name of a pack that 'dist-two' installs" in warned[0]
    assert "is also the name of a pack that 'dist-one' installs" in warned[1]
    assert foreign() == ["one", "two"]
    assert len(refused(name).splitlines()) == 2
    assert "dist-two" in refused("one-packs")


def test_two_commentaries_on_one_programme_do_not_clash(site: Path) -> None:
    for shop in ("one", "two"):
        files = {f"{shop}/__init__.py": "", f"{shop}/p.toml": pack(shop, "bazaar", commentary=True)}
        distribution(site, f"dist-{shop}", f"x = {shop}", files)
    assert foreign() == ["one", "two"]


def test_an_id_that_stands_twice_in_one_distribution_is_a_fault(site: Path) -> None:
    distribution(
        site,
        "bazaar",
        "x = bazaar",
        {
            "bazaar/__init__.py": "",
            "bazaar/p.toml": pack("bazaar"),
            "bazaar/q.toml": pack("bazaar", "another"),
            "bazaar/r.toml": pack("third", "bazaar-third"),
        },
    )
    (warning,) = told()
    assert "p.toml: the id 'bazaar' stands twice in this distribution, also in q.toml" in warning
    assert foreign() == ["third"]


# --- what it costs ------------------------------------------------------------------------------------


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own text
    return done.stdout.strip()


def test_a_built_in_name_looks_for_nothing() -> None:
    code = "import sys\nfrom buyerprotect.rules.library import find_pack, policy\n"
    code += "find_pack('aliexpress'); policy('aliexpress-guide')\n"
    code += "print([m for m in sys.modules if m in ('importlib.metadata', 'buyerprotect.rules.installed')])"
    theirs = run("import sys, attrs, tzdata; print('importlib.metadata' in sys.modules)")
    assert theirs == "False"
    assert run(code) == "[]"


def test_what_is_found_is_kept_until_it_is_forgotten(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert foreign() == []
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": "", "bazaar/p.toml": pack("bazaar")})
    assert foreign() == []
    forget_installed()
    assert foreign() == ["bazaar"]
    found = find_pack("bazaar")

    def never(**_: str) -> None:
        raise AssertionError("looked for a second time")

    monkeypatch.setattr(importlib.metadata, "entry_points", never)
    assert find_pack("bazaar") is found
    with pytest.raises(NotFoundError):
        find_pack("nowhere")


def test_a_module_that_asks_while_it_is_imported_sees_what_is_built_in(site: Path) -> None:
    code = "import buyerprotect as bp\nseen = sorted({p.id for p in bp.policies()})\n"
    distribution(site, "bazaar", "x = bazaar", {"bazaar/__init__.py": code, "bazaar/p.toml": pack("bazaar")})
    assert foreign() == ["bazaar"]
    seen: list[str] = sys.modules["bazaar"].seen
    assert "aliexpress" in seen
    assert "bazaar" not in seen


def test_of_several_threads_one_warns(site: Path) -> None:
    distribution(
        site,
        "bazaar",
        "x = bazaar",
        {"bazaar/__init__.py": "", "bazaar/p.toml": "", "bazaar/q.toml": pack("q")},
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(find_pack, ["q"] * 32))
    assert len(caught) == 1
    assert len({id(pack) for pack in found}) == 1
