"""What docs/from_python.md is held to: its programs, and the public names of the package.

names             prints one JSON object: every public name, by what it belongs to
serve FOLDER      serves the app of FOLDER/guess.py
play FILE         runs a program
"""

import importlib
import inspect
import json
import runpy
import sys
from typing import Any

from serving import option_parser, serve

PACKAGES = [
    "openenv.core",
    "openenv.core.env_server",
    "openenv.core.rubrics",
    "openenv.core.containers.runtime",
    "openenv.core.evals",
    "openenv.core.tools",
    "openenv.auto",
]
CLASSES = [
    "openenv.core:Environment",
    "openenv.core:EnvClient",
    "openenv.core:GenericEnvClient",
    "openenv.core:HTTPEnvServer",
    "openenv.core:LLMClient",
    "openenv.core:MCPEnvironment",
    "openenv.core:MCPToolClient",
    "openenv.core:SyncEnvClient",
    "openenv.core:TaskProvider",
    "openenv.core.rubrics:Rubric",
    "openenv.core.rubrics:RubricDict",
    "openenv.core.rubrics:RubricList",
    "openenv.core.rubrics:TrajectoryRubric",
    "openenv.core.rubrics:WeightedSum",
    "openenv.core.containers.runtime:LocalDockerProvider",
    "openenv.core.containers.runtime:UVProvider",
    "openenv.auto:AutoEnv",
    "openenv.auto:AutoAction",
]
CALLS = ["openenv.core:EnvClient", "openenv.core:create_app"]
MODELS = ["Action", "Observation", "State", "ConcurrencyConfig"]


def public_names() -> dict[str, list[str]]:
    from openenv.cli.__main__ import app
    from openenv.core.client_types import StepResult
    from typer.main import get_command

    core = importlib.import_module("openenv.core")
    names = {package: list(importlib.import_module(package).__all__) for package in PACKAGES}
    for name in CLASSES:
        names[name] = [member for member in dir(find(name)) if not member.startswith("_")]
    for name in CALLS:
        names[f"{name}()"] = [parameter for parameter in inspect.signature(find(name)).parameters if parameter != "env"]
    for name in MODELS:
        names[name] = list(getattr(core, name).model_fields)
    names["StepResult"] = list(StepResult.__dataclass_fields__)
    names["openenv"] = list(get_command(app).commands)
    return names


def find(name: str) -> Any:
    package, attribute = name.split(":")
    return getattr(importlib.import_module(package), attribute)


def main() -> None:
    command, *rest = sys.argv[1:]
    if command == "names":
        print(json.dumps(public_names()))
    elif command == "play":
        runpy.run_path(rest[0], run_name="__main__")
    else:
        sys.path.insert(0, rest[0])
        serve(importlib.import_module("guess").app, option_parser(__doc__).parse_args(rest[1:]))


if __name__ == "__main__":
    main()
