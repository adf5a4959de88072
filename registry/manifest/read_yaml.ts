import { Composer, type CST, type Document, isMap, isScalar, Lexer, type ParsedNode, Parser } from "yaml";
import { type Finding, ManifestText } from "./manifest_text.ts";
import { MAX_DEPTH, PlainReader } from "./plain_reader.ts";

/** The longest text that is read. A manifest has about a thousand characters. */
export const MAX_LENGTH = 65_536;

/** Characters that YAML does not allow, and carriage returns that only some readers take for the end of a line. */
const UNREADABLE = /[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)/u;

/** The lexeme before a text without quotes. */
const SCALAR = "\x1f";

/** An escape in double quotes; the first group is half of a surrogate pair. */
const ESCAPE = /\\(?:((?:u|U0000)[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

/** The result of reading a text as YAML. */
export interface YamlReading {
  /** The mapping; `undefined` if the text has none. */
  readonly value?: Readonly<Record<string, unknown>>;
  /** The offsets of all values. */
  readonly text: ManifestText;
  /** The problems of the text as YAML. */
  readonly findings: readonly Finding[];
}

/**
 * Reads a text as one YAML 1.2 document whose root is a mapping.
 *
 * It takes a bounded time and never throws: length, depth and the number of values behind aliases are limited. A text that
 * two readers of YAML could read differently has a finding.
 */
export function readYaml(source: string): YamlReading {
  const content = source.startsWith("\ufeff") ? source.slice(1) : source;
  const text = new ManifestText(content);
  const unreadable = checkCharacters(content);
  if (unreadable !== undefined) return { text, findings: [unreadable] };
  const { documents, refused } = compose(content);
  if (refused !== undefined) return { text, findings: [refused] };
  const broken = documents.flatMap(({ errors, warnings }) => [
    ...errors,
    ...warnings.filter(({ code }) => code !== "BAD_INDENT"), // how deep a closing bracket is indented is taste
  ]);
  if (broken.length > 0) {
    return { text, findings: broken.map(({ message, pos }) => inYaml(describe(message), pos[0])) };
  }
  if (documents.length > 1) {
    return { text, findings: [atOffset("has more than one document", documents[1]!.range[0])] };
  }
  return readRoot(documents[0]?.contents ?? null, text);
}

function readRoot(root: ParsedNode | null, text: ManifestText): YamlReading {
  if (root === null || (isScalar(root) && root.value === null)) {
    return { text, findings: [atOffset("is empty", 0)] };
  }
  const reader = new PlainReader(text);
  const value = reader.read(root);
  if (value === null) return { text, findings: reader.findings };
  if (isMap(root)) return { value: value as Record<string, unknown>, text, findings: reader.findings };
  const kind = isScalar(root) ? "a single value" : "a list";
  return { text, findings: [atOffset(`must be a mapping of keys to values, but is ${kind}`, root.range[0])] };
}

function checkCharacters(content: string): Finding | undefined {
  if (content.length > MAX_LENGTH) return atOffset(`is longer than ${MAX_LENGTH} characters`, 0);
  const offset = content.search(UNREADABLE);
  if (offset < 0) return undefined;
  const code = content.codePointAt(offset)!.toString(16).toUpperCase().padStart(4, "0");
  return inYaml(`the character U+${code} is not allowed here`, offset);
}

/** Stops at the first lexeme that is refused; one that is too deep is refused before composing recurses into it. */
function compose(content: string): { documents: Document.Parsed[]; refused?: Finding } {
  const parser = new Parser();
  const composer = new Composer({
    schema: "core",
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: true,
  });
  let refused: Finding | undefined;
  function* tokens(): Generator<CST.Token> {
    let before = "";
    for (const lexeme of new Lexer().lex(content)) {
      yield* parser.next(lexeme);
      refused = refuseLexeme(lexeme, before, parser, content);
      if (refused !== undefined) return;
      before = lexeme;
    }
    yield* parser.end();
  }
  const documents = [...composer.compose(tokens(), true, content.length)];
  return { documents, refused };
}

function refuseLexeme(lexeme: string, before: string, parser: Parser, content: string): Finding | undefined {
  const end = parser.offset;
  const start = end - lexeme.length;
  if (parser.stack.length > MAX_DEPTH) return atOffset(`is nested deeper than ${MAX_DEPTH} levels`, start);
  if (/^[ \t]*\t[ \t]*$/.test(lexeme)) {
    return inYaml("some readers allow no tab here; write spaces", start + lexeme.indexOf("\t"));
  }
  if (lexeme === "!<>") return inYaml("a tag without a name", start);
  if (lexeme.startsWith("!") && /[,[\]{}]/.test(content.charAt(end))) {
    return inYaml("some readers want a blank behind a tag", end);
  }
  const half = lexeme.startsWith('"') ? [...lexeme.matchAll(ESCAPE)].find(([, unit]) => unit !== undefined) : undefined;
  if (half !== undefined) {
    return inYaml(`${half[0]} is half a character; write the character itself`, start + half.index);
  }
  const isInBrackets = before === SCALAR && parser.stack.some(({ type }) => type === "flow-collection");
  if (!isInBrackets || !/^:|\?/.test(lexeme)) return undefined;
  const mark = lexeme.startsWith(":") ? ":" : "?";
  return inYaml(`some readers allow no ${mark} in brackets; put ${lexeme} in quotes`, start);
}

/** Adds what the library leaves out: a line that is indented too little also ends a text in quotes. */
function describe(message: string): string {
  const shown = message.replaceAll(/\s+/g, " ");
  return shown.replace(/^Missing closing (['"])quote$/, "Missing closing $1quote, or a line before it is not indented");
}

function inYaml(message: string, offset: number): Finding {
  return atOffset(`is not valid YAML: ${message}`, offset);
}

function atOffset(message: string, offset: number): Finding {
  return { path: [], message, offset };
}
