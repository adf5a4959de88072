/** An element in an accessibility tree that has been written as text. */
export interface TreeElement {
  /** The id that actions name. */
  readonly bid: string;
  /** The role, such as `button`. */
  readonly role: string;
  /** The name. */
  readonly name: string;
  /** The rest of the line, such as `, checked='true'`. */
  readonly rest: string;
}

const LINE = /^\t*\[(\w+)\] (\w+) '((?:[^'\\]|\\.)*)'(.*)$/;

/** Lists the elements of a tree that actions can name. */
export function listElements(tree: string): TreeElement[] {
  return tree.split("\n").flatMap((line) => {
    const found = LINE.exec(line);
    if (found === null) return [];
    const [, bid, role, name, rest] = found as unknown as [string, string, string, string, string];
    return [{ bid, role, name: unquote(name), rest }];
  });
}

/** Lists the texts of a tree that stand outside of other elements' names. */
export function listTexts(tree: string): string[] {
  return [...tree.matchAll(/^\t*StaticText '((?:[^'\\]|\\.)*)'/gm)].map(([, text]) => unquote(text!));
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, (_, character) => character === "n" ? "\n" : character);
}
