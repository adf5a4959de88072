/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a form shows beside every field. */
interface FieldText {
  /** The field's title or name, for people. */
  readonly label: string;
  /** A description. */
  readonly help?: string;
  /** The default; a field that is left empty has it. */
  readonly initial?: unknown;
}

/** A named field of an object. */
export interface Property {
  /** The key in the object. */
  readonly name: string;
  /** `true` if the object must have it. */
  readonly required: boolean;
  /** The field. */
  readonly field: Field;
}

/** A field of a form. A schema that refers to itself becomes a field that holds itself. */
export type Field =
  & FieldText
  & (
    | { readonly kind: "object"; readonly properties: readonly Property[] }
    | { readonly kind: "array"; readonly item: Field; readonly min: number; readonly max: number }
    | { readonly kind: "union"; readonly options: readonly Field[] }
    | { readonly kind: "choice"; readonly values: readonly unknown[] }
    | { readonly kind: "number"; readonly integer: boolean; readonly min?: number; readonly max?: number }
    | { readonly kind: "text"; readonly style: TextStyle; readonly max?: number; readonly pattern?: string }
    | { readonly kind: "boolean" }
    | { readonly kind: "json" }
  );

/** How a text is entered. */
export type TextStyle = "line" | "area" | "code" | "secret";

const CODE = /(^|_)(code|script|program|source|sql|query|commands?)$/i;
const AREA = /message|response|text|content|answer|prompt|body|description/i;
const SECRET = /(api_key|token|secret|password)$/i;
const LONG = 100;

/** The kinds of fields, for people. */
const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "yes or no",
  choice: "a choice",
  json: "JSON",
  object: "an object",
  text: "a text",
};

/** Makes the form of a schema. What has no form of its own, such as an object of free keys, is entered as JSON. */
export function toField(schema: unknown, name = ""): Field {
  return new FieldMaker(asSchema(schema)).make(asSchema(schema), name);
}

class FieldMaker {
  readonly #root: JsonSchema;
  readonly #byRef = new Map<string, Field>();

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  make(schema: JsonSchema, name: string): Field {
    if (typeof schema.$ref === "string") return this.#refer(schema, schema.$ref, name);
    const text = textOf(schema, name);
    if ("const" in schema) return { ...text, kind: "choice", values: [schema.const] };
    if (Array.isArray(schema.enum)) return { ...text, kind: "choice", values: schema.enum };
    const branches = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(branches)) return this.#makeUnion(branches.map(asSchema), text, name);
    if (Array.isArray(schema.allOf) && schema.allOf.length === 1) {
      return { ...this.make(asSchema(schema.allOf[0]), name), ...text };
    }
    if (Array.isArray(schema.type)) {
      return this.#makeUnion(schema.type.map((type) => ({ ...schema, type, default: undefined })), text, name);
    }
    return this.#makePlain(schema, text, name);
  }

  /** Fills the field in after it is known, so that it may hold itself. */
  #refer(schema: JsonSchema, ref: string, name: string): Field {
    const key = `${ref} ${name}`;
    const known = this.#byRef.get(key);
    if (known !== undefined) return known;
    const field = { kind: "json", label: name } as Field;
    this.#byRef.set(key, field);
    const { $ref: _, ...beside } = schema;
    return Object.assign(field, this.make({ ...this.#find(ref), ...beside }, name));
  }

  #find(ref: string): JsonSchema {
    if (!ref.startsWith("#")) return {};
    const parts = ref.slice(1).split("/").filter(Boolean).map((part) =>
      decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")
    );
    let found: unknown = this.#root;
    for (const part of parts) found = asSchema(found)[part];
    const target = asSchema(found);
    return target.$ref === ref ? {} : target;
  }

  #makeUnion(branches: readonly JsonSchema[], text: FieldText, name: string): Field {
    const options = branches.map((branch) => this.make(branch, name));
    const [only] = options;
    if (options.length === 1) return { ...only!, ...text };
    if (options.every((option) => option.kind === "choice" || isNull(option))) {
      return {
        ...text,
        kind: "choice",
        values: options.flatMap((option) => option.kind === "choice" ? option.values : [null]),
      };
    }
    return {
      ...text,
      kind: "union",
      options: options.map((option, index) => ({ ...option, label: nameBranch(option, branches[index]!, index) })),
    };
  }

  #makePlain(schema: JsonSchema, text: FieldText, name: string): Field {
    const { type } = schema;
    if (type === "object" && isObject(schema.properties)) return this.#makeObject(schema, schema.properties, text);
    if (type === "object" && schema.additionalProperties === false) return { ...text, kind: "object", properties: [] };
    if (type === "array" && isObject(schema.items)) {
      const item = this.make(schema.items, "item");
      return {
        ...text,
        kind: "array",
        item,
        min: toNumber(schema.minItems) ?? 0,
        max: toNumber(schema.maxItems) ?? Infinity,
      };
    }
    if (type === "boolean") return { ...text, kind: "boolean" };
    if (type === "null") return { ...text, kind: "choice", values: [null] };
    if (type === "integer" || type === "number") return makeNumber(schema, text);
    if (type === "string") {
      const pattern = typeof schema.pattern === "string" ? { pattern: schema.pattern } : {};
      const max = toNumber(schema.maxLength);
      return { ...text, kind: "text", style: styleOf(schema, name), ...(max === undefined ? {} : { max }), ...pattern };
    }
    return { ...text, kind: "json" };
  }

  #makeObject(schema: JsonSchema, properties: JsonSchema, text: FieldText): Field {
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const all = Object.entries(properties).map(([name, property]) => ({
      name,
      required: required.has(name),
      field: this.make(asSchema(property), name),
    }));
    return {
      ...text,
      kind: "object",
      properties: [...all.filter((one) => one.required), ...all.filter((one) => !one.required)],
    };
  }
}

function makeNumber(schema: JsonSchema, text: FieldText): Field {
  const integer = schema.type === "integer";
  const [above, below] = [toNumber(schema.exclusiveMinimum), toNumber(schema.exclusiveMaximum)];
  const min = toNumber(schema.minimum) ?? (integer && above !== undefined ? above + 1 : above);
  const max = toNumber(schema.maximum) ?? (integer && below !== undefined ? below - 1 : below);
  const isSafe = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return { ...text, kind: "number", integer, ...(isSafe(min) ? { min } : {}), ...(isSafe(max) ? { max } : {}) };
}

function textOf(schema: JsonSchema, name: string): FieldText {
  const help = typeof schema.description === "string" ? { help: schema.description } : {};
  return { label: name, ...help, ...(schema.default === undefined ? {} : { initial: schema.default }) };
}

function styleOf(schema: JsonSchema, name: string): TextStyle {
  if (SECRET.test(name) || schema.format === "password") return "secret";
  if (CODE.test(name)) return "code";
  return AREA.test(name) || (toNumber(schema.maxLength) ?? 0) > LONG ? "area" : "line";
}

function nameBranch(option: Field, schema: JsonSchema, index: number): string {
  if (isNull(option)) return "none";
  if (typeof schema.title === "string") return schema.title;
  const tag = option.kind === "object" ? option.properties.find(({ field }) => isConstant(field)) : undefined;
  if (tag?.field.kind === "choice") return String(tag.field.values[0]);
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1)!;
  const names = option.kind === "object" ? option.properties.slice(0, 3).map(({ name }) => name).join(", ") : "";
  if (names !== "") return names;
  if (option.kind === "number") return option.integer ? "a whole number" : "a number";
  return KINDS[option.kind] ?? `option ${index + 1}`;
}

/** `true` for a field that can only be null. */
export function isNull(field: Field): boolean {
  return field.kind === "choice" && field.values.length === 1 && field.values[0] === null;
}

/** `true` for a field with only one value: a form has nothing to ask. */
export function isConstant(field: Field): boolean {
  return field.kind === "choice" && field.values.length === 1;
}

function asSchema(value: unknown): JsonSchema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
