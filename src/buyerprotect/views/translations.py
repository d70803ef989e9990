"""Words across systems, shown: the table of `cases.translation` as a page in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from buyerprotect.cases.translation import TERMS, System, Translation, systems, words_of
from buyerprotect.source import Source
from buyerprotect.views.words import CONFIDENCE

__all__ = ["translations_as_markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")

_INTRO = """\
# Words across systems

One complaint has a name of its own in every system that a case can pass through. This table puts the terms of
grounds ([Words](words.md)) beside the codes of other systems, both ways, and says what each step loses. The
library reads it with `buyerprotect.cases.translation`:

```python
>>> from buyerprotect.cases.translation import from_system, to_system
>>> choices = to_system("counterfeit", "amex")
>>> [(choice.code, choice.lost) for choice in choices]
[('C31', ('that it is a fake',)), ('4553', ('that it is a fake',))]
>>> back = from_system("amex", "C31")
>>> back.term, back.lost
('not_as_described', ('whether it is another item or a fake',))
>>> from_system("amex", "C99") is None
True

```

How to read it:

- Each system has two tables. The first goes from our terms to its codes, the first choice first. The second
  goes from its codes back to our terms, and has every code that was seen.
- What is lost is told for each direction by itself. "That ..." is what the other side does not tell any more.
  "Whether ..." is what was left open, and looks decided on the other side. "Only ..." is where alone the code
  fits. "Nothing": all that was said is said on the other side too.
- "None" in the place of a code or a term: there is none, or no single one, and the loss says why.
- A code that is in no table is unknown. It is never guessed at.

Hardly any equivalence here is said by the owner of a system: the sources of a row tell which, and which are
inferred.
"""

_STAR = "With an asterisk: something is lost on the way there, told in the table of the system."


def translations_as_markdown() -> str:
    """Write the table as a page: the first choices, then each system both ways, then the sources.

    >>> translations_as_markdown().splitlines()[0]
    '# Words across systems'
    """
    known = [words_of(name) for name in systems()]
    return "\n".join(_lines(known)) + "\n"


def _lines(known: list[System]) -> Iterator[str]:
    yield _INTRO
    yield from ("## First choices", "", f"From our terms to the first code of each system. {_STAR}", "")
    heads = ("term", *(f"[{_plain(one.id)}](#words-{_anchor(one)})" for one in known))
    yield from _table(heads, ((f"`{term}`", *(_first(one.outward[term]) for one in known)) for term in TERMS))
    for one in known:
        yield from _system(one)
    yield from ("", "## Sources", "")
    for source in _sources(known):
        about = f"{CONFIDENCE[source.kind]}, read {source.read}"
        yield from (f"(words-source-{source.id})=", "")
        yield f"`{source.id}`: [{_plain(source.title)}](<{source.address}>), {about}. {_plain(source.says)}"
        yield ""


def _first(rows: tuple[Translation, ...]) -> str:
    first = rows[0]
    return "none" if first.code is None else f"`{first.code}`" + ("\\*" if first.lost else "")


def _system(one: System) -> Iterator[str]:
    yield from ("", f"(words-{_anchor(one)})=", "", f"## {_plain(one.title)}", "")
    yield from (f"Called `{one.id}`. {_plain(one.says)}", "")
    rows = [row for term in TERMS for row in one.outward[term]]
    cells = ((f"`{row.term}`", f"`{row.code}`" if row.code else "none", *_rest(row)) for row in rows)
    yield from ("From our terms to its codes:", "")
    yield from _table(("from our term", "to its code", "what is lost on the way there", "sources"), cells)
    yield from ("", "From its codes to our terms:", "")
    cells = (
        (f"`{row.code}`", f"`{row.term}`" if row.term else "none", *_rest(row)) for row in one.inward.values()
    )
    yield from _table(("from its code", "to our term", "what is lost on the way back", "sources"), cells)
    if one.numbered is not None:
        yield from ("", f"A number after a code is left out; lost with it: {_plain(one.numbered)}.")


def _rest(row: Translation) -> tuple[str, str]:
    cited = ", ".join(f"[{source.id}](#words-source-{source.id})" for source in row.sources)
    return "; ".join(map(_plain, row.lost)) or "nothing", cited


def _sources(known: list[System]) -> list[Source]:
    rows = (row for one in known for rows in (*one.outward.values(), one.inward.values()) for row in rows)
    return list({source.id: source for row in rows for source in row.sources}.values())


def _anchor(one: System) -> str:
    return re.sub(r"[^a-z]", "-", one.id)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(heads)
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
