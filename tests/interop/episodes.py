"""Scenarios: whole episodes, several of them, side by side."""

from stage import Player, Stage

CONNECTIONS = 3


async def note_episodes(stage: Stage) -> None:
    """Two episodes on one connection: reset with everything, steps, metadata, state."""
    async with stage.player() as player:
        await player.state("before")
        await player.reset("reset", seed=3, episode_id="ep-9", flavor="mint")
        await player.step("coerced", {"message": "hi", "n": "2"})
        await player.step("meta", {"message": "meta"})
        await player.state("after two steps")
        await player.reset("reset again", seed=4, episode_id="ep-10", flavor="meta")
        await player.step("step again", {"message": "ho"})
        await player.state("after one step")


async def bare_reset(stage: Stage) -> None:
    """A reset without arguments."""
    async with stage.player() as player:
        await player.reset("reset")
        await player.state("state")


async def reopened(stage: Stage) -> None:
    """A client that was closed connects again: a new session."""
    async with stage.player() as player:
        await player.reset("first", seed=1, episode_id="first")
        await player.close()
        await player.reset("second", seed=2, episode_id="second")
        await player.state("state")


async def grid_episode(stage: Stage) -> None:
    """From corner to corner, with one bump into the border."""
    async with stage.player() as player:
        await player.reset("reset", seed=5, episode_id="walk")
        await player.step("bad", {"action": "up"})
        for index, direction in enumerate(["UP"] + ["DOWN"] * 4 + ["RIGHT"] * 4):
            await player.step(f"{index} {direction}", {"action": direction})
        await player.state("state")
        await player.reset("reset again")


async def sessions_of_one_client(stage: Stage) -> None:
    """`new_session()`: a second episode beside the first, closed with its parent."""
    if not stage.has_new_session:
        stage.say("no new_session")
        return
    async with stage.player() as player:
        child = await player.new_session()
        await player.reset("parent", seed=1, episode_id="parent")
        await child.reset("child", seed=2, episode_id="child")
        await child.step("child step", {"message": "hi"})
        await player.state("parent state")
        await child.state("child state")


async def many_connections(stage: Stage) -> None:
    """Several clients at once, their steps interleaved."""

    async def play(player: Player, number: int) -> None:
        await player.reset(f"{number} reset", seed=number, episode_id=f"many-{number}")
        for step in range(number + 1):
            await player.step(f"{number} step {step}", {"message": str(number), "n": 3})
        await player.state(f"{number} state")

    async def with_players(players: list[Player]) -> None:
        if len(players) < CONNECTIONS:
            async with stage.player() as player:
                await with_players([*players, player])
        else:
            await stage.together([play(player, number) for number, player in enumerate(players)])

    await with_players([])


SCENARIOS = [note_episodes, bare_reset, reopened, grid_episode, sessions_of_one_client, many_connections]
