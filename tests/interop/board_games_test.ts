import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { GAME_NAMES, GAMES } from "../../envs/board_games_env/games/all_games.ts";
import { type Game, type Position, TERMINAL } from "../../envs/board_games_env/games/game.ts";
import { createGame2048 } from "../../envs/board_games_env/games/game_2048.ts";
import { runChild, startServerChild } from "./child.ts";
import { PYTHON_ENV, runPython } from "./python.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

const OPEN_SPIEL = {
  name: "venv-open-spiel",
  packages: { open_spiel: "2.0.2" },
  constraints: new URL("open_spiel_constraints.txt", import.meta.url),
};
const PROGRAM = fileURLToPath(new URL("open_spiel_games.py", import.meta.url));
const MAIN = fileURLToPath(new URL("../../envs/board_games_env/main.ts", import.meta.url));
const TIMEOUT_MS = 300_000;
const GAMES_EACH = 40;

/** A move of a player, or of chance. */
type Move = readonly [byChance: boolean, move: number];

/** What one player sees of a position. */
interface View {
  readonly player: number;
  readonly legal: readonly number[];
  readonly rewards: readonly number[];
  readonly info_state: readonly number[];
}

/** One game that was played at random: its moves, and what every player saw before each move and at the end. */
interface Played {
  readonly moves: readonly Move[];
  readonly seen: readonly (readonly View[])[];
}

function lookAt({ player, legalActions, rewards, observe }: Position, players: number): View[] {
  return Array.from({ length: players }, (_, viewer) => {
    return { player, legal: legalActions, rewards, info_state: observe(viewer) };
  });
}

function playAtRandom(game: Game, random: Random): Played {
  const moves: Move[] = [];
  const draw = (outcomes: readonly number[]) => {
    const outcome = random.choice(outcomes);
    moves.push([true, outcome]);
    return outcome;
  };
  let position = game.start(draw);
  const seen = [lookAt(position, game.players)];
  while (position.player !== TERMINAL) {
    const action = random.choice(position.legalActions);
    moves.push([false, action]);
    position = position.apply(action, draw);
    seen.push(lookAt(position, game.players));
  }
  return { moves, seen };
}

async function playInOpenSpiel(games: readonly (readonly [string, readonly Move[]])[]): Promise<View[][][]> {
  const command = await prepareVirtualEnv(OPEN_SPIEL);
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(games));
    const { code, lines, stderr } = await runChild({ command, args: [PROGRAM, file], env: PYTHON_ENV }, TIMEOUT_MS);
    assert.equal(code, 0, stderr);
    return JSON.parse(lines.at(-1)!);
  } finally {
    await Deno.remove(file);
  }
}

/** OpenSpiel leaves out, right after a merge, the moves that only merge the new tile again; it carries them out. */
function addMerges(theirs: readonly View[], ours: readonly View[]): View[] {
  return theirs.map((view, viewer) => {
    const { legal } = ours[viewer]!;
    const isKnown = view.rewards[0]! > 0 && view.legal.every((action) => legal.includes(action));
    return isKnown ? { ...view, legal } : view;
  });
}

Deno.test("our games and open_spiel's have the same turns, legal actions, rewards and vectors", async () => {
  const random = new Random(20261128);
  const games: readonly (readonly [string, Game])[] = [
    ...GAME_NAMES.map((name) => [name, GAMES[name]] as const),
    ["2048(max_tile=16)", createGame2048(16)],
  ];
  const played = games.flatMap(([name, game]) => {
    return Array.from({ length: GAMES_EACH }, () => ({ name, ...playAtRandom(game, random) }));
  });
  const theirs = await playInOpenSpiel(played.map(({ name, moves }) => [name, moves]));
  for (const [index, { name, seen, moves }] of played.entries()) {
    const known = name.startsWith("2048")
      ? theirs[index]!.map((views, turn) => addMerges(views, seen[turn]!))
      : theirs[index];
    assert.deepEqual(seen, known, `${name}: ${JSON.stringify(moves)}`);
  }
});

Deno.test("a typed client in Python plays our board_games as openspiel", async () => {
  const args = ["run", "-A", MAIN, "--port", "0", "--quiet"];
  const env = { OPENSPIEL_GAME: "tic_tac_toe", OPENSPIEL_OPPONENT_POLICY: "last" };
  await using server = await startServerChild({ command: Deno.execPath(), args, env }, 120_000);
  const { lines } = await runPython("board_games_client.py", [server.url]);
  const legal = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const error = `Cannot play action 9: the legal actions are ${legal.join(", ")}`;
  const settings = { game_name: "tic_tac_toe", agent_player: 0, opponent_policy: "last", game_params: {} };
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    { reward: null, phase: "initial", legal, opponent: null },
    { error: `Server error: ${error} (code: EXECUTION_ERROR)` },
    { rewards: [0, 0, 1], phase: "terminal", legal: [], player: -4 },
    { state: { ...settings, num_players: 2, step_count: 5 } },
    { reward: 1, steps: 9 },
  ]);
});
