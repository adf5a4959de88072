"""Reads a catalog, builds one from a repository, and prints what it found, as JSON."""

import json
import sys
from pathlib import Path

from openenv.discovery import build_catalog, load_catalog, search_catalog, write_catalog

ours, repository, revision, theirs = sys.argv[1:]
snapshot = load_catalog(ours)
found = search_catalog(snapshot, "shop tools")
built = build_catalog(
    Path(repository),
    repository_uri="https://github.com/acme/envs.git",
    publisher="github.com",
    namespace="openenv",
    revision=revision,
)
write_catalog(built, theirs)
print(
    json.dumps(
        {
            "names": [entry.data.name for entry in snapshot.entries],
            "found": [match.entry.data.name for match in found],
            "identifiers": [entry.identifier for entry in snapshot.entries],
            "built": [entry.identifier for entry in built.entries],
        }
    )
)
