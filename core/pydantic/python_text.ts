import { isRecord } from "../schema/json_schema.ts";

/** Formats a JSON value as Python's `str` does: `None`, `True`, `1.5`, a bare string, `{'a': [1]}`. */
export function toPythonText(value: unknown): string {
  return typeof value === "string" ? value : toPythonLiteral(value);
}

/** Formats a JSON value as Python's `repr` does, for messages that match the reference's. */
export function toPythonLiteral(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") {
    return Number.isNaN(value) ? "nan" : Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
  }
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(toPythonLiteral).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  return `{${Object.entries(value).map(([key, part]) => `${quote(key)}: ${toPythonLiteral(part)}`).join(", ")}}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}
