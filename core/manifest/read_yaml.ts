import { Composer, type CST, type Document, isMap, isScalar, Lexer, type ParsedNode, Parser } from "yaml";
import { type Finding, ManifestText } from "./manifest_text.ts";
import { MAX_DEPTH, PlainReader } from "./plain_reader.ts";

/** The longest text that is read. A manifest has about a thousand characters. */
export const MAX_LENGTH = 65_536;

/** What YAML does not allow in a text, and what only some readers take for the end of a line. */
const UNREADABLE = /[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)/u;

/** What a text says as YAML. */
export interface YamlReading {
  /** The mapping; `undefined` if the text has none. */
  readonly value?: Readonly<Record<string, unknown>>;
  /** Where everything stands. */
  readonly text: ManifestText;
  /** What is wrong with the text as YAML. */
  readonly findings: readonly Finding[];
}

/**
 * Reads a text as one YAML 1.2 document whose root is a mapping.
 *
 * Whatever the text is, it ends soon and does not throw: length, depth and the number of values behind aliases are
 * bounded, and what two readers of YAML could take for different things is a finding.
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
    return { text, findings: broken.map(({ message, pos }) => inYaml(message.replaceAll(/\s+/g, " "), pos[0])) };
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

/** Stops at the first lexeme that is refused: for its depth before anything recurses, which only composing does. */
function compose(content: string): { documents: Document.Parsed[]; refused?: Finding } {
  const parser = new Parser();
  const composer = new Composer({ schema: "core", resolveKnownTags: false, uniqueKeys: false, prettyErrors: false });
  let refused: Finding | undefined;
  function* tokens(): Generator<CST.Token> {
    for (const lexeme of new Lexer().lex(content)) {
      yield* parser.next(lexeme);
      refused = refuseLexeme(lexeme, parser);
      if (refused !== undefined) return;
    }
    yield* parser.end();
  }
  const documents = [...composer.compose(tokens(), true, content.length)];
  return { documents, refused };
}

function refuseLexeme(lexeme: string, { stack, offset }: Parser): Finding | undefined {
  if (stack.length > MAX_DEPTH) return atOffset(`is nested deeper than ${MAX_DEPTH} levels`, offset - lexeme.length);
  if (!/^[ \t]*\t[ \t]*$/.test(lexeme)) return undefined;
  return inYaml("some readers allow no tab here; write spaces", offset - lexeme.length + lexeme.indexOf("\t"));
}

function inYaml(message: string, offset: number): Finding {
  return atOffset(`is not valid YAML: ${message}`, offset);
}

function atOffset(message: string, offset: number): Finding {
  return { path: [], message, offset };
}
