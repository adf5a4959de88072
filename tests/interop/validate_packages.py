"""Runs `openenv validate --level static --json` on package folders, in one process since starting it takes seconds.

The first argument is the JSON Schema for editors. Prints one JSON line for each folder: the exit code, the report, and
what the JSON Schema has against the manifest, null where YAML cannot be read.
"""

import json
import sys
from pathlib import Path

import jsonschema
import yaml
from run_openenv import run_openenv


def check_schema(schema: dict, folder: str) -> list[str] | None:
    try:
        manifest = yaml.safe_load((Path(folder) / "openenv.yaml").read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return None
    validator = jsonschema.Draft7Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]


def main() -> None:
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    for folder in sys.argv[2:]:
        code, printed = run_openenv("validate", folder, "--level", "static", "--json")
        print(json.dumps({"code": code, "printed": printed, "schema_errors": check_schema(schema, folder)}))


if __name__ == "__main__":
    main()
