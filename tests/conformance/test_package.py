"""The SDK as a package: its types are those of its code, and it holds what it should."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from infra.local.process import PROJECT_ROOT
from tests.conformance.vectors import HERE

WEB = PROJECT_ROOT / "web"
CLIENT = WEB / "client"
SECONDS = 120


def typescript(node: str, *arguments: str) -> None:
    """Run the compiler; its complaints are the failure."""
    compiler = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    command = [node, str(compiler), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - npm's own file
    assert run.returncode == 0, run.stdout


def contents(directory: Path) -> dict[str, str]:
    """The files below a directory, by their path in it."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): path.read_text(encoding="utf-8") for path in files}


def test_the_code_has_the_types_that_it_says_and_the_package_declares_them(
    node: str, tmp_path: Path
) -> None:
    emit = ("--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--stripInternal")
    places = ("--rootDir", str(WEB), "--outDir", str(tmp_path))
    typescript(node, "-p", str(WEB / "tsconfig.json"), *emit, *places)

    made = contents(tmp_path / "client")
    assert made == contents(CLIENT / "types"), "npm run types in web/ writes them"


def test_the_package_holds_code_types_and_a_readme_and_nothing_else(node: str) -> None:
    del node
    npm = shutil.which("npm")
    assert npm is not None
    command = [npm, "pack", "--dry-run", "--json", "--ignore-scripts"]
    run = subprocess.run(command, cwd=CLIENT, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603 - npm itself

    packed = {file["path"] for file in json.loads(run.stdout)[0]["files"]}

    modules = {
        str(path.relative_to(CLIENT))
        for path in CLIENT.rglob("*.js")
        if path.relative_to(CLIENT).parts[0] != "test"
    }
    types = {str(path.relative_to(CLIENT)) for path in (CLIENT / "types").rglob("*.d.ts")}
    assert packed == modules | types | {"README.md", "package.json"}
    declared = {name.removeprefix("types/").removesuffix(".d.ts") for name in types}
    assert {name.removesuffix(".js") for name in modules} == declared
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    for entry in package["exports"].values():
        assert {path.removeprefix("./") for path in entry.values()} <= packed
    assert package["sideEffects"] is False
