/** The path of a part inside a value, from the outside in. */
export type Path = (string | number)[];

/** Formats a path for people: `action.cells[3].owner`. The empty path is the name of its root. */
export function formatPath(path: Path, root: string): string {
  return path.reduce<string>((text, part) => typeof part === "number" ? `${text}[${part}]` : `${text}.${part}`, root);
}
