"""Scenarios: errors as the Python client raises them."""

from stage import Stage

MOMENT_S = 0.5
PATIENCE_S = 1
SLOW_STEP_S = 2.75


async def validation_error(stage: Stage) -> None:
    """A refused action leaves the session usable."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="v")
        await player.step("refused", {"message": "", "n": 99, "zz": 1})
        await player.step("accepted", {"message": "ok"})
        await player.state("state")


async def execution_error(stage: Stage) -> None:
    """A step that raises leaves the session usable."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="x")
        await player.step("raised", {"message": "boom"})
        await player.step("accepted", {"message": "ok"})
        await player.state("state")


async def out_of_turn(stage: Stage) -> None:
    """A step before the first reset, and one after the end of the episode."""
    async with stage.player() as player:
        await player.step("before", {"op": "echo", "text": "early"})
        await player.reset("reset", seed=1, episode_id="turn")
        await player.step("end", {"op": "end"})
        await player.step("after", {"op": "echo", "text": "late"})
        await player.state("state")


async def numbers_without_json(stage: Stage) -> None:
    """The environment answers with NaN as reward and infinity in its observation."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="nan")
        await player.step("nan", {"op": "nan"})
        await player.state("state")


async def nested_unknown_key(stage: Stage) -> None:
    """A key that nobody knows, inside an object of the action."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="key")
        await player.step("unknown key", {"op": "echo", "at": {"x": 1, "y": 2, "z": 3}})
        await player.state("state")


async def full_server(stage: Stage) -> None:
    """On a server with two slots: refusals, at once and after a moment, then a freed slot."""
    async with stage.player() as first:
        await first.reset("first", seed=1)
        async with stage.player() as second:
            await second.reset("second", seed=2)
            async with stage.player() as eager:
                await eager.reset("called at once")
            async with stage.player() as patient:
                await stage.pause(MOMENT_S)
                await patient.reset("called after a moment")
        await stage.reset_when_free("after one has left", seed=3)


async def failing_constructor(stage: Stage) -> None:
    """The environment can't be built."""
    async with stage.player() as player:
        await player.reset("reset")


async def shut_down(stage: Stage) -> None:
    """The server goes away in the middle of an episode."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="cut")
        await stage.wait_for_parent("waiting")
        await player.step("after the end", {"message": "hi"})
        await player.step("once more", {"message": "hi"})


async def condemned(stage: Stage) -> None:
    """On a server with a deadline for steps: a step that overruns it, what the session says then, and its recovery."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="slow")
        await player.step("overrun", {"op": "sleep", "seconds": SLOW_STEP_S})
        await player.step("step on it", {"op": "echo"})
        await player.state("state of it")
        await player.reset("reset again", seed=2, episode_id="fresh")
        await player.step("step again", {"op": "echo", "text": "fine"})


async def client_timeout(stage: Stage) -> None:
    """The client gives up on a step; what the next calls meet."""
    async with stage.player(message_timeout_s=PATIENCE_S) as player:
        await player.reset("reset", seed=1, episode_id="old")
        await player.step("given up", {"op": "sleep", "seconds": SLOW_STEP_S})
        await player.state("next")
        await player.reset("reset again", seed=2, episode_id="new")
        await player.state("state again")


SCENARIOS = [
    validation_error,
    execution_error,
    out_of_turn,
    numbers_without_json,
    nested_unknown_key,
    full_server,
    failing_constructor,
    shut_down,
    condemned,
    client_timeout,
]
