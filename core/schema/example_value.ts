import { type JsonSchema, resolveReference, typesOf } from "./json_schema.ts";

/**
 * Creates a value that fits a JSON Schema, for a prompt or a page. It uses defaults and first choices if there are any,
 * otherwise the smallest allowed value. Optional keys are left out, and recursive parts are `null`. Patterns and
 * formats are ignored.
 *
 * @param node The schema.
 * @param root The document that contains the targets of its references.
 * @param inside The schemas that contain this one.
 */
export function exampleValue(node: JsonSchema, root: JsonSchema = node, inside: readonly JsonSchema[] = []): unknown {
  const schema = resolveReference(node, root);
  if (inside.includes(schema)) return null;
  if ("default" in schema) return schema.default;
  if ("const" in schema) return schema.const;
  const choice = schema.enum?.[0] ?? (schema.examples as unknown[] | undefined)?.[0];
  if (choice !== undefined) return choice;
  const within = [...inside, schema];
  const branches = schema.anyOf ?? schema.oneOf;
  const branch = branches?.find((one) => !within.includes(resolveReference(one, root))) ?? branches?.[0];
  if (branch !== undefined) return exampleValue(branch, root, within);
  return exampleOfType(schema, (part) => exampleValue(part, root, within));
}

function exampleOfType(schema: JsonSchema, exampleOf: (part: JsonSchema) => unknown): unknown {
  const [type] = typesOf(schema);
  switch (type) {
    case "integer":
    case "number":
      return exampleNumber(schema);
    case "string":
      return "text".padEnd(Number(schema.minLength ?? 0), ".");
    case "boolean":
      return false;
    case "array":
      return (schema.prefixItems ?? Array(Number(schema.minItems ?? 0)).fill(schema.items ?? {}))
        .map((item: JsonSchema) => exampleOf(item));
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, exampleOf(schema.properties?.[key] ?? {})]),
      );
    default:
      return null;
  }
}

function exampleNumber(schema: JsonSchema): number {
  const [minimum, above] = [Number(schema.minimum ?? -Infinity), Number(schema.exclusiveMinimum ?? -Infinity)];
  const [maximum, below] = [Number(schema.maximum ?? Infinity), Number(schema.exclusiveMaximum ?? Infinity)];
  const lowest = Math.max(minimum, above + 1);
  return Math.min(Math.max(0, lowest), maximum, below - 1);
}
