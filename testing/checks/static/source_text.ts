/** Source code without its comments and the content of its strings, and what it imports. */
export interface SourceText {
  /** The code, as long as the source: comments and the content of strings are blanks. */
  readonly code: string;
  /** The specifiers that the code imports at run time, as written. */
  readonly imports: readonly string[];
}

/** A string literal of a source. */
interface Literal {
  readonly start: number;
  readonly text: string;
}

// Each token has three groups, of which the second becomes blanks.
const COMMENT = /()(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))()/y;
const STRING = /(["'])((?:\\.|(?!\1)[^\\\n])*)(\1?)/y;
/** A template, or what follows the code inside one, up to its end or to the next code inside. */
const TEMPLATE = /([`}])((?:\\[^]|\$(?!\{)|[^\\`$]+)*)(`|\$\{|)/y;
const REGEX = /(\/)((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+)(\/)/y;
const OTHER = /([^"'`{}/]+|[^])()()/y;

/** Code after which a slash is a division, unless it is one of the words below. */
const VALUE = /[\w$)\]}"'`]$/;
const WORD_BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|instanceof|await|yield)$/;

/**
 * Reads TypeScript or JavaScript, as far as it takes to tell code from comments and strings.
 *
 * This is no parser: the code before a `/` decides whether it is a division or begins a regular expression.
 */
export function readSource(source: string): SourceText {
  const { code, literals } = scan(source);
  const imports = literals.filter(({ start }) => isImport(code.slice(0, start)));
  return { code, imports: [...new Set(imports.map(({ text }) => text))] };
}

function scan(source: string): { readonly code: string; readonly literals: readonly Literal[] } {
  const kept: string[] = [];
  const literals: Literal[] = [];
  /** For each open template, the number of open braces in the code inside it. */
  const depths: number[] = [];
  let before = "";
  for (let at = 0; at < source.length;) {
    const expression = chooseToken(source, at, { before, depth: depths.at(-1) });
    const [token, open, inner, close] = matchAt(expression, source, at) ?? matchAt(OTHER, source, at)!;
    if (expression === TEMPLATE) {
      if (open === "}") depths.pop();
      if (close === "${") depths.push(0);
    } else if (depths.length > 0 && (open === "{" || open === "}")) {
      depths.push(depths.pop()! + (open === "{" ? 1 : -1));
    }
    if (expression === STRING || (open === "`" && close === "`")) literals.push({ start: at, text: inner! });
    kept.push(open!, inner!.replace(/[^\n]/g, " "), close!);
    before = `${before}${open}${close}`.trimEnd().slice(-20);
    at += token.length;
  }
  return { code: kept.join(""), literals };
}

function chooseToken(
  source: string,
  at: number,
  { before, depth }: { readonly before: string; readonly depth?: number },
): RegExp {
  const char = source[at]!;
  if (char === '"' || char === "'") return STRING;
  if (char === "`" || (char === "}" && depth === 0)) return TEMPLATE;
  if (char !== "/") return OTHER;
  if (source[at + 1] === "/" || source[at + 1] === "*") return COMMENT;
  return VALUE.test(before) && !WORD_BEFORE_REGEX.test(before) ? OTHER : REGEX;
}

function matchAt(expression: RegExp, source: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(source);
}

/** Checks whether a string that follows some code is what an import names; an `import type` is gone at run time. */
function isImport(before: string): boolean {
  const tail = before.slice(-2000).trimEnd();
  if (!/(?:^|[^\w$.])(?:from|import|import\s*\()$/.test(tail)) return false;
  const statement = tail.slice(Math.max(tail.lastIndexOf("import"), tail.lastIndexOf("export")));
  return !/^(?:import|export)\s+type\b(?!\s*(?:,|from\s*$))/.test(statement);
}
