"""Scores the cases of a file with the package's own rubrics; one line of JSON a case, then one for the settings.

Two things are done by hand that the package leaves undone, so that a second episode can be compared at all: a reset
reaches the rubrics inside containers, and it forgets their last scores.
"""

import asyncio
import inspect
import json
import sys
from types import SimpleNamespace

from openenv.core.rubrics import (
    ExponentialDiscountingTrajectoryRubric,
    Gate,
    Rubric,
    RubricDict,
    RubricList,
    Sequential,
    WeightedSum,
)


class Leaf(Rubric):
    def __init__(self, scores):
        super().__init__()
        self.scores = scores

    def forward(self, action, observation):
        return self.scores[observation.step]


class AsyncLeaf(Leaf):
    async def forward(self, action, observation):
        await asyncio.sleep(0)
        return self.scores[observation.step]


class Mean(Rubric):
    def __init__(self, children, names):
        super().__init__()
        self.parts = RubricList(children) if names is None else RubricDict(dict(zip(names, children)))
        self.members = len(children)

    async def forward(self, action, observation):
        parts = self.parts.values() if isinstance(self.parts, RubricDict) else self.parts
        total = 0.0
        for part in parts:
            total += await settle(part(action, observation))
        return total / self.members


class Weighed(ExponentialDiscountingTrajectoryRubric):
    def __init__(self, node):
        super().__init__(gamma=node["gamma"], intermediate_reward=node["intermediate"])
        self.factor = node["factor"]

    def score_trajectory(self, trajectory):
        total = 0.0
        for place, (action, _) in enumerate(trajectory):
            total += self.factor * action * (place + 1)
        return total


async def settle(result):
    return await result if inspect.isawaitable(result) else result


def build(node):
    kind = node["kind"]
    children = [build(child) for child in node.get("children", [])]
    if kind == "leaf":
        return (AsyncLeaf if node["isAsync"] else Leaf)(node["scores"])
    if kind == "sum":
        return WeightedSum(children, node["weights"])
    if kind == "gate":
        return Gate(build(node["child"]), threshold=node["threshold"])
    if kind == "sequence":
        return Sequential(*children)
    if kind == "mean":
        return Mean(children, node["names"])
    return Weighed(node)


async def play(case):
    root = build(case["tree"])
    everyone = [("", root), *root.named_rubrics()]
    outcomes = []
    for episode in case["episodes"]:
        for _, rubric in everyone:
            rubric.reset()
            rubric.last_score = None
        for step, action in enumerate(episode):
            observation = SimpleNamespace(step=step, done=step == len(episode) - 1)
            score = await settle(root(action, observation))
            trajectories = [(path, rubric) for path, rubric in everyone if isinstance(rubric, Weighed)]
            outcomes.append(
                {
                    "score": score,
                    "last": [[path, rubric.last_score] for path, rubric in everyone],
                    "rewards": [[path, rubric.compute_step_rewards()] for path, rubric in trajectories],
                }
            )
    return outcomes


def takes(make):
    try:
        make()
        return True
    except ValueError:
        return False


def judge(settings):
    weights = [takes(lambda: WeightedSum([Leaf([1.0]) for _ in given], given)) for given in settings["weights"]]
    node = {"intermediate": 0.0, "factor": 1.0}
    return {"weights": weights, "gammas": [takes(lambda: Weighed({**node, "gamma": g})) for g in settings["gammas"]]}


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        work = json.load(file)
    for case in work["cases"]:
        print(json.dumps(await play(case)))
    print(json.dumps(judge(work["settings"])))


asyncio.run(main())
