const STRING_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
const STRING_OR_COMMA = /"(?:\\.|[^"\\\n])*"|(?<=[^\s[{,]\s*),(?=\s*[}\]])/g;

/** Parses JSON with comments and commas at the end of lists, as a `deno.json` may have them. Throws `SyntaxError`. */
export function parseJsonc(text: string): unknown {
  const plain = text.replace(STRING_OR_COMMENT, (part) => part.startsWith('"') ? part : " ");
  return JSON.parse(plain.replace(STRING_OR_COMMA, (part) => part === "," ? "" : part));
}
