"""Which of the project's own files an import means."""

from __future__ import annotations

from collections.abc import Iterable


class ModuleFinder:
    """The modules and packages of a tree, found as Python would from a script or an installed package."""

    def __init__(self, paths: Iterable[str]) -> None:
        """paths: the paths of all the project's `.py` files."""
        self.paths = frozenset(path for path in paths if path.endswith(".py"))
        self._folders = {""}
        for path in self.paths:
            folder = path.rpartition("/")[0]
            while folder not in self._folders:
                self._folders.add(folder)
                folder = folder.rpartition("/")[0]
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
        """The dotted name of a module, unique in the tree."""
        return self._names[path]

    def path(self, name: str) -> str | None:
        """The module of a dotted name, as `name` gives it."""
        return self._by_name.get(name)

    def find(self, dotted: str, importer: str) -> str | None:
        """The file that `import dotted` means in the file importer: a module, a package's `__init__.py`, or None.

        For a package without `__init__.py` the answer is its folder with a slash at the end.
        """
        relative = dotted.replace(".", "/")
        for root in dict.fromkeys((importer.rpartition("/")[0], *self._roots)):
            found = self._at(f"{root}/{relative}" if root else relative)
            if found:
                return found
        return None

    def find_relative(self, level: int, dotted: str, importer: str) -> str | None:
        """The file that `from ...dotted import` means in the file importer, level being the number of dots."""
        folder = importer.rpartition("/")[0]
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        relative = dotted.replace(".", "/")
        return self._at("/".join(part for part in (folder, relative) if part))

    def _at(self, place: str) -> str | None:
        if f"{place}.py" in self.paths:
            return f"{place}.py"
        if f"{place}/__init__.py" in self.paths:
            return f"{place}/__init__.py"
        return f"{place}/" if place in self._folders and place else None

    def _dotted(self, path: str) -> str:
        root = max((r for r in self._roots if r and path.startswith(f"{r}/")), key=len, default="")
        return _dots(path[len(root) + 1 :] if root else path)


def _dots(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
