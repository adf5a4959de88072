import { type Draw, type Game, onesAt, type Position, TERMINAL } from "./game.ts";

const DECK = Array.from({ length: 52 }, (_, card) => card);
const [SUITS, RANKS] = ["CDHS", "A23456789TJQK"] as const;
const [HIT, DEALER_STANDS, LIMIT] = [0, 17, 21] as const;
/** Where the parts of the observation begin: the total, the dealer's open card, the player's cards, the dealer's. */
const [TOTAL, OPEN, OWN, DEALT] = [3, 33, 85, 137] as const;

/** Returns the best total of these cards: an ace counts 11 where that is not too much. */
export function totalOf(cards: readonly number[]): number {
  const total = cards.reduce((sum, card) => sum + Math.min(card % 13 + 1, 10), 0);
  return cards.some((card) => card % 13 === 0) && total + 10 <= LIMIT ? total + 10 : total;
}

function createPosition(own: readonly number[], dealt: readonly number[], isOver: boolean): Position {
  const [total, other] = [totalOf(own), totalOf(dealt)];
  const known = isOver ? dealt : dealt.slice(1);
  return {
    player: isOver ? TERMINAL : 0,
    legalActions: isOver ? [] : [0, 1],
    rewards: [isOver ? total > LIMIT ? -1 : other > LIMIT ? 1 : Math.sign(total - other) : 0],
    apply(action, draw) {
      if (action !== HIT) return createPosition(own, drawForDealer(own, dealt, draw), true);
      const cards = [...own, drawCard([...own, ...dealt], draw)];
      return createPosition(cards, dealt, totalOf(cards) > LIMIT);
    },
    observe() {
      const upTo = Array.from({ length: Math.min(total + 1, OPEN - TOTAL) }, (_, index) => TOTAL + index);
      const cards = [...own.map((card) => OWN + card), ...known.map((card) => DEALT + card)];
      return onesAt(DEALT + DECK.length, [isOver ? 2 : 1, ...upTo, OPEN + dealt[1]!, ...cards]);
    },
    show() {
      const hidden = isOver ? nameOf(dealt) : `?? ${nameOf(known)}`;
      return `You: ${nameOf(own)} (${total})\nDealer: ${hidden}${isOver ? ` (${other})` : ""}`;
    },
  };
}

function drawCard(gone: readonly number[], draw: Draw): number {
  return draw(DECK.filter((card) => !gone.includes(card)));
}

function drawForDealer(own: readonly number[], dealt: readonly number[], draw: Draw): readonly number[] {
  if (totalOf(dealt) >= DEALER_STANDS) return dealt;
  return drawForDealer(own, [...dealt, drawCard([...own, ...dealt], draw)], draw);
}

function nameOf(cards: readonly number[]): string {
  return cards.map((card) => `${SUITS[Math.floor(card / 13)]}${RANKS[card % 13]}`).join(" ");
}

/** Cards against a dealer: closest to 21 wins, above it loses. */
export const blackjack: Game = {
  players: 1,
  actions: ["hit", "stand"],
  start(draw) {
    const cards: number[] = [];
    while (cards.length < 4) cards.push(drawCard(cards, draw));
    return createPosition(cards.slice(0, 2), cards.slice(2), false);
  },
};
