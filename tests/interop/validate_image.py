"""Runs the reference's validator on a package, in Docker: it builds the image and measures the container.

The arguments are the package's folder and the image of the validator's helpers, pinned by its digest. Prints the report
as JSON.
"""

import sys
from pathlib import Path

from openenv.validation.providers.docker import DockerValidationProvider
from openenv.validation.report import write_report
from openenv.validation.runner import run_validation
from openenv.validation.types import Level


def main() -> None:
    package, helper_image = sys.argv[1:]
    provider = DockerValidationProvider(helper_image=helper_image)
    print(write_report(run_validation(Path(package), max_level=Level.RUNTIME, provider=provider)))


if __name__ == "__main__":
    main()
