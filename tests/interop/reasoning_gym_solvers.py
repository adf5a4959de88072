"""Solves our questions with the code of `reasoning_gym`, or else with Python's own, from the facts about them."""

import json
import math
from fractions import Fraction
from typing import Any

import cellpylib
import numpy
import sympy
from reasoning_gym.algorithmic import ab
from reasoning_gym.arithmetic import dice, leg_counting
from reasoning_gym.games.tower_of_hanoi import MoveGenerator

Facts = dict[str, Any]


def rows(matrix: list[list[int]]) -> str:
    return "\n".join(" ".join(str(cell) for cell in row) for row in matrix)


def compute_program(question: str) -> str:
    program = question.split("program:\n\n")[-1].split("\n")[0].split(" ")
    return " ".join(ab.compute_steps(program)[0][-1])


def evolve_board(facts: Facts, question: str) -> str:
    board = numpy.array([json.loads(question.split("\n\n")[-1].rstrip("."))])
    steps = facts["simulation_steps"] + 1
    evolved = cellpylib.evolve2d(board, timesteps=steps, apply_rule=cellpylib.game_of_life_rule, memoize="recursive")
    return json.dumps(evolved[-1].tolist(), separators=(",", ":"))


def filter_numbers(facts: Facts) -> str:
    verb, size = facts["operation"].split("_")
    limit = float(facts["filter_value"])
    beyond = (lambda n: n > limit) if size == "larger" else (lambda n: n < limit)
    return str([text for text in facts["original_numbers"] if beyond(float(text)) == (verb == "keep")])


def simplify(facts: Facts) -> str:
    value = Fraction(facts["numerator"], facts["denominator"])
    plain = f"{value.numerator}/{value.denominator}"
    latex = f"{{{value.numerator}}}{{{value.denominator}}}$"
    styles = {"plain": plain, "latex_inline": f"${plain}$", "latex_frac": f"$\\frac{latex}", "latex_dfrac": f"$\\dfrac{latex}"}
    return styles[facts["style"]]


def roll(puzzle: Facts) -> str:
    sizes = [int(die[2:]) for die in puzzle["dice_str"].split(", ")]
    numerator, denominator = dice.compute_probability(sizes, puzzle["target"])[0]
    return f"{numerator}/{denominator}"


def flip(dataset: Any, facts: Facts) -> str:
    count = dataset._prob_exact_heads if facts["problem_type"] == "exact" else dataset._prob_at_least_heads
    return format(count(facts["num_trials"], facts["k_heads"]), ".10g")


def count_moves(facts: Facts) -> int:
    pegs = list(range(1, facts["num_pegs"] + 1))
    return len(MoveGenerator(facts["num_disks"], pegs, facts["start_peg"], facts["target_peg"]).generate_moves())


def sort_numbers(facts: Facts) -> str:
    return str(sorted(facts["original_numbers"], key=float, reverse=facts["direction"] == "descending"))


def convert(facts: Facts) -> str:
    return numpy.base_repr(int(facts["source_repr"], facts["source_base"]), facts["target_base"]).lower()


# Each takes the data set, the facts and the question, and returns the answer.
SOLVERS = {
    "ab": lambda d, f, q: compute_program(q),
    "base_conversion": lambda d, f, q: convert(f),
    "binary_alternation": lambda d, f, q: str(d._get_answer(f["string"])),
    "binary_matrix": lambda d, f, q: rows(d._get_distances(f["matrix"])),
    "bitwise_arithmetic": lambda d, f, q: hex(eval(f["problem"])),
    "caesar_cipher": lambda d, f, q: d._caesar_encrypt(f["cipher_text"], 26 - f["rotation"]),
    "chain_sum": lambda d, f, q: str(eval(f["expression"])),
    "coin_flip": lambda d, f, q: flip(d, f),
    "count_bits": lambda d, f, q: str(bin(f["number"]).count("1")),
    "count_primes": lambda d, f, q: str(len(list(sympy.primerange(f["start"], f["end"] + 1)))),
    "course_schedule": lambda d, f, q: str(d._can_finish(len(f["courses"]), f["prerequisites"])),
    "dice": lambda d, f, q: roll(f["puzzle"]),
    "fraction_simplification": lambda d, f, q: simplify(f),
    "game_of_life": lambda d, f, q: evolve_board(f, q),
    "gcd": lambda d, f, q: str(math.gcd(*f["numbers"])),
    "isomorphic_strings": lambda d, f, q: str(d._check_isomorphic(*f["words"])),
    "largest_island": lambda d, f, q: str(d._get_largest_island(f["grid"])),
    "lcm": lambda d, f, q: str(math.lcm(*f["numbers"])),
    "leg_counting": lambda d, f, q: str(sum(leg_counting.ANIMALS[a] * n for a, n in f["animals"].items())),
    "letter_counting": lambda d, f, q: str("".join(f["span"]).lower().count(f["target_letter"])),
    "number_filtering": lambda d, f, q: filter_numbers(f),
    "number_sorting": lambda d, f, q: sort_numbers(f),
    "palindrome_generation": lambda d, f, q: d._assemble_palindrome(list(f["generated_palindrome"])),
    "prime_factorization": lambda d, f, q: " × ".join(map(str, d._prime_factors(f["number"]))),
    "products": lambda d, f, q: str(eval(f["expression"])),
    "ransom_note": lambda d, f, q: str(d._can_construct(f["ransom_note"], f["magazine"])),
    "rotate_matrix": lambda d, f, q: rows(d._get_rotated(f["matrix"], f["num_rotations"])),
    "rotten_oranges": lambda d, f, q: str(d._get_answer(f["matrix"])),
    "shortest_path": lambda d, f, q: len(d._get_answer(f["matrix"])),  # there may be several
    "spell_backward": lambda d, f, q: f["word"][::-1],
    "spiral_matrix": lambda d, f, q: d._list_to_str(d._get_spiral(f["matrix"])),
    "string_insertion": lambda d, f, q: d._get_answer(f["string"]),
    "tower_of_hanoi": lambda d, f, q: count_moves(f),  # there may be several
    "word_sequence_reversal": lambda d, f, q: ", ".join(reversed(f["words"])),
    "word_sorting": lambda d, f, q: ", ".join(sorted(f["transformed_words"], reverse=f["direction"] == "descending")),
}


def solve(dataset: Any, entry: dict[str, Any]) -> str | int:
    """Returns the answer, or the number of its moves where there may be several answers."""
    facts = entry["metadata"]
    return SOLVERS[facts["source_dataset"]](dataset, facts, entry["question"])
