"""Environments with tasks, as the Task API of the reference offers them: what the recorded exchanges were taken from.

`note_env` has three tasks in each of two splits. `Odd Tasks` has what else a provider may return: splits of other
forms, and tasks that are no objects.
"""

from typing import Any, Optional

from note_server import Note, NoteEnvironment, NoteObservation
from serving import build_app, option_parser, serve

TASKS = {split: [{"id": f"{split}-{index}"} for index in range(3)] for split in ("train", "hard")}
ODD_TASKS = {"test": [5, None, "text", [1, {"a": None}], {"id": 7}], "7": []}


class TaskNoteEnvironment(NoteEnvironment):
    """The Note environment with tasks that are plain lists, so that Python's own rules hold for every index."""

    tasks: dict[str, list[Any]] = TASKS

    def list_splits(self) -> list[Any]:
        return list(self.tasks)

    def list_tasks(self, split: str) -> list[Any]:
        return self.tasks[split]

    def num_tasks(self, split: str) -> int:
        return len(self.tasks[split])

    def get_task(self, split: str, index: int) -> Any:
        return self.tasks[split][index]

    def get_task_range(self, split: str, start: Optional[int] = None, stop: Optional[int] = None) -> list[Any]:
        return self.tasks[split][start:stop]


class OddTaskEnvironment(TaskNoteEnvironment):
    """Splits of every form, tasks of every type."""

    tasks = ODD_TASKS

    def list_splits(self) -> list[Any]:
        return [{"name": "test", "type": "test", "note": "an object is passed on"}, 7]


def task_app(capacity: int, odd: bool = False) -> Any:
    environment, name = (OddTaskEnvironment, "Odd Tasks") if odd else (TaskNoteEnvironment, "note_env")
    return build_app(environment, Note, NoteObservation, env_name=name, max_concurrent_envs=capacity)


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--odd", action="store_true", help="splits of every form, tasks of every type")
    options = parser.parse_args()
    serve(task_app(options.capacity, options.odd), options)


if __name__ == "__main__":
    main()
