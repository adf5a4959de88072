"""Drives our server of reasoning_gym with a typed client, as the reference's package has it."""

import asyncio
import json
import sys
from typing import Any

from openenv.core import EnvClient
from openenv.core.client_types import StepResult
from openenv.core.env_server.types import Action, Observation, State


class ReasoningGymAction(Action):
    answer: str


class ReasoningGymObservation(Observation):
    question: str | None = None
    score: float | None = None
    correct_answer: str | None = None
    dataset_metadata: dict[str, Any] | None = None


class ReasoningGymEnv(EnvClient[ReasoningGymAction, ReasoningGymObservation, State]):
    def _step_payload(self, action: ReasoningGymAction) -> dict[str, Any]:
        return {"answer": action.answer}

    def _parse_result(self, payload: dict[str, Any]) -> StepResult[ReasoningGymObservation]:
        fields = payload.get("observation", {})
        reward, done = payload.get("reward"), payload.get("done", False)
        names = ("question", "score", "correct_answer", "dataset_metadata")
        observation = ReasoningGymObservation(**{name: fields.get(name) for name in names}, done=done, reward=reward)
        return StepResult(observation=observation, reward=reward, done=done)

    def _parse_state(self, payload: dict[str, Any]) -> State:
        return State(episode_id=payload.get("episode_id"), step_count=payload.get("step_count", 0))


def say(call: str, result: StepResult[ReasoningGymObservation]) -> None:
    fields = result.observation.model_dump(include={"question", "score", "correct_answer", "dataset_metadata"})
    print(json.dumps({"call": call, **fields, "reward": result.reward, "done": result.done}), flush=True)


async def play(url: str) -> None:
    async with ReasoningGymEnv(base_url=url) as env:
        say("step without a question", await env.step(ReasoningGymAction(answer="4")))
        say("reset", await env.reset())
        wrong = await env.step(ReasoningGymAction(answer="no idea"))
        say("step", wrong)
        state = await env.state()
        print(json.dumps({"call": "state", "step_count": state.step_count}), flush=True)
        settings = {"dataset_name": "chain_sum", "dataset_config": {"min_terms": 2, "max_terms": 2}}
        say("reset", await env.reset(**settings, seed=42, size=2, episode_id="sums"))
        known = [(await env.step(ReasoningGymAction(answer="?"))).observation.correct_answer]
        say("reset", await env.reset())
        known.append((await env.step(ReasoningGymAction(answer="?"))).observation.correct_answer)
        say("reset", await env.reset())
        say("step", await env.step(ReasoningGymAction(answer=f"+{known[0]}.0")))
        specs = [{"name": "gcd", "weight": 2}, {"name": "leg_counting", "config": {"min_animals": 1, "max_animals": 1}}]
        say("reset", await env.reset(dataset_name="composite", dataset_specs=specs, seed=1, size=10))
        for options in ({"dataset_name": "gcd", "seed": 1}, {"dataset_name": "composite", "seed": 1, "size": 2}):
            try:
                await env.reset(**options)
            except RuntimeError as error:
                print(json.dumps({"call": "reset", "error": str(error)}), flush=True)


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
