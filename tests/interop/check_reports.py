"""Reads reports of `openenv check` with the models of the reference, and digests packages as it does.

Each argument is a JSON report, and the package that it is about after a `=`, or nothing. Prints one JSON line for each:
what the model read (`null` and the error if it refused), the verdict that the reference's policy comes to, and its
digest of the package. With the argument `--policy` alone, prints the checks of the policy and their severities instead.
"""

import json
import sys
from pathlib import Path
from typing import Any

from openenv.validation.policy import apply_policy, load_policy, PolicyError
from openenv.validation.report import ValidationReport, ValidationReportV2
from openenv.validation.runner import source_digest
from openenv.validation.types import Lane

POLICY = load_policy("v2")


def read(report: str) -> ValidationReport:
    model = {"1": ValidationReport, "2": ValidationReportV2}[json.loads(report)["report_schema_version"]]
    return model.model_validate_json(report)


def judge(report: ValidationReport) -> str | None:
    """The verdict on those results whose checks the reference knows."""
    known = POLICY.entries_for_lane(Lane.LOCAL)
    results = [result for result in report.results if result.check_id in known]
    try:
        return apply_policy(results, POLICY, Lane.LOCAL).value
    except PolicyError as error:
        return str(error)


def digest(package: str) -> str | None:
    try:
        return source_digest(Path(package))
    except ValueError as error:
        return str(error)


def describe(argument: str) -> dict[str, Any]:
    path, _, package = argument.partition("=")
    text = Path(path).read_text(encoding="utf-8")
    try:
        report = read(text)
    except ValueError as error:
        return {"read": None, "error": str(error)}
    return {
        "read": json.loads(report.model_dump_json()),
        "verdict": judge(report),
        "digest": digest(package) if package else None,
    }


def main() -> None:
    if sys.argv[1:] == ["--policy"]:
        entries = POLICY.entries_for_lane(Lane.LOCAL)
        print(json.dumps({check_id: entry.severity.value for check_id, entry in entries.items()}))
        return
    for argument in sys.argv[1:]:
        print(json.dumps(describe(argument)))


if __name__ == "__main__":
    main()
