import { type Game, onesAt, type Position, TERMINAL } from "./game.ts";

const PASS = 0;
const CARDS = ["J", "Q", "K"] as const;

function createPosition(cards: readonly number[], bets: readonly number[]): Position {
  const [first, second, third] = bets;
  const isOver = third !== undefined || (second !== undefined && !(first === PASS && second !== PASS));
  const player = bets.length % 2;
  return {
    player: isOver ? TERMINAL : player,
    legalActions: isOver ? [] : [0, 1],
    rewards: isOver ? payOut(cards, bets) : [0, 0],
    apply: (action) => createPosition(cards, [...bets, action]),
    observe: (viewer) => onesAt(11, [viewer, 2 + cards[viewer]!, ...bets.map((bet, index) => 5 + 2 * index + bet)]),
    show(viewer) {
      const other = isOver ? CARDS[cards[1 - viewer]!] : "?";
      const said = bets.map((bet, index) => `Player ${index % 2}: ${bet === PASS ? "pass" : "bet"}`);
      return [`Your card: ${CARDS[cards[viewer]!]}, the other's: ${other}`, ...said].join("\n");
    },
  };
}

/** Both have put in 1 and may have added 1; who alone has added wins, otherwise the higher card does. */
function payOut(cards: readonly number[], bets: readonly number[]): number[] {
  const added = [0, 1].map((player) => bets.some((bet, index) => index % 2 === player && bet !== PASS));
  const winner = added[0] === added[1] ? (cards[0]! > cards[1]! ? 0 : 1) : added[0] ? 0 : 1;
  const stake = added[0] && added[1] ? 2 : 1;
  return winner === 0 ? [stake, -stake] : [-stake, stake];
}

/** Poker with three cards, one for each player. */
export const kuhnPoker: Game = {
  players: 2,
  actions: ["pass", "bet"],
  start(draw) {
    const first = draw([0, 1, 2]);
    return createPosition([first, draw([0, 1, 2].filter((card) => card !== first))], []);
  },
};
