import { isRecord, type JsonSchema, resolveReference, typesOf } from "@openenv/core/schema";

/** Asks a question; `undefined` if there will be no answer. */
export type Ask = (question: string) => Promise<string | undefined>;

/** An answer that is none; its message says what was expected. */
export class AnswerError extends Error {}

/** Returns the values that a schema allows, if it lists them. */
export function choicesOf(node: JsonSchema, root: JsonSchema): readonly unknown[] | undefined {
  const schema = resolveReference(node, root);
  if ("const" in schema) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    const choices = branches.map((branch) => choicesOf(branch, root));
    return choices.every((each) => each !== undefined) ? choices.flat() : undefined;
  }
  if (schema.type === "boolean") return [true, false];
  return schema.type === "null" ? [null] : undefined;
}

/**
 * Asks for the keys of an object, one after another. An empty answer leaves an optional key out.
 *
 * @returns The object; `undefined` if there was no answer.
 * @throws `AnswerError` for an answer that can't be one.
 */
export async function askObject(
  schema: JsonSchema,
  root: JsonSchema,
  ask: Ask,
): Promise<Record<string, unknown> | undefined> {
  const made: Record<string, unknown> = {};
  for (const [key, node] of Object.entries(schema.properties ?? {})) {
    if (key === "metadata") continue;
    const isRequired = schema.required?.includes(key) ?? false;
    const choices = choicesOf(node, root);
    if (isRequired && choices?.length === 1) {
      made[key] = choices[0];
      continue;
    }
    const answer = await ask(`${key} (${describeNode(node, root, isRequired)}): `);
    if (answer === undefined) return undefined;
    if (answer === "" && !isRequired) continue;
    made[key] = readAnswer(answer, node, root);
  }
  return made;
}

/** Reads an answer as a value of a schema. The schema itself is checked by the environment. */
export function readAnswer(answer: string, node: JsonSchema, root: JsonSchema): unknown {
  const choices = choicesOf(node, root);
  if (choices !== undefined) return readChoice(answer, choices);
  const schema = resolveReference(node, root);
  const types = typesIn(schema, root);
  if (answer === "null" && types.has("null")) return null;
  if (types.has("string") && !types.has("object") && !types.has("array")) return unescape(answer);
  try {
    return JSON.parse(answer);
  } catch {
    if (types.has("string") || types.size === 0) return unescape(answer);
    throw new AnswerError(`"${answer}" is not ${[...types].join(" or ")}; objects and lists are written as JSON`);
  }
}

/** Finds a choice by its value, by the beginning of it, or by its number from 1. */
export function readChoice(answer: string, choices: readonly unknown[]): unknown {
  const texts = choices.map((choice) => String(choice).toLowerCase());
  const wanted = answer.trim().toLowerCase();
  const exact = texts.indexOf(wanted);
  if (exact >= 0) return choices[exact];
  const place = Number(wanted);
  if (wanted !== "" && Number.isInteger(place) && place >= 1 && place <= choices.length) return choices[place - 1];
  const starting = texts.flatMap((text, index) => wanted !== "" && text.startsWith(wanted) ? [index] : []);
  if (starting.length === 1) return choices[starting[0]!];
  throw new AnswerError(`"${answer}" is none of ${choices.join(", ")}`);
}

function describeNode(node: JsonSchema, root: JsonSchema, isRequired: boolean): string {
  const schema = resolveReference(node, root);
  const choices = choicesOf(node, root);
  const { minimum, maximum, default: preset } = schema;
  const least = minimum === undefined ? [] : [`at least ${minimum}`];
  const bounds = [...least, ...(maximum === undefined ? [] : [`at most ${maximum}`])].map((bound) => `, ${bound}`).join(
    "",
  );
  const what = choices === undefined
    ? `${[...typesIn(schema, root)].join(" or ") || "any"}${bounds}`
    : choices.map((choice, index) => choices.length > 9 ? choice : `${index + 1} ${choice}`).join(", ");
  return isRequired ? what : `${what}; ${preset === undefined ? "optional" : `default ${JSON.stringify(preset)}`}`;
}

function typesIn(schema: JsonSchema, root: JsonSchema, depth = 0): Set<string> {
  const branches = depth > 8 ? [] : schema.anyOf ?? schema.oneOf ?? [];
  const inner = branches.flatMap((branch) => [...typesIn(resolveReference(branch, root), root, depth + 1)]);
  return new Set([...typesOf(schema), ...inner]);
}

/** Lets a line stand for several: `\n` becomes a line break, `\t` a tab, `\\` a backslash. */
function unescape(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\" };
  return text.replace(/\\([nt\\])/g, (_, letter: string) => meanings[letter]!);
}

/** Reads an answer that is a whole object in JSON; `undefined` if it is none. */
export function readObject(answer: string): Record<string, unknown> | undefined {
  if (!answer.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(answer);
    return isRecord(value) ? value : undefined;
  } catch (thrown) {
    throw new AnswerError((thrown as Error).message);
  }
}
