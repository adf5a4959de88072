import type { Generator } from "./questions/generator.ts";
import { ab } from "./generators/ab.ts";
import { baseConversion } from "./generators/base_conversion.ts";
import { binaryAlternation } from "./generators/binary_alternation.ts";
import { binaryMatrix } from "./generators/binary_matrix.ts";
import { bitwiseArithmetic } from "./generators/bitwise_arithmetic.ts";
import { caesarCipher } from "./generators/caesar_cipher.ts";
import { chainSum } from "./generators/chain_sum.ts";
import { coinFlip } from "./generators/coin_flip.ts";
import { countBits } from "./generators/count_bits.ts";
import { countPrimes } from "./generators/count_primes.ts";
import { courseSchedule } from "./generators/course_schedule.ts";
import { dice } from "./generators/dice.ts";
import { fractionSimplification } from "./generators/fraction_simplification.ts";
import { gameOfLife } from "./generators/game_of_life.ts";
import { gcd } from "./generators/gcd.ts";
import { isomorphicStrings } from "./generators/isomorphic_strings.ts";
import { largestIsland } from "./generators/largest_island.ts";
import { lcm } from "./generators/lcm.ts";
import { legCounting } from "./generators/leg_counting.ts";
import { letterCounting } from "./generators/letter_counting.ts";
import { numberFiltering } from "./generators/number_filtering.ts";
import { numberSorting } from "./generators/number_sorting.ts";
import { palindromeGeneration } from "./generators/palindrome_generation.ts";
import { primeFactorization } from "./generators/prime_factorization.ts";
import { products } from "./generators/products.ts";
import { ransomNote } from "./generators/ransom_note.ts";
import { rotateMatrix } from "./generators/rotate_matrix.ts";
import { rottenOranges } from "./generators/rotten_oranges.ts";
import { shortestPath } from "./generators/shortest_path.ts";
import { spellBackward } from "./generators/spell_backward.ts";
import { spiralMatrix } from "./generators/spiral_matrix.ts";
import { stringInsertion } from "./generators/string_insertion.ts";
import { towerOfHanoi } from "./generators/tower_of_hanoi.ts";
import { wordSequenceReversal } from "./generators/word_sequence_reversal.ts";
import { wordSorting } from "./generators/word_sorting.ts";

/** All generators, by the names of their data sets. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  ab,
  base_conversion: baseConversion,
  binary_alternation: binaryAlternation,
  binary_matrix: binaryMatrix,
  bitwise_arithmetic: bitwiseArithmetic,
  caesar_cipher: caesarCipher,
  chain_sum: chainSum,
  coin_flip: coinFlip,
  count_bits: countBits,
  count_primes: countPrimes,
  course_schedule: courseSchedule,
  dice,
  fraction_simplification: fractionSimplification,
  game_of_life: gameOfLife,
  gcd,
  isomorphic_strings: isomorphicStrings,
  largest_island: largestIsland,
  lcm,
  leg_counting: legCounting,
  letter_counting: letterCounting,
  number_filtering: numberFiltering,
  number_sorting: numberSorting,
  palindrome_generation: palindromeGeneration,
  prime_factorization: primeFactorization,
  products,
  ransom_note: ransomNote,
  rotate_matrix: rotateMatrix,
  rotten_oranges: rottenOranges,
  shortest_path: shortestPath,
  spell_backward: spellBackward,
  spiral_matrix: spiralMatrix,
  string_insertion: stringInsertion,
  tower_of_hanoi: towerOfHanoi,
  word_sequence_reversal: wordSequenceReversal,
  word_sorting: wordSorting,
};
