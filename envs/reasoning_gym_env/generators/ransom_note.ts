import { showBoolean } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { LETTERS } from "../questions/words.ts";

/** Decides whether a note can be made of a magazine's letters. */
export const ransomNote = defineGenerator({
  defaults: {
    min_note_length: 1,
    max_note_length: 10,
    min_magazine_length: 2,
    max_magazine_length: 30,
    p_solvable: 0.5,
  },
  rules: [
    "1 <= min_note_length <= max_note_length < max_magazine_length <= 10000",
    "2 <= min_magazine_length <= max_magazine_length",
    "0 <= p_solvable <= 1",
  ],
  difficulty: { note_length: "note_length", magazine_length: "magazine_length" },
  generate(config, random) {
    const note_length = random.int(config.min_note_length, config.max_note_length);
    const magazine_length = random.int(Math.max(note_length, config.min_magazine_length), config.max_magazine_length);
    const solvable = random.bool(config.p_solvable);
    const note = Array.from({ length: note_length }, () => random.choice(LETTERS));
    const others = solvable ? LETTERS : LETTERS.filter((letter) => letter !== note[0]);
    const kept = solvable ? note : note.slice(1);
    const rest = Array.from({ length: magazine_length - kept.length }, () => random.choice(others));
    const [ransom_note, magazine] = [random.shuffle(note).join(""), random.shuffle([...kept, ...rest]).join("")];
    return {
      question: "Given two strings representing a ransom note and a magazine, return True if you can construct the " +
        "ransom note using the letters in the magazine, and False otherwise.\n\n" +
        "Each letter in the magazine string can only be used once in your ransom note.\n\n" +
        `Ransom note: ${ransom_note}\nMagazine: ${magazine}\n`,
      answer: showBoolean(solvable),
      metadata: { ransom_note, magazine, solution: solvable, solvable, note_length, magazine_length },
    };
  },
  score: scoreExact,
});
