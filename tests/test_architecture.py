"""What holds the house together: one-way imports, a light front door, names that stay."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import buyerprotect as bp

SOURCE = Path(bp.__file__).parent
LAYERS = [
    *("cli", "strategies", "views", "cases", "convert", "advice", "rules", "facts", "timing", "source"),
    *("structure", "errors", "hypothesis_hook"),
]
# The imports against the stream, on use: a view in the method that explains, and the strategies in the
# function that hypothesis asks for one.
UPWARD = {
    ("advice/assessment.py", "views"),
    ("advice/routing.py", "views"),
    ("hypothesis_hook.py", "strategies"),
}
HEAVY = (
    "numpy",
    "narwhals",
    "cattrs",
    "icalendar",
    "rich",
    "babel",
    "holidays",
    "hypothesis",
    "json",
    "tomllib",
)

PUBLIC = [
    "Ask",
    "Assessment",
    "Because",
    "Burden",
    "BuyerProtectError",
    "Calendar",
    "Claim",
    "Classification",
    "Conflict",
    "Counted",
    "Counting",
    "Deadline",
    "Difference",
    "Dispute",
    "DueDate",
    "Event",
    "Evidence",
    "Extension",
    "Fault",
    "Forecast",
    "Instant",
    "InvalidFactsError",
    "InvalidPackError",
    "Item",
    "Loss",
    "MissingExtraError",
    "MissingFactError",
    "Money",
    "NotFoundError",
    "Option",
    "Order",
    "OutOfCoverageError",
    "Pack",
    "PackWarning",
    "Parcel",
    "Payment",
    "Period",
    "PlanStep",
    "Plus",
    "Policy",
    "Problem",
    "Reading",
    "Recommendation",
    "Request",
    "Route",
    "Routes",
    "Settlement",
    "Source",
    "Stage",
    "Term",
    "Timeline",
    "UnreadableInputError",
    "Window",
    "WrongTypeError",
    "assess",
    "calendar",
    "classify",
    "count",
    "counting",
    "deadlines",
    "diff",
    "forecast",
    "load_pack",
    "policies",
    "policy",
    "recommend",
    "record",
    "routes",
    "stage",
]


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imported(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(SOURCE)))
def test_imports_run_one_way(file: Path) -> None:
    place = file.relative_to(SOURCE)
    layer = place.parts[0].removesuffix(".py")
    if layer in ("__init__", "__main__"):
        return
    for name in imported(file):
        parts = name.split(".")
        if parts[0] != "buyerprotect" or len(parts) == 1:
            continue
        if (str(place), parts[1]) in UPWARD:
            continue
        assert LAYERS.index(parts[1]) >= LAYERS.index(layer), f"{place} imports {name}"


def test_hypothesis_is_used_by_the_strategies_alone() -> None:
    users = {
        file.relative_to(SOURCE).parts[0]
        for file in files()
        if any(name.split(".")[0] == "hypothesis" for name in imported(file))
    }
    assert users == {"strategies"}


def test_the_hook_that_hypothesis_calls_loads_nothing_of_ours() -> None:
    tree = ast.parse((SOURCE / "hypothesis_hook.py").read_text(encoding="utf-8"))
    loaded = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [statement for statement in loaded if "buyerprotect" in statement or "hypothesis" in statement]


def test_pendulum_is_used_at_the_border_alone() -> None:
    users = [file.name for file in files() if any(n.startswith("pendulum") for n in imported(file))]
    assert users == ["clock.py"]


def test_nothing_below_the_command_line_knows_the_host() -> None:
    forbidden = ("os.environ", "time.time", ".now(", ".today(", "locale", "getenv", "print(")
    for file in files():
        if file.name in ("cli.py", "__main__.py"):
            continue
        text = file.read_text(encoding="utf-8")
        code = ast.unparse(ast.parse(text))
        for word in forbidden:
            assert word not in code, f"{file.name}: {word}"


def test_the_public_names_are_these() -> None:
    assert sorted(bp.__all__) == sorted(PUBLIC)
    assert dir(bp) == bp.__all__


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_loads_and_says_what_it_is(name: str) -> None:
    value = getattr(bp, name)
    assert value.__name__ == name
    assert value.__doc__


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordre'"):
        getattr(bp, "Ordre")  # noqa: B009 - as a name, type checkers would find the slip themselves


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own text
    return done.stdout


def test_the_front_door_loads_nothing_until_it_is_asked() -> None:
    out = run("import sys, buyerprotect; print([m for m in sys.modules if m.startswith('buyerprotect.')])")
    assert out.strip() == "[]"


def test_an_order_loads_nothing_heavy() -> None:
    code = "import sys, buyerprotect; buyerprotect.Order; print(*sys.modules)"
    loaded = set(run(code).split())
    # What pendulum and attrs bring themselves is theirs.
    theirs = set(run("import sys, attrs, pendulum; print(*sys.modules)").split())
    assert not {name for name in HEAVY if name in loaded - theirs}


def test_a_built_in_pack_bears_the_name_of_its_file() -> None:
    # Packs are found by the name of their file, so that only the one that is asked for is read.
    for file in (SOURCE / "rules" / "packs").glob("*.toml"):
        assert bp.load_pack(file).id == file.stem


def test_modules_are_of_readable_size() -> None:
    for file in files():
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= 520, f"{file.name} has {lines} lines: split it by concept"
