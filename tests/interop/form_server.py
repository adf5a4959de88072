"""An environment whose action has one field of every kind that a validator can refuse; each step echoes one of them.

The recorded refusals of actions were taken from it, and what is coerced instead of refused.
"""

from enum import Enum
from typing import Any, Literal, Optional, Union

from openenv.core.env_server import Action, Environment, Observation, State
from pydantic import BaseModel, Field
from serving import build_app


class Color(str, Enum):
    RED = "red"
    GREEN = "green"


class Point(BaseModel):
    x: float
    y: float


class FormAction(Action):
    ask: str = "ask"
    short: str = Field(default="aa", min_length=2)
    long: str = Field(default="", max_length=3)
    code: str = Field(default="a1", pattern=r"^a\d$")
    count: int = Field(default=1, gt=0, lt=10)
    even: int = Field(default=2, multiple_of=2)
    ratio: float = Field(default=0.5, ge=0, le=1)
    flag: bool = False
    one: Literal["a"] = "a"
    three: Literal["a", "b", "c"] = "a"
    color: Color = Color.RED
    items: list[int] = Field(default_factory=lambda: [1], min_length=1, max_length=2)
    table: dict[str, int] = Field(default_factory=dict)
    either: Union[int, str] = 1
    maybe: Optional[int] = None
    point: Point = Field(default_factory=lambda: Point(x=0, y=0))


class FormObservation(Observation):
    seen: Any = None


class FormEnvironment(Environment[FormAction, FormObservation, State]):
    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self) -> None:
        super().__init__()
        self._state = State()

    def reset(self, seed: Optional[int] = None, episode_id: Optional[str] = None) -> FormObservation:
        return FormObservation()

    def step(self, action: FormAction, timeout_s: Optional[float] = None) -> FormObservation:
        return FormObservation(seen=action.model_dump(mode="json")[action.ask])

    @property
    def state(self) -> State:
        return self._state


def form_app(capacity: int) -> Any:
    return build_app(FormEnvironment, FormAction, FormObservation, env_name="form_env", max_concurrent_envs=capacity)
