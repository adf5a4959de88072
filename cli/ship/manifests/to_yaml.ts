import { Document, isMap, isScalar } from "yaml";

/** Keys and indices that lead to a key of an object. */
export type KeyPath = readonly (string | number)[];

/** An object, and the comments that stand above some of its keys. */
export interface CommentedObject {
  /** The object. */
  readonly object: object;
  /** The comments; one line or more. */
  readonly comments: readonly (readonly [path: KeyPath, text: string])[];
}

/** Writes objects as YAML documents, below a comment. */
export function toYaml(head: string, objects: readonly CommentedObject[]): string {
  return `${head.replace(/^/gm, "# ")}\n${objects.map((object) => `---\n${toDocument(object)}`).join("")}`;
}

function toDocument({ object, comments }: CommentedObject): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  for (const [path, text] of comments) {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const key = isMap(parent)
      ? parent.items.map((pair) => pair.key).find((key) => String(key) === path.at(-1))
      : undefined;
    if (!isScalar(key)) throw new Error(`Cannot comment on ${path.join(".")}: there is no such key`);
    key.commentBefore = text.replace(/^/gm, " ");
  }
  return document.toString({ lineWidth: 0 });
}
