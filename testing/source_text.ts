/** Source code with its strings and comments taken out, and what it imports. */
export interface SourceText {
  /** The code, as long as the source: comments, and what stands in strings, are blanks. */
  readonly code: string;
  /** What the code imports at run time, as written. */
  readonly imports: readonly string[];
}

/** A string literal of a source. */
interface Literal {
  readonly start: number;
  readonly text: string;
}

const WORD_BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|instanceof|await|yield)$/;

/**
 * Reads TypeScript or JavaScript as far as it takes to tell code from comments and strings.
 *
 * It is no parser: a `/` is a division or a regular expression by what stands before it.
 */
export function readSource(source: string): SourceText {
  const { code, literals } = new Scanner(source).scan();
  const imports = literals.filter(({ start }) => isImport(code.slice(0, start)));
  return { code, imports: [...new Set(imports.map(({ text }) => text))] };
}

/** `true` if a string that follows this code is what an import names; an `import type` is gone at run time. */
function isImport(before: string): boolean {
  const tail = before.slice(-2000).trimEnd();
  if (!/(?:^|[^\w$.])(?:from|import|import\s*\()$/.test(tail)) return false;
  const statement = tail.slice(Math.max(tail.lastIndexOf("import"), tail.lastIndexOf("export")));
  return !/^(?:import|export)\s+type\b(?!\s*(?:,|from\s*$))/.test(statement);
}

/** Goes through a source once. */
class Scanner {
  readonly #source: string;
  readonly #kept: string[] = [];
  readonly #literals: Literal[] = [];
  /** For each template that is open, how many braces are open in the code inside it. */
  readonly #templates: number[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): { code: string; literals: readonly Literal[] } {
    while (this.#at < this.#source.length) this.#next();
    return { code: this.#kept.join(""), literals: this.#literals };
  }

  #next(): void {
    const char = this.#source[this.#at]!;
    const following = this.#source[this.#at + 1];
    if (char === "/" && following === "/") return this.#blank(this.#lineEnd());
    if (char === "/" && following === "*") return this.#blank(this.#find("*/", this.#at + 2));
    if (char === "/") return this.#slash();
    if (char === '"' || char === "'") return this.#string(char);
    if (char === "`") return this.#template();
    if (this.#templates.length > 0 && (char === "{" || char === "}")) return this.#brace(char);
    this.#keep(this.#at + 1);
  }

  #string(quote: string): void {
    const start = this.#at;
    const lineEnd = this.#lineEnd();
    let end = start + 1;
    while (end < lineEnd && this.#source[end] !== quote) end += this.#source[end] === "\\" ? 2 : 1;
    this.#keep(start + 1);
    this.#literals.push({ start, text: this.#source.slice(start + 1, end) });
    this.#blank(Math.min(end, this.#source.length));
    if (end < lineEnd) this.#keep(end + 1);
  }

  /** From a backtick, or from the end of the code inside a template, to the template's end or the next code in it. */
  #template(): void {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#source.length && this.#source[end] !== "`" && !this.#source.startsWith("${", end)) {
      end += this.#source[end] === "\\" ? 2 : 1;
    }
    const isWhole = this.#source[start] === "`" && this.#source[end] === "`";
    if (isWhole) this.#literals.push({ start, text: this.#source.slice(start + 1, end) });
    this.#keep(start + 1);
    this.#blank(Math.min(end, this.#source.length));
    if (this.#source[end] === "$") {
      this.#templates.push(0);
      this.#keep(end + 2);
    } else this.#keep(Math.min(end + 1, this.#source.length));
  }

  /** Braces count inside a template: the one that was not opened there ends the code in it. */
  #brace(brace: string): void {
    const depth = this.#templates.pop()!;
    if (brace === "}" && depth === 0) return this.#template();
    this.#templates.push(depth + (brace === "{" ? 1 : -1));
    this.#keep(this.#at + 1);
  }

  /** A regular expression stands where a value may begin, and ends on its line. */
  #slash(): void {
    const before = this.#kept.slice(-200).join("").trimEnd();
    const isValue = /[\w$)\]}"'`]$/.test(before) && !WORD_BEFORE_REGEX.test(before);
    const end = isValue ? undefined : this.#regexEnd();
    if (end === undefined) return this.#keep(this.#at + 1);
    this.#keep(this.#at + 1);
    this.#blank(end);
    this.#keep(end + 1);
  }

  #regexEnd(): number | undefined {
    const lineEnd = this.#lineEnd();
    let inClass = false;
    for (let at = this.#at + 1; at < lineEnd; at++) {
      const char = this.#source[at];
      if (char === "\\") at++;
      else if (char === "[") inClass = true;
      else if (char === "]") inClass = false;
      else if (char === "/" && !inClass) return at;
    }
    return undefined;
  }

  #lineEnd(): number {
    const end = this.#source.indexOf("\n", this.#at);
    return end === -1 ? this.#source.length : end;
  }

  #find(text: string, from: number): number {
    const found = this.#source.indexOf(text, from);
    return found === -1 ? this.#source.length : found + text.length;
  }

  #keep(end: number): void {
    this.#kept.push(this.#source.slice(this.#at, end));
    this.#at = end;
  }

  #blank(end: number): void {
    this.#kept.push(this.#source.slice(this.#at, end).replace(/[^\n]/g, " "));
    this.#at = end;
  }
}
