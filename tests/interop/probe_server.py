"""A Python environment with everything a client can meet: constraints, nesting, metadata, failures, delays, size.

Each step names an operation. `echo` gives its arguments back, `raise` raises, `sleep` takes that many seconds, `nan`
answers with numbers that JSON has no words for, `blob` with that many characters, `end` ends the episode.

The route `/raw/ws` is a peer that writes its frames with the standard json module, bare NaN and Infinity included, as
any hand-made Python server may.
"""

import json
import math
import time
from typing import Any, Literal, Optional

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from openenv.core.env_server import Action, Environment, Observation, State
from pydantic import BaseModel, Field
from serving import build_app, option_parser, serve


class Spot(BaseModel):
    x: float
    y: float


class ProbeAction(Action):
    op: Literal["echo", "raise", "sleep", "nan", "blob", "end"]
    text: str = ""
    level: int = Field(default=0, ge=0, le=10)
    tags: list[str] = Field(default_factory=list, max_length=3)
    seconds: float = Field(default=0, ge=0, le=120)
    size: int = Field(default=0, ge=0)
    at: Optional[Spot] = None


class Place(BaseModel):
    label: str
    spots: list[Spot] = Field(default_factory=list)


class ProbeObservation(Observation):
    text: str = ""
    tags: list[str] = Field(default_factory=list)
    place: Optional[Place] = None
    value: Optional[float] = None


class ProbeState(State):
    seed_given: Optional[int] = None
    history: list[str] = Field(default_factory=list)


class ProbeEnvironment(Environment[ProbeAction, ProbeObservation, ProbeState]):
    SUPPORTS_CONCURRENT_SESSIONS = True
    fail_constructor = False

    def __init__(self) -> None:
        if self.fail_constructor:
            raise RuntimeError("the probe is out of order")
        super().__init__()
        self._state = ProbeState()
        self._operations = {
            "echo": self._echo,
            "raise": self._raise,
            "sleep": self._sleep,
            "nan": self._nan,
            "blob": self._blob,
            "end": self._end,
        }

    def reset(
        self, seed: Optional[int] = None, episode_id: Optional[str] = None, text: str = "ready"
    ) -> ProbeObservation:
        self._state = ProbeState(episode_id=episode_id or "p1", seed_given=seed)
        return ProbeObservation(text=text, metadata={"origin": "reset"})

    def step(self, action: ProbeAction, timeout_s: Optional[float] = None) -> ProbeObservation:
        self._state.step_count += 1
        self._state.history.append(action.op)
        return self._operations[action.op](action)

    @property
    def state(self) -> ProbeState:
        return self._state

    def _echo(self, action: ProbeAction) -> ProbeObservation:
        place = Place(label="here", spots=[Spot(x=action.level, y=0.5)])
        metadata = {"step": self._state.step_count}
        reward = action.level / 2
        return ProbeObservation(text=action.text, tags=action.tags, place=place, reward=reward, metadata=metadata)

    def _raise(self, action: ProbeAction) -> ProbeObservation:
        raise ValueError(action.text or "the probe broke")

    def _sleep(self, action: ProbeAction) -> ProbeObservation:
        time.sleep(action.seconds)
        return ProbeObservation(text=f"slept {action.text}".strip(), reward=0.0)

    def _nan(self, action: ProbeAction) -> ProbeObservation:
        return ProbeObservation(text="nan", value=math.inf, reward=math.nan)

    def _blob(self, action: ProbeAction) -> ProbeObservation:
        return ProbeObservation(text="x" * action.size, reward=0.0)

    def _end(self, action: ProbeAction) -> ProbeObservation:
        return ProbeObservation(text="over", reward=1.0, done=True)


def add_raw_route(app: FastAPI) -> None:
    """Adds the peer that writes what the json module writes."""

    async def raw_peer(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while (request := json.loads(await socket.receive_text()))["type"] != "close":
                await socket.send_text(json.dumps(_raw_answer(request)))
        except WebSocketDisconnect:
            return
        await socket.close()

    app.add_api_websocket_route("/raw/ws", raw_peer)


def _raw_answer(request: dict[str, Any]) -> dict[str, Any]:
    if request["type"] == "state":
        return {"type": "state", "data": {"episode_id": "raw", "step_count": 1, "temperature": -math.inf}}
    observation = {"text": "bare NaN, Infinity and -Infinity", "value": math.inf, "values": [1, math.nan, -math.inf]}
    reward = None if request["type"] == "reset" else math.nan
    return {"type": "observation", "data": {"observation": observation, "reward": reward, "done": False}}


class FailingProbeEnvironment(ProbeEnvironment):
    """Can't be built."""

    fail_constructor = True


def probe_app(capacity: int, failing: bool = False) -> Any:
    app = build_app(
        FailingProbeEnvironment if failing else ProbeEnvironment,
        ProbeAction,
        ProbeObservation,
        env_name="probe_env",
        max_concurrent_envs=capacity,
        state_cls=ProbeState,
    )
    add_raw_route(app)
    return app


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--fail-constructor", action="store_true", help="the environment's constructor raises")
    options = parser.parse_args()
    serve(probe_app(options.capacity, options.fail_constructor), options)


if __name__ == "__main__":
    main()
