"""Plays given games of board_games with open_spiel, and prints what is seen before and after each of the agent's moves."""

import json
import sys

import pyspiel


def look(state, game, player):
    if game.get_type().provides_information_state_tensor:
        info_state = state.information_state_tensor(player)
    else:
        info_state = state.observation_tensor(player)
    return {
        "player": state.current_player(),
        "legal": [] if state.is_terminal() else state.legal_actions(),
        "rewards": state.rewards(),
        "info_state": info_state,
    }


def play(name, moves):
    """Every move is a list: whether it is chance's, and its number. Chance moves that belong to a move follow it."""
    game = pyspiel.load_game(name)
    state = game.new_initial_state()
    seen = []
    for by_chance, move in moves:
        if state.is_chance_node() != by_chance:
            raise ValueError(f"{name}: it is not the turn of {'chance' if by_chance else 'a player'} in\n{state}")
        if by_chance:
            if move not in state.legal_actions():
                raise ValueError(f"{name}: chance can't bring {move} in\n{state}")
        else:
            seen.append([look(state, game, player) for player in range(game.num_players())])
        state.apply_action(move)
    if not state.is_terminal():
        raise ValueError(f"{name} is not over:\n{state}")
    seen.append([look(state, game, player) for player in range(game.num_players())])
    return seen


with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([play(name, moves) for name, moves in json.load(file)]))
