/** A fenced block of a Markdown text. */
export interface Block {
  /** The word after the fence: `ts`, `sh`; empty without one. */
  readonly language: string;
  /** The text between the fences, with its final line break. */
  readonly text: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
}

/** Finds the fenced blocks of a Markdown text. */
export function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; language: string; line: number; text: string } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    if (open === undefined) {
      const match = /^(`{3,})\s*(\S*)/.exec(line);
      if (match !== null) open = { fence: match[1]!, language: match[2]!, line: index + 1, text: "" };
    } else if (line.trimEnd() === open.fence) {
      blocks.push({ language: open.language, text: open.text, line: open.line });
      open = undefined;
    } else {
      open.text += `${line}\n`;
    }
  }
  if (open !== undefined) throw new Error(`Cannot read Markdown: the block of line ${open.line} is not closed`);
  return blocks;
}
