import { isRecord, type JsonSchema, resolveReference } from "@openenv/core/schema";
import { branchesOf, describeLimits, describeType, follow } from "./describe_schema.ts";

/** The document that is described, and the nodes around a key: a schema may contain itself. */
interface RowContext {
  readonly root: JsonSchema;
  readonly isOutput: boolean;
  readonly above: readonly JsonSchema[];
}

/**
 * Makes the rows of a table of an object's schema: key, type, what is allowed, default, description.
 *
 * A key inside another is `goal.x`, inside the items of an array `cells[].x`, inside any key of a map `scores.*.x`, and
 * inside one form of a union `(form).x`.
 *
 * @param root The schema.
 * @param isOutput `true` for what an environment returns, where a key that is always there needs no word.
 */
export function toRows(root: JsonSchema, isOutput: boolean): string[][] {
  return rowsInside("", root, { root, isOutput, above: [] });
}

function rowsInside(path: string, written: unknown, outer: RowContext): string[][] {
  if (!isRecord(written)) return [];
  const target = resolveReference(written, outer.root); // `follow` makes a new node if anything is beside a reference
  if (outer.above.includes(target)) return [];
  const context = { ...outer, above: [...outer.above, target] };
  const node = follow(written, outer.root);
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, part]) => rowsOfKey(path, key, part, node, context)),
    ...rowsOfForms(path, node, context),
    ...(node.allOf ?? []).flatMap((part) => rowsInside(path, part, context)),
    ...rowsInside(`${path}[]`, node.items, context),
    ...rowsInside(`${path}.*`, node.additionalProperties, context),
  ];
}

function rowsOfKey(
  path: string,
  key: string,
  written: JsonSchema,
  parent: JsonSchema,
  context: RowContext,
): string[][] {
  const { root, isOutput } = context;
  const node = follow(written, root);
  const place = path === "" ? key : `${path}.${key}`;
  const presence = parent.required?.includes(key) ? (isOutput ? "" : "required") : "optional";
  const defaultCell = "default" in node && !isOutput ? JSON.stringify(node.default) : presence;
  const row = [
    place,
    describeType(node, root),
    describeLimits(node, root),
    defaultCell,
    String(node.description ?? ""),
  ];
  return [row, ...rowsInside(place, written, context)];
}

/** Makes rows for the keys of a union's members; if several have keys, each is labelled. */
function rowsOfForms(path: string, node: JsonSchema, context: RowContext): string[][] {
  const forms = branchesOf(node).map((written) => ({ written, form: follow(written, context.root) }));
  const withKeys = forms.filter(({ form }) => form.properties !== undefined);
  return forms.flatMap(({ written, form }, index) => {
    const label = withKeys.length > 1 ? `(${nameOfForm(form) ?? index + 1})` : "";
    return rowsInside(path + label, written, context);
  });
}

/** Returns the value of the key that tells one form from the others. */
function nameOfForm({ properties }: JsonSchema): string | undefined {
  const telling = Object.values(properties ?? {}).find((part) => "const" in part);
  return telling === undefined ? undefined : String(telling.const);
}
