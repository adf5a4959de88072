"""Plays scenarios with the installed Python client against servers, and prints what the client saw as JSON lines."""

import argparse
from concurrent.futures import ThreadPoolExecutor

import endurance
import episodes
import errors
import mcp_sessions
import payloads
from stage import Stage, known_styles

MODULES = (episodes, errors, payloads, endurance, mcp_sessions)
SCENARIOS = {scenario.__name__: scenario for module in MODULES for scenario in module.SCENARIOS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plays", nargs="+", metavar="scenario=url", help="what to play, and the server's base URL")
    parser.add_argument("--style", choices=known_styles(), default=known_styles()[0])
    parser.add_argument("--together", action="store_true", help="all scenarios at once, each in a thread of its own")
    options = parser.parse_args()
    plays = [play.split("=", 1) for play in options.plays]
    with ThreadPoolExecutor(len(plays) if options.together else 1) as threads:
        running = [threads.submit(Stage(url, options.style).run, SCENARIOS[name]) for name, url in plays]
    for play in running:
        play.result()


if __name__ == "__main__":
    main()
