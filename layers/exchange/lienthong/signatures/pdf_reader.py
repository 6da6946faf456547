"""pyHanko's reader with what hostile files ask of it: where objects end, and who refers to whom.

pyHanko looks for the uses of a changed object by following every path from the trailer, which doubles with
every array that names its successor twice, and recurses as deep as the longest list of bookmarks. Here the
references of a revision are gathered once, and only paths to objects that really changed are followed,
upwards and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.pdf_utils.xref import ObjStreamRef, read_object_header

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.pdf_objects import array, dictionary, entry, name, resolve

STEPS_CAP = 300_000
"""Steps upwards on the way from changed objects to the trailer; the corpora need a few thousand."""

Path = tuple[str | int, ...]


class Use(NamedTuple):
    """One reference: who holds it (None for the trailer), and where in the holder it stands."""

    holder: Reference | None
    path: Path


class RevisionReader(PdfFileReader):
    """A reader that knows where each object ends, and takes ``/Encrypt null`` for what it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self.ends: dict[int, int] = {}
        """Offset of an object → first byte behind it, for every object that was read."""
        super().__init__(stream, strict=False)

    @property
    def encrypt_dict(self) -> generic.DictionaryObject | None:
        """ISO 32000-2 7.3.9: an entry whose value is null is an entry that is absent."""
        try:
            found = self.trailer.raw_get("/Encrypt")
        except KeyError:
            return None
        if isinstance(found, generic.IndirectObject):
            found = self.get_object(found.reference, never_decrypt=True)  # type: ignore[no-untyped-call]
        return None if isinstance(found, generic.NullObject) else super().encrypt_dict

    def get_historical_resolver(self, revision: int) -> RevisionResolver:
        found = self._historical_resolver_cache.get(revision)
        if not isinstance(found, RevisionResolver):
            found = self._historical_resolver_cache[revision] = RevisionResolver(self, revision)
        return found

    def _read_object(
        self,
        ref: Reference,
        marker: int | ObjStreamRef | None,
        never_decrypt: bool = False,
        as_metadata_stream: bool = False,
    ) -> PdfObject:
        found: PdfObject = super()._read_object(ref, marker, never_decrypt, as_metadata_stream)
        if isinstance(marker, int):
            self.ends[marker] = self.stream.tell()
        return found

    def read_xref_stream(self, start: int) -> generic.StreamObject:
        """A cross-reference stream by its place in the file."""
        self.stream.seek(start)
        number, generation = read_object_header(self.stream, strict=False)  # type: ignore[no-untyped-call]
        reference = Reference(number, generation, self)
        found: generic.StreamObject = generic.StreamObject.read_from_stream(self.stream, reference)
        found.container_ref = reference
        return found

    def end_of(self, ref: Reference, revision: int) -> int:
        """First byte behind an object as ``revision`` has it, once it was read; 0 where it has none."""
        marker = self.xrefs.get_historical_ref(ref, revision)
        if isinstance(marker, ObjStreamRef):
            marker = self.xrefs.get_historical_ref(Reference(marker.obj_stream_id), revision)
        return self.ends.get(marker, 0) if isinstance(marker, int) else 0


class RevisionResolver(HistoricalResolver):
    """One revision, whose uses of an object are looked up in its graph of references."""

    def __init__(self, reader: RevisionReader, revision: int) -> None:
        super().__init__(reader, revision)
        self._graph: ReferenceGraph | None = None

    @property
    def graph(self) -> ReferenceGraph:
        if self._graph is None:
            self._graph = ReferenceGraph(self)
        return self._graph

    def _load_reverse_xref_cache(self) -> None:
        """Asked to find all paths to all objects: the graph is enough."""

    def _get_usages_of_ref(self, ref: Reference) -> set[RawPdfPath]:
        return {RawPdfPath(*path) for path in self.graph.paths_to(ref)}


class ReferenceGraph:
    """Every reference of one revision that can be reached from its trailer."""

    def __init__(self, resolver: RevisionResolver) -> None:
        self.uses: dict[Reference, list[Use]] = {}
        """Reference → who holds it. A reference may lead to nothing."""
        self._steps = 0
        self._pages = _page_tree(resolver)
        self._structure = _structure_tree(resolver)
        pending: list[Reference | None] = [None]
        while pending:
            holder = pending.pop()
            for path, target in references_in(resolver.trailer_view if holder is None else resolver(holder)):
                if target not in self.uses:
                    self.uses[target] = []
                    pending.append(target)
                self.uses[target].append(Use(holder, path))

    def paths_to(self, target: Reference) -> Iterator[Path]:
        """Every way from the trailer that passes no object twice.

        As in pyHanko, parents are not entered from their children, and pages and structure elements on the
        way are entered only where the trees themselves name them.

        Raises:
            TooMuch: no ordinary file has so many ways.
        """
        way: list[tuple[Iterator[Use], Path]] = [(self._entrances(target, ()), ())]
        passed: list[Reference] = [target]
        while way:
            self._steps += 1
            if self._steps > STEPS_CAP:
                raise TooMuch(
                    Bilingual(
                        "references that multiply without end", "các tham chiếu trong tệp nhân lên vô hạn"
                    )
                )
            use = next(way[-1][0], None)
            if use is None:
                way.pop()
                passed.pop()
                continue
            suffix = (*use.path, *way[-1][1])
            if use.holder is None:
                yield suffix
            elif use.holder in self._pages:
                prefix, ancestors = self._pages[use.holder]
                if not {use.holder, *ancestors}.intersection(passed):
                    yield (*prefix, *suffix)
            elif use.holder not in passed:
                way.append((self._entrances(use.holder, suffix), suffix))
                passed.append(use.holder)

    def _entrances(self, target: Reference, suffix: Path) -> Iterator[Use]:
        is_on_the_way = bool(suffix)
        for use in self.uses.get(target, ()):
            if "/Parent" in use.path or (use.holder in self._structure and use.path[0] == "/P"):
                continue
            is_of_structure = use.holder in self._structure or "/K" in use.path
            if is_on_the_way and target in self._structure and not is_of_structure:
                continue
            yield use


def references_in(found: PdfObject | None) -> Iterator[tuple[Path, Reference]]:
    """The references that stand in an object itself, with their places in it."""
    pending: list[tuple[Path, object]] = [((), found)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, generic.IndirectObject):
            yield path, value.reference
        elif isinstance(value, generic.DictionaryObject):
            pending.extend(((*path, str(key)), inner) for key, inner in value.items())
        elif isinstance(value, generic.ArrayObject):
            pending.extend(((*path, place), inner) for place, inner in enumerate(value))


def _page_tree(resolver: HistoricalResolver) -> dict[Reference, tuple[Path, tuple[Reference, ...]]]:
    """Pages and their nodes, each with its path and the nodes above it.

    Raises:
        misc.PdfReadError: the tree leads back into itself.
    """
    tree: dict[Reference, tuple[Path, tuple[Reference, ...]]] = {}
    pending: list[tuple[PdfObject, Path, tuple[Reference, ...]]] = [
        (resolver.root.raw_get("/Pages"), ("/Root", "/Pages"), ())
    ]
    while pending:
        node, path, above = pending.pop()
        if isinstance(node, generic.IndirectObject):
            if node.reference in tree:
                raise misc.PdfReadError("the page tree leads back into itself")
            tree[node.reference] = (path, above)
            above = (*above, node.reference)
        kids = array(dictionary(node), "/Kids")
        pending.extend((kid, (*path, "/Kids", place), above) for place, kid in enumerate(kids))
    return tree


def _structure_tree(resolver: HistoricalResolver) -> frozenset[Reference]:
    """The elements of the logical structure (ISO 32000-2 14.7), and the arrays that list them."""
    found: set[Reference] = set()
    pending = _children(entry(resolver.root, "/StructTreeRoot"))
    while pending:
        child = pending.pop()
        if isinstance(child, generic.IndirectObject):
            if child.reference in found:
                continue
            found.add(child.reference)
        target = resolve(child)
        if isinstance(target, generic.ArrayObject):
            pending.extend(target)
        elif name(target, "/Type") in ("", "/StructElem"):
            pending.extend(_children(target))
    return frozenset(found)


def _children(element: PdfObject | None) -> list[PdfObject]:
    return (
        [element.raw_get("/K")] if isinstance(element, generic.DictionaryObject) and "/K" in element else []
    )
