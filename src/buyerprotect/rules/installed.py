"""Packs that other distributions install: found by their entry points, read as strictly as our own.

An entry point of the group `buyerprotect.packs` names a package whose `*.toml` files are packs, or an
object in one that is a path to such a file or to a folder of them. Nothing is looked for until a name is
asked for that is not built in, or until everything is listed. What is found is kept for the process.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import threading
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from pathlib import Path
from types import ModuleType

from attrs import field, frozen

from buyerprotect.errors import Fault, InvalidPackError, PackWarning, shown
from buyerprotect.rules.pack import LARGEST, Pack, read_pack

__all__ = ["GROUP", "Installed", "forget_installed", "installed"]

GROUP = "buyerprotect.packs"
"""The group of entry points by which a distribution says that it brings packs."""

_MOST_SHOWN = 3


@frozen
class Installed:
    """The packs that other distributions bring, by id and in its order, and what is wrong with the rest.

    `faults` has what is wrong by every name under which a faulty pack may be asked for: the name of its
    entry point, of its file, its id and its programme.
    """

    packs: Mapping[str, Pack] = field(factory=dict[str, Pack])
    faults: Mapping[str, tuple[Fault, ...]] = field(factory=dict[str, tuple[Fault, ...]])

    def find(self, name: str) -> Pack | None:
        """Return the pack with this id, or with the own rules of this programme; None where there is none.

        Raises `InvalidPackError` with all its faults where the pack was refused.
        """
        own = (pack for pack in self.packs.values() if pack.programme == name and not pack.commentary)
        found = self.packs.get(name) or next(own, None)
        if found is None and name in self.faults:
            raise InvalidPackError(self.faults[name])
        return found


@frozen
class _Origin:
    """Where a pack comes from: which distribution, and by which of its entry points."""

    distribution: str
    entry_point: str

    def fault(self, told: Fault) -> Fault:
        """Return a fault with its origin before its path."""
        parts = (self.distribution, f"entry point {self.entry_point}", told.path)
        return Fault(", ".join(part for part in parts if part), told.says)


@frozen
class _Sound:
    """A pack without a fault of its own."""

    origin: _Origin
    file: str
    pack: Pack

    @property
    def names(self) -> frozenset[str]:
        """The names that this pack alone may bear: commentary leaves that of its programme alone."""
        return frozenset(_names(self.pack))


@frozen
class _Faulty:
    """What cannot be used: its faults, and the names under which it may be asked for."""

    origin: _Origin
    names: frozenset[str]
    faults: tuple[Fault, ...]


_kept: dict[frozenset[str], Installed] = {}
_looking: set[int] = set()


def installed(built_in: Iterable[Pack]) -> Installed:
    """Return what other distributions install beside the packs that are built in.

    Found once and kept. Each entry point with something faulty is warned of once, by a `PackWarning`;
    the rest is used. While a foreign module is being imported, it sees the built-in packs alone.
    """
    taken = frozenset(name for pack in built_in for name in _names(pack))
    if taken in _kept:
        return _kept[taken]
    thread = threading.get_ident()
    if thread in _looking:
        return Installed()
    _looking.add(thread)
    try:
        sound, faulty = _checked(tuple(_found()), taken)
    finally:
        _looking.discard(thread)
    made = _installed(sound, faulty)
    kept = _kept.setdefault(taken, made)
    if kept is made:  # of several threads that looked at once, one tells
        for text in _warnings(faulty, taken | {name for one in sound for name in one.names}):
            warnings.warn(text, PackWarning, stacklevel=3)
    return kept


def forget_installed() -> None:
    """Forget which packs are installed, so that they are looked for anew: for tests, and after an install.

    Modules that were imported stay imported.
    """
    importlib.invalidate_caches()
    _kept.clear()


def _names(pack: Pack) -> tuple[str, ...]:
    return (pack.id,) if pack.commentary else (pack.id, pack.programme)


def _installed(sound: Iterable[_Sound], faulty: Iterable[_Faulty]) -> Installed:
    faults: dict[str, tuple[Fault, ...]] = {}
    for one in faulty:
        for name in one.names:
            faults[name] = (*faults.get(name, ()), *map(one.origin.fault, one.faults))
    return Installed({one.pack.id: one.pack for one in sorted(sound, key=lambda one: one.pack.id)}, faults)


def _warnings(faulty: Iterable[_Faulty], taken: frozenset[str]) -> Iterator[str]:
    """Say of each entry point what is wrong with it first, and how to see all."""
    for origin, group in groupby(faulty, key=lambda one: one.origin):
        faults = [str(fault) for one in group for fault in one.faults]
        text = f"packs of {shown(origin.distribution)} (entry point {shown(origin.entry_point)}) are faulty "
        text += f"and not used: {'; '.join(faults[:_MOST_SHOWN])}"
        if len(faults) > _MOST_SHOWN:
            text += f"; and {len(faults) - _MOST_SHOWN} more"
            if origin.entry_point not in taken:
                text += f": asking for the policy {shown(origin.entry_point)} lists them all"
        yield text


# --- which names --------------------------------------------------------------------------------------


def _checked(
    found: tuple[_Sound | _Faulty, ...], taken: frozenset[str]
) -> tuple[list[_Sound], list[_Faulty]]:
    """Tell the packs that can be used from those that cannot, keeping their order."""
    packs = [one for one in found if isinstance(one, _Sound)]
    sound: list[_Sound] = []
    faulty: list[_Faulty] = []
    for one in found:
        if isinstance(one, _Faulty):
            faulty.append(one)
        elif clashes := tuple(Fault(one.file, says) for says in _clashes(one, packs, taken)):
            names = one.names | {one.origin.entry_point, _stem(one.file)}
            faulty.append(_Faulty(one.origin, names, clashes))
        else:
            sound.append(one)
    return sound, faulty


def _clashes(one: _Sound, packs: Iterable[_Sound], taken: frozenset[str]) -> Iterator[str]:
    """Say of each name that it belongs to another pack.

    Of two distributions neither is preferred: which of them is meant cannot be known.
    """
    for name in sorted(one.names & taken):
        way = "give it another id" if name == one.pack.id else "say commentary = true, and ask for it by id"
        yield f"{shown(name)} is the name of a built-in policy, which stays as it is: {way}"
    for other in packs:
        if other is one:
            continue
        if other.origin.distribution == one.origin.distribution:
            if other.pack.id == one.pack.id:
                yield f"the id {shown(one.pack.id)} stands twice in this distribution, also in {other.file}"
            continue
        for name in sorted(one.names & other.names):
            yield (
                f"{shown(name)} is also the name of a pack that {shown(other.origin.distribution)} installs, "
                "so neither is used: uninstall one of the two"
            )


# --- where they are -----------------------------------------------------------------------------------


def _found() -> Iterator[_Sound | _Faulty]:
    """Read everything that entry points lead to, in the order of distributions, entry points and files."""
    points, broken = _entry_points()
    yield from broken
    named = [(_Origin(_distribution(point), point.name), point) for point in points]
    for origin, point in sorted(named, key=lambda one: (one[0].distribution, one[1].name, one[1].value)):
        try:
            places = _files(_place(point))
        except InvalidPackError as error:
            yield _Faulty(origin, frozenset({point.name}), error.faults)
        except Exception as error:  # noqa: BLE001 - whatever a foreign object does, the others are read
            fault = Fault("", f"{shown(point.value)} cannot be read: {_problem(error)}")
            yield _Faulty(origin, frozenset({point.name}), (fault,))
        else:
            yield from (_read(file, origin) for file in places)


def _entry_points() -> tuple[list[EntryPoint], list[_Faulty]]:
    try:
        return list(importlib.metadata.entry_points(group=GROUP)), []
    except Exception:  # noqa: BLE001 - some distribution's file is broken: the others' are read one by one
        points: list[EntryPoint] = []
        broken: list[_Faulty] = []
        for distribution in importlib.metadata.distributions():
            try:
                points += distribution.entry_points.select(group=GROUP)
            except Exception as error:  # noqa: BLE001 - as above
                origin = _Origin(_name(distribution), "unknown")
                fault = Fault("", f"its list of entry points cannot be read: {_problem(error)}")
                broken.append(_Faulty(origin, frozenset({origin.distribution}), (fault,)))
        return points, broken


def _distribution(point: EntryPoint) -> str:
    return "a distribution without a name" if point.dist is None else _name(point.dist)


def _name(distribution: importlib.metadata.Distribution) -> str:
    try:
        return distribution.metadata["Name"] or "a distribution without a name"
    except Exception:  # noqa: BLE001 - it is only a name for messages
        return "a distribution without a name"


def _place(point: EntryPoint) -> Traversable:
    """Return the file or the folder that an entry point leads to."""
    found = _loaded(point)
    if isinstance(found, ModuleType):
        if hasattr(found, "__path__"):
            return files(found)
        package = found.__name__.rpartition(".")[0]
        if not package:
            raise InvalidPackError(
                f"{shown(point.value)} is a module without a package, so no folder belongs to it: "
                "name a package, or a path in the module"
            )
        return files(package)
    if isinstance(found, str | os.PathLike):
        path = Path(os.fspath(found))
        if not path.is_absolute():
            raise InvalidPackError(
                f"{shown(str(path))} is a relative path, and leads elsewhere in every folder: "
                "begin it with importlib.resources.files(...)"
            )
        return path
    if isinstance(found, Traversable):
        return found
    raise InvalidPackError(f"{shown(point.value)} is neither a package nor a path to packs: {shown(found)}")


def _loaded(point: EntryPoint) -> object:
    try:
        found: object = point.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a module that leaves the program must not take us along
        raise InvalidPackError(f"{shown(point.value)} cannot be imported: {_problem(error)}") from None
    return found


def _files(place: Traversable) -> tuple[Traversable, ...]:
    if place.is_file():
        return (place,)
    if not place.is_dir():
        raise InvalidPackError(f"there is no file or folder {shown(str(place))}")
    found = (file for file in place.iterdir() if file.name.endswith(".toml") and file.is_file())
    packs = tuple(sorted(found, key=lambda file: file.name))
    if not packs:
        raise InvalidPackError(f"{shown(place.name)} holds no pack: the name of no file in it ends in .toml")
    return packs


# --- what stands in them ------------------------------------------------------------------------------


def _read(file: Traversable, origin: _Origin) -> _Sound | _Faulty:
    text = ""
    try:
        text = _text(file)
        return _Sound(origin, file.name, read_pack(text, file.name))
    except InvalidPackError as error:
        faults = error.faults
    except Exception as error:  # noqa: BLE001 - whatever a foreign resource does, the others are read
        faults = (Fault(file.name, f"cannot be read: {_problem(error)}"),)
    names = {origin.entry_point, _stem(file.name), *_names_in(text)}
    return _Faulty(origin, frozenset(names), faults)


def _text(file: Traversable) -> str:
    with file.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidPackError(f"{file.name} is larger than the {LARGEST:,} bytes a pack may have")
    return data.decode("utf-8")


def _names_in(text: str) -> Iterator[str]:
    """Yield what a faulty pack calls itself, as far as it can be read."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    keys = ("id",) if data.get("commentary") is True else ("id", "programme")
    yield from (data[key] for key in keys if isinstance(data.get(key), str))


def _stem(file: str) -> str:
    return file.removesuffix(".toml")


def _problem(error: BaseException) -> str:
    return f"{type(error).__name__}: {shown(error)}"
