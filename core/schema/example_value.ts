import { type JsonSchema, resolveReference, typesOf } from "./json_schema.ts";

/**
 * Makes a value that fits a JSON Schema, for a prompt or a page: defaults and first choices where there are any, the
 * smallest allowed otherwise. Optional keys are left out. Patterns and formats are not looked at.
 */
export function exampleValue(node: JsonSchema, root: JsonSchema = node): unknown {
  const schema = resolveReference(node, root);
  if ("default" in schema) return schema.default;
  if ("const" in schema) return schema.const;
  const choice = schema.enum?.[0] ?? (schema.examples as unknown[] | undefined)?.[0];
  if (choice !== undefined) return choice;
  const branch = (schema.anyOf ?? schema.oneOf)?.[0];
  if (branch !== undefined) return exampleValue(branch, root);
  return exampleOfType(typesOf(schema)[0], schema, root);
}

function exampleOfType(type: string | undefined, schema: JsonSchema, root: JsonSchema): unknown {
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
        .map((item: JsonSchema) => exampleValue(item, root));
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, exampleValue(schema.properties?.[key] ?? {}, root)]),
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
