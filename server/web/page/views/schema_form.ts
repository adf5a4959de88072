import { useEffect, useMemo, useState } from "preact/hooks";
import { type Draft, type FieldProblem, fromValue, toDraft, toValue } from "../model/drafts.ts";
import { type Field, toField } from "../model/schema_fields.ts";
import type { RefusedField } from "../session/server.ts";
import { type Child, html } from "./html.ts";
import { FieldInput } from "./field_input.ts";

/** Properties of {@linkcode SchemaForm}. */
export interface SchemaFormProps {
  /** The JSON Schema of the value. */
  readonly schema: unknown;
  /** The beginning of the ids of the inputs. */
  readonly id: string;
  /** The text of the button that sends the form. */
  readonly submit: string;
  /** `true` while the form can't be sent. */
  readonly disabled: boolean;
  /** The fields that the server refused. */
  readonly refused?: readonly RefusedField[];
  /** A value to fill the form with. */
  readonly value?: unknown;
  /** Called with the value that the form describes. */
  readonly onSubmit: (value: unknown) => void;
  /** What stands beside the button. */
  readonly children?: Child;
}

/** A form for a JSON Schema. It checks what it can by itself and shows what the server says at the field it is about. */
export function SchemaForm(
  { schema, id, submit, disabled, refused = [], value, onSubmit, children }: SchemaFormProps,
): Child {
  const field = useMemo(() => withoutMetadata(toField(schema)), [schema]);
  const [draft, setDraft] = useState<Draft>(() => toDraft(field));
  const [own, setOwn] = useState<readonly FieldProblem[]>([]);
  const [dismissed, setDismissed] = useState<unknown>();
  useEffect(() => {
    if (value !== undefined) setDraft(fromValue(field, value));
  }, [value]);
  const shown = [...own, ...(dismissed === refused ? [] : refused)];
  const problems = new Map(shown.map(({ path, message }) => [placeOf(field, path, id), message]));
  const change = (next: Draft) => {
    setDraft(next);
    setOwn([]);
    setDismissed(refused);
  };
  const send = (event: Event) => {
    event.preventDefault();
    const { value, problems } = toValue(field, draft);
    setOwn(problems);
    if (problems.length > 0) return focusOn([id, ...problems[0]!.path].join("."));
    onSubmit(value);
  };
  return html`
    <form onSubmit=${send} noValidate>
      <${FieldInput} id=${id} ...${{ field, draft, problems }} required=${true} onChange=${change} />
      <div class="row"><button class="primary" disabled=${disabled}>${submit}</button>${children}</div>
    </form>
  `;
}

/** Finds the id of a field. What is about a form of one field as a whole is about that field. */
function placeOf(field: Field, path: FieldProblem["path"], id: string): string {
  const asked = field.kind === "object" ? field.properties.filter(({ required }) => required) : [];
  const place = path.length === 0 && asked.length === 1 ? [asked[0]!.name] : path;
  return [id, ...place].join(".");
}

/** Moves the focus to a field; of a group, to the first thing to enter or else to choose. */
function focusOn(id: string): void {
  const field = document.getElementById(id);
  const inside = field?.querySelector<HTMLElement>("input, select, textarea") ?? field?.querySelector("button");
  (inside ?? field)?.focus();
}

/** Every action may carry metadata, which no person fills in. */
export function withoutMetadata(field: Field): Field {
  if (field.kind !== "object") return field;
  return { ...field, properties: field.properties.filter(({ name, required }) => name !== "metadata" || required) };
}
