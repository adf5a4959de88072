/** Below it, parts of a sum may be numbers with fewer digits than others have. */
const SMALL = 2 ** -900;

/**
 * Weights by number, with their sums in a binary tree: a weight is changed, and a number drawn, in as many steps as the
 * tree is high. Each sum is that of its two children as they are, so that the weights alone decide all sums, and not
 * the order in which they were set.
 */
export class WeightTree {
  /** The sums: that of all at 1, the children of `node` at `2 * node` and behind it, the weights from `#leaves` on. */
  readonly #sums: Float64Array;
  readonly #leaves: number;

  /** Makes a tree of weights that are finite and not negative. */
  constructor(weights: Float64Array) {
    this.#leaves = 2 ** Math.ceil(Math.log2(weights.length));
    this.#sums = new Float64Array(2 * this.#leaves);
    this.setAll(weights);
  }

  /** The sum of all weights. */
  get total(): number {
    return this.#sums[1]!;
  }

  /** One weight. */
  get(number: number): number {
    return this.#sums[this.#leaves + number]!;
  }

  /** Sets one weight. */
  set(number: number, weight: number): void {
    const sums = this.#sums;
    sums[this.#leaves + number] = weight;
    for (let node = (this.#leaves + number) >> 1; node >= 1; node >>= 1) {
      sums[node] = sums[2 * node]! + sums[2 * node + 1]!;
    }
  }

  /** Sets the first weights, and the sums once. */
  setAll(weights: Float64Array): void {
    this.#sums.set(weights, this.#leaves);
    for (let node = this.#leaves - 1; node >= 1; node--) {
      this.#sums[node] = this.#sums[2 * node]! + this.#sums[2 * node + 1]!;
    }
  }

  /** The number at a part of the total, in [0, 1): never one of weight 0, unless all are. */
  find(part: number): number {
    const sums = this.#sums;
    // Sums too small for a product with all of its digits are looked at as if they were larger.
    const scale = this.total < SMALL ? 2 ** 600 : 1;
    let [node, left] = [1, part * (this.total * scale)];
    while (node < this.#leaves) {
      node *= 2;
      // By rounding, what is left may reach beyond the right child.
      if (left < sums[node]! * scale || sums[node + 1] === 0) continue;
      left -= sums[node]! * scale;
      node++;
    }
    return node - this.#leaves;
  }
}
