"""How the client programs of this suite use GenericEnvClient in each of its styles, and report what they saw.

Every call prints one JSON line with the scenario, a label, and one of `result`, `state`, `error`. A scenario is written
once, as a coroutine; in the two blocking styles its calls never suspend, and it is run without an event loop.
"""

import asyncio
import inspect
import json
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Iterator

from openenv.core import GenericEnvClient

# `async`: awaited methods. `sync`: the wrapper of `.sync()`. `plain`: blocking methods of the client itself.
ALL_STYLES = ("async", "sync", "plain")
FREE_ATTEMPTS = 300
FREE_PAUSE_S = 0.1


def known_styles() -> tuple[str, ...]:
    """The styles that the installed client has: the oldest knows blocking methods only."""
    return ALL_STYLES if hasattr(GenericEnvClient, "__aenter__") else ("plain",)


class Player:
    """One client of one scenario; each call is reported under a label."""

    def __init__(self, stage: "Stage", client: Any) -> None:
        self._stage = stage
        self._client = client

    async def reset(self, label: str, **options: Any) -> Any:
        return await self._report(label, "result", lambda: self._client.reset(**options))

    async def reset_if_free(self, label: str, **options: Any) -> bool:
        """False, and no report, if the server is full."""
        try:
            result = await _settle(self._client.reset(**options))
        except Exception as error:
            if "at capacity" in str(error):
                return False
            self._stage.say_error(label, error)
            return True
        self._stage.say(label, result=_fields_of(result))
        return True

    async def step(self, label: str, action: dict[str, Any]) -> Any:
        return await self._report(label, "result", lambda: self._client.step(action))

    async def state(self, label: str) -> Any:
        return await self._report(label, "state", lambda: self._client.state())

    async def list_tools(self, label: str) -> Any:
        return await self._report(label, "value", lambda: self._client.list_tools())

    async def call_tool(self, label: str, name: str, **arguments: Any) -> Any:
        return await self._report(label, "value", lambda: self._client.call_tool(name, **arguments))

    async def close(self) -> None:
        await _settle(self._client.close())

    async def new_session(self) -> "Player":
        """A second session of the same client, where `Stage.has_new_session`."""
        return Player(self._stage, await _settle(self._client.new_session()))

    async def _report(self, label: str, kind: str, call: Callable[[], Any]) -> Any:
        try:
            value = await _settle(call())
        except Exception as error:
            self._stage.say_error(label, error)
            return None
        self._stage.say(label, **{kind: _fields_of(value) if kind == "result" else _plain(value)})
        return value


class Stage:
    """What a scenario gets: clients of the chosen style, pauses, and a way to talk to the program that started it."""

    def __init__(self, url: str, style: str) -> None:
        self.url = url
        self.style = style
        self.scenario = ""
        self._summarise = False

    @property
    def has_new_session(self) -> bool:
        """The oldest client lacks it, and in the plain style it fails: it awaits what has been done already."""
        return hasattr(GenericEnvClient, "new_session") and self.style != "plain"

    @asynccontextmanager
    async def player(self, kind: type = GenericEnvClient, **options: Any) -> AsyncIterator[Player]:
        """A connected client; the options that the installed client lacks are left out."""
        known = inspect.signature(kind.__init__).parameters
        client = kind(base_url=self.url, **{k: v for k, v in options.items() if k in known})
        if self.style == "async":
            async with client:
                yield Player(self, client)
            return
        with client.sync() if self.style == "sync" else client as entered:
            yield Player(self, entered)

    async def reset_when_free(self, label: str, **options: Any) -> None:
        """A new client resets as soon as there is a slot: a server may notice a moment later that another has left."""
        for _ in range(FREE_ATTEMPTS):
            async with self.player() as player:
                if await player.reset_if_free(label, **options):
                    return
            await self.pause(FREE_PAUSE_S)
        self.say_error(label, TimeoutError("the slot was never freed"))

    async def pause(self, seconds: float) -> None:
        if self.style == "async":
            await asyncio.sleep(seconds)
        else:
            time.sleep(seconds)

    async def together(self, calls: list[Coroutine[Any, Any, Any]]) -> None:
        """At once where the style can, one after the other where it can't."""
        if self.style == "async":
            await asyncio.gather(*calls)
            return
        for call in calls:
            await call

    @contextmanager
    def summarised(self) -> Iterator[None]:
        """Within it, a long text of an observation is reported as its length and the set of its characters."""
        self._summarise = True
        yield
        self._summarise = False

    def say(self, label: str, **fields: Any) -> None:
        if self._summarise and "result" in fields:
            fields["result"]["observation"] = _summary_of(fields["result"]["observation"])
        line = json.dumps({"scenario": self.scenario, "label": label, **fields})
        sys.stdout.write(f"{line}\n")  # one write, so that lines of several threads don't mix
        sys.stdout.flush()

    def say_error(self, label: str, error: Exception) -> None:
        self.say(label, error={"type": type(error).__name__, "message": str(error)})

    async def wait_for_parent(self, label: str) -> None:
        """Says that this point is reached, and waits for a line on stdin while the connection stays served."""
        self.say(label)
        if self.style == "async":
            await asyncio.to_thread(sys.stdin.readline)
        else:
            sys.stdin.readline()

    def run(self, scenario: Callable[["Stage"], Awaitable[None]]) -> None:
        self.scenario = scenario.__name__
        if self.style == "async":
            asyncio.run(scenario(self))
        else:
            _run_without_loop(scenario(self))


async def _settle(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def _fields_of(result: Any) -> dict[str, Any]:
    fields = {"observation": _plain(result.observation), "reward": result.reward, "done": result.done}
    return {**fields, "metadata": result.metadata} if hasattr(result, "metadata") else fields


def _plain(value: Any) -> Any:
    """Models as what they hold."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def _summary_of(observation: dict[str, Any]) -> dict[str, Any]:
    return {**observation, "text": {"length": len(observation["text"]), "letters": sorted(set(observation["text"]))}}


def _run_without_loop(coroutine: Any) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("a blocking client has suspended its caller")
