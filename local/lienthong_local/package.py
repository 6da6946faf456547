"""``make package``: every function and layer as `sam build` makes them, without sam.

A layer is built by its own Makefile, which sam calls in the same way; a function's folder is its artifact,
since its libraries are in the layers (``SkipBuild`` in the template).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lienthong_local.stack.transform import properties_of, read_template, resources_of

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
FUNCTION, LAYER = "AWS::Serverless::Function", "AWS::Serverless::LayerVersion"
#: What Lambda refuses to run: code and layers together, unpacked.
MOST_BYTES = 250 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """Where artifacts are to run. The template's functions run on arm64 and Python 3.13."""

    machine: str = "aarch64"
    python_version: str = "3.13"


def build_artifacts(folder: Path, target: Target) -> dict[str, Path]:
    """Build everything that the template deploys; the artifacts' folders by logical id.

    Raises:
        subprocess.CalledProcessError: a layer could not be built; its output has been printed.
    """
    artifacts: dict[str, Path] = {}
    for logical_id, resource in resources_of(read_template(TEMPLATE)).items():
        properties = properties_of(resource)
        if resource["Type"] == LAYER:
            artifacts[logical_id] = _build_layer(
                logical_id, ROOT / str(properties["ContentUri"]), folder, target
            )
        elif resource["Type"] == FUNCTION:
            artifacts[logical_id] = _copy_function(logical_id, ROOT / str(properties["CodeUri"]), folder)
    return artifacts


def _build_layer(logical_id: str, source: Path, folder: Path, target: Target) -> Path:
    artifact = _emptied(folder / logical_id)
    variables = (
        f"ARTIFACTS_DIR={artifact}",
        f"PYTHON={sys.executable}",
        f"PYTHON_VERSION={target.python_version}",
        f"MACHINE={target.machine}",
    )
    subprocess.run(["make", "--silent", f"build-{logical_id}", *variables], cwd=source, check=True)
    return artifact


def _copy_function(logical_id: str, source: Path, folder: Path) -> Path:
    artifact = _emptied(folder / logical_id)
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(source, artifact, dirs_exist_ok=True, ignore=ignored))


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder.resolve()


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(arguments: Sequence[str] | None = None) -> int:
    """Build into a folder and print the artifacts with their sizes."""
    parser = argparse.ArgumentParser(prog="make package", description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("build"))
    chosen = parser.parse_args(arguments)
    for logical_id, artifact in build_artifacts(chosen.into, Target()).items():
        print(f"{size_of(artifact) / 1024:>10.0f} KB  {logical_id}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
