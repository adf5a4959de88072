"""Scores answers with `reasoning_gym`: to our questions, which it reads, and to its own, which it writes.

Reads one JSON object from the file that its argument names: `names`, the data sets to compare, and `entries`, our
questions with answers. Writes one with `configs`, the defaults of its data sets; `answers`, what it answers to our
questions; `scores`, what it thinks of our answers; and `entries`, its questions with answers and scores. A score is
null where scoring raises an exception.
"""

import dataclasses
import json
import sys
import types
from typing import Any

# It needs a C compiler to be installed, and none of our data sets needs it.
sys.modules["pycosat"] = types.ModuleType("pycosat")

import reasoning_gym
from reasoning_gym.factory import DATASETS
from reasoning_gym_solvers import solve

SEED = 5
COUNT = 12


def odd_answers(answer: str, other: str) -> list[str]:
    """Right, wrong, and oddly formatted answers."""
    rows = ["[" + ", ".join(row.split()) + "]" for row in answer.splitlines()]
    return [
        answer,
        other,
        "",
        " ",
        f" {answer}",
        f"{answer} ",
        f"{answer}\n",
        f"{answer}.",
        f"{answer}.0",
        f"+{answer}",
        f"0{answer}",
        f"-{answer}",
        f"{answer}, {other}",
        f"{answer} x {other}",
        f"The answer is {answer}",
        answer.upper(),
        answer.lower(),
        answer[::-1],
        answer[:-1],
        answer[1:],
        answer + answer[-1:],
        answer.replace(" ", ""),
        answer.replace(" ", "  "),
        answer.replace(",", " ,"),
        answer.replace("\n", " "),
        answer.replace("'", '"'),
        answer.replace("'", ""),
        answer.replace("0", "1"),
        answer.replace("1", "1.0"),
        answer.replace("×", "*"),
        answer.replace("$", ""),
        str(list(answer)),
        repr(answer),
        str(tuple(answer.split())),
        ", ".join(answer.split()),
        "[" + ", ".join(answer.split()) + "]",
        "[" + ", ".join(rows) + "]",
        "[[0]]",
        "[]",
        "1",
        "1e3",
        "0x10",
        "0.5",
        "1/2",
        "1/0",
        "$1/2$",
        "\\frac{1}{2}",
        "2 × 2",
        "True",
        "None",
        "infeasible",
        "up down",
        "up",
    ]


def score(dataset: Any, answer: str, entry: dict[str, Any]) -> float | None:
    try:
        return float(dataset.score_answer(answer, entry))
    except Exception:  # what it does with such an answer is no score
        return None


def export(name: str, dataset: Any) -> list[dict[str, Any]]:
    entries = [dataset[index] for index in range(COUNT)]
    for entry, other in zip(entries, entries[1:] + entries[:1]):
        answers = odd_answers(entry["answer"], other["answer"])
        entry["answers"] = [[answer, score(dataset, answer, entry)] for answer in answers]
    return entries


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    datasets = {name: reasoning_gym.create_dataset(name, seed=SEED, size=COUNT) for name in task["names"]}
    configs = {name: dataclasses.asdict(DATASETS[name][1]()) for name in datasets}
    scores = [
        [score(datasets[entry["metadata"]["source_dataset"]], answer, entry) for answer in entry["answers"]]
        for entry in task["entries"]
    ]
    answers = [solve(datasets[entry["metadata"]["source_dataset"]], entry) for entry in task["entries"]]
    entries = [entry for name, dataset in datasets.items() for entry in export(name, dataset)]
    json.dump({"configs": configs, "scores": scores, "answers": answers, "entries": entries}, sys.stdout, default=float)


if __name__ == "__main__":
    main()
