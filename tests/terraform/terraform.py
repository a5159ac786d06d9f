"""The real Terraform over a copy of the configuration, so that the tree stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.terraform.configuration import ROOT, TERRAFORM

# Always this one, whatever the machine has: plans are the same everywhere.
COMMAND = ROOT / "build" / "bin" / "terraform"
_BACKEND = 'terraform {\n  backend "local" {}\n}\n'


class PlanFailed(Exception):
    """Terraform refused; its words are the argument."""


class Terraform:
    """Runs commands in directories below a root, against the providers of an environment."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self._environment = {
            **os.environ,
            **environment,
            "CHECKPOINT_DISABLE": "1",
            # A command lives for seconds: collecting its garbage would take a quarter of them.
            "GOGC": "1000",
            "TF_CLI_CONFIG_FILE": "/dev/null",
            "TF_IN_AUTOMATION": "1",
        }

    @classmethod
    def of_the_tree(cls, root: Path, environment: Mapping[str, str]) -> Self:
        """Terraform over a copy of the whole configuration."""
        shutil.copytree(TERRAFORM, root, ignore=shutil.ignore_patterns(".terraform*"))
        return cls(root, environment)

    def path(self, name: str) -> Path:
        """A file of the copy."""
        return self.root / name

    def run(self, place: str, *arguments: str) -> str:
        """The output of a command in a directory of the copy; raises PlanFailed."""
        done = subprocess.run(  # noqa: S603 - our own arguments
            [str(COMMAND), *arguments],
            cwd=self.root / place,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise PlanFailed(done.stderr or done.stdout)
        return done.stdout

    def prepare(self, place: str) -> None:
        """Initialise a directory with a state in a file of its own."""
        (self.root / place / "backend_override.tf").write_text(_BACKEND, encoding="utf-8")
        self.run(place, "init", "-input=false", "-no-color")
