import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { SENTENCES } from "../questions/words.ts";

/** Decrypts a text whose letters are rotated. */
export const caesarCipher = defineGenerator({
  defaults: { delimiter: ".", min_words: 3, max_words: 20, min_rotation: 1, max_rotation: 25 },
  rules: ["1 <= min_words <= max_words", "1 <= min_rotation <= max_rotation <= 25"],
  choices: { delimiter: ["."] },
  check: (config) => sentencesFor(config).length > 0 ? undefined : "no sentence has that many words",
  difficulty: { words: "words", rotation: "rotation" },
  generate(config, random) {
    const clear_text = random.choice(sentencesFor(config));
    const rotation = random.int(config.min_rotation, config.max_rotation);
    const rotate = (letter: string) => String.fromCharCode(65 + (letter.charCodeAt(0) - 65 + rotation) % 26);
    const cipher_text = clear_text.replace(/[A-Z]/g, rotate);
    return {
      question: `Decrypt this Caesar cipher text: ${cipher_text}. ` +
        "Provide only the decrypted text as your final answer.",
      answer: clear_text,
      metadata: { rotation, cipher_text, clear_text, num_words: clear_text.split(" ").length },
    };
  },
  score: scoreExact,
});

function sentencesFor({ min_words, max_words }: { min_words: number; max_words: number }): readonly string[] {
  return SENTENCES.filter((sentence) => {
    const count = sentence.split(" ").length;
    return min_words <= count && count <= max_words;
  });
}
