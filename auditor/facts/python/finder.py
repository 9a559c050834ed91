"""Which of the project's own files an import means."""

from __future__ import annotations

from collections.abc import Iterable


class ModuleFinder:
    """The modules and packages of a tree, found as Python would from a script or an installed package."""

    def __init__(self, paths: Iterable[str], misnamed: Iterable[str] = ()) -> None:
        """paths: the paths of all the project's `.py` files.

        misnamed: those that are called like a package which they import. They work as parts of a package only, and then
        their bare name means that other package: `import streamlit` in `app/streamlit.py`, and wherever else.
        """
        self.paths = frozenset(path for path in paths if path.endswith(".py"))
        self._misnamed = frozenset(misnamed)
        folders = {path.rpartition("/")[0] for path in self.paths}
        # The folder above counts too. One that has Python further down only, like a tracker's copies of the code that
        # it ran in `wandb/run-1/files/code`, is hardly imported.
        self._folders = (folders | {folder.rpartition("/")[0] for folder in folders}) - {""}
        packages = {path.rpartition("/")[0] for path in self.paths if path.endswith("/__init__.py")}
        # A folder that is no package and holds one is where a path entry or an installation would point.
        roots = {package.rpartition("/")[0] for package in packages} - packages
        self._roots = ["", "src", *sorted(roots - {"", "src"})]
        self._names: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for path in sorted(self.paths):
            name = self._dotted(path)
            if name in self._by_name:
                name = _dots(path)
            self._names[path] = name
            self._by_name.setdefault(name, path)

    def name(self, path: str) -> str:
        """The dotted name of a module, unique in the tree; of a folder (with a slash at the end) its path with dots."""
        return self._names[path] if path in self._names else path.rstrip("/").replace("/", ".")

    def find(self, dotted: str, importer: str) -> str | None:
        """The file that `import dotted` means in the file importer: a module, a package's `__init__.py`, or None.

        For a package without `__init__.py` the answer is its folder with a slash at the end.
        """
        relative = dotted.replace(".", "/")
        roots = dict.fromkeys((importer.rpartition("/")[0], *self._roots))
        places = [f"{root}/{relative}" if root else relative for root in roots]
        for place in places:
            found = self._module_at(place)
            if found and found != importer and not (found in self._misnamed and "." not in dotted):
                return found
        # Python takes a folder without `__init__.py` for a package only where there is nothing else of that name.
        return next((f"{place}/" for place in places if place in self._folders), None)

    def find_relative(self, level: int, dotted: str, importer: str) -> str | None:
        """The file that `from ...dotted import` means in the file importer, level being the number of dots."""
        folder = importer.rpartition("/")[0]
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        place = "/".join(part for part in (folder, dotted.replace(".", "/")) if part)
        return self._module_at(place) or (f"{place}/" if place in self._folders else None)

    def find_within(self, package: str, name: str) -> str | None:
        """The module or package of that name in a package, given as `find` gives it; None where it has none."""
        if not package.endswith(("/", "__init__.py")):
            return None
        place = f"{package.removesuffix('__init__.py').rstrip('/')}/{name}".lstrip("/")
        return self._module_at(place) or (f"{place}/" if place in self._folders else None)

    def full_name(self, dotted: str, importer: str) -> str | None:
        """The name, as `name` gives it, of what dotted means in one of the project's modules; None if in none."""
        head, rest = dotted, ""
        while head:
            path = self.find(head, importer)
            if path and not path.endswith("/"):
                return self.name(path) + rest
            head, _, last = head.rpartition(".")
            rest = f".{last}{rest}"
        return None

    def _module_at(self, place: str) -> str | None:
        return next((path for path in (f"{place}.py", f"{place}/__init__.py") if path in self.paths), None)

    def _dotted(self, path: str) -> str:
        if path.endswith("/__init__.py") and path.removesuffix("/__init__.py") in self._roots:
            return _dots(path)
        root = max((root for root in self._roots if root and path.startswith(f"{root}/")), key=len, default="")
        return _dots(path[len(root) + 1 :] if root else path)


def _dots(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
