"""Scenarios: payloads that are large, odd, or beyond what JSON and JavaScript agree on."""

from stage import Stage

LARGE_OBSERVATION = 20 * 1024 * 1024
LARGE_ACTION = 15_000_000  # below the usual limit of 16 MiB
TOO_LARGE_ACTION = 17_000_000
ODD_TEXTS = {
    "accents": "h\u00e9, \u00fc\u00df",
    "scripts": "\u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd",
    "beyond the basic plane": "\U0001f995",
    "controls": 'nul \u0000, separator \u2028, quote ", backslash \\',
}


async def large_observation(stage: Stage) -> None:
    """One observation of many characters: its length, and whether they are the right ones."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="p")
        with stage.summarised():
            await player.step("blob", {"op": "blob", "size": LARGE_OBSERVATION})
        await player.state("afterwards")


async def large_action(stage: Stage) -> None:
    """One action of many characters, which comes back."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="p")
        with stage.summarised():
            await player.step("echo", {"op": "echo", "text": "y" * LARGE_ACTION})


async def too_large_action(stage: Stage) -> None:
    """One action that servers refuse."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="p")
        await player.step("refused", {"op": "echo", "text": "y" * TOO_LARGE_ACTION})
        await player.state("afterwards")


async def unicode_texts(stage: Stage) -> None:
    """Text from everywhere, there and back."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="p")
        for name, text in ODD_TEXTS.items():
            await player.step(name, {"op": "echo", "text": text})


async def lone_surrogates(stage: Stage) -> None:
    """Half of a surrogate pair: no character, but JSON can say it."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="p")
        await player.step("lone surrogate", {"op": "echo", "text": "a\ud800z"})
        await player.state("afterwards")


async def non_finite_numbers(stage: Stage) -> None:
    """The bare tokens that Python's json module writes."""
    async with stage.player() as player:
        await player.reset("reset", seed=1, episode_id="nan")
        await player.step("integer field", {"op": "echo", "level": float("nan")})
        await player.step("number field", {"op": "echo", "seconds": float("inf")})
        await player.step("free-form field", {"op": "echo", "metadata": {"a": float("nan"), "b": [float("-inf")]}})
        await player.state("state")


async def big_integers(stage: Stage) -> None:
    """Integers that a JavaScript number can't hold exactly."""
    async with stage.player() as player:
        await player.reset("largest safe seed", seed=2**53 - 1)
        await player.reset("seed beyond", seed=2**53 + 1)
        await player.reset("seed of 70 bits", seed=2**70)
        await player.reset("reset", seed=1, episode_id="big")
        await player.step("integer field", {"op": "echo", "level": 2**60})
        await player.step("free-form field", {"op": "echo", "metadata": {"big": 2**60 + 1}})
        await player.state("state")


SCENARIOS = [
    large_observation,
    large_action,
    too_large_action,
    unicode_texts,
    lone_surrogates,
    non_finite_numbers,
    big_integers,
]
