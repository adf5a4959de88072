import { useEffect, useState } from "preact/hooks";
import { keysOf } from "../model/keys.ts";
import type { BranchDraft, Draft } from "../model/drafts.ts";
import { toDraft } from "../model/drafts.ts";
import { type Field, isConstant, type Property } from "../model/schema_fields.ts";
import { type Child, classes, html } from "./html.ts";
import { Toggle } from "./toggle.ts";

/** Properties of {@linkcode FieldInput}. */
export interface FieldInputProps {
  /** The field. */
  readonly field: Field;
  /** What the form holds of it. */
  readonly draft: Draft;
  /** The id of the input; those inside have ids that begin with it. */
  readonly id: string;
  /** `true` if the field must be filled in. */
  readonly required?: boolean;
  /** What is wrong with it and with the fields inside, by their ids. */
  readonly problems: ReadonlyMap<string, string>;
  /** Called with the new draft. */
  readonly onChange: (draft: Draft) => void;
}

/** Enums with more values than this are lists, not buttons. */
const BUTTONS = 9;
/** Optional fields beyond this number are folded away. */
const UNFOLDED = 4;

/** An input for a field of any kind. */
export function FieldInput(props: FieldInputProps): Child {
  const { field } = props;
  if (field.kind === "object") return html`<${ObjectInput} ...${props} />`;
  if (field.kind === "array") return html`<${ListInput} ...${props} />`;
  if (field.kind === "union") return html`<${UnionInput} ...${props} />`;
  if (field.kind === "choice" && field.values.length <= BUTTONS) return html`<${Buttons} ...${props} />`;
  return html`<${LineInput} ...${props} />`;
}

function ObjectInput({ field, draft, id, required = true, problems, onChange }: FieldInputProps): Child {
  const { properties } = field as Field & { kind: "object" };
  const given = draft as Record<string, Draft> | undefined;
  if (given === undefined && !required) {
    return html`<${Absent} field=${field} onAdd=${() => onChange(toDraft(field))} />`;
  }
  const input = ({ name, field, required }: Property) =>
    isConstant(field) && required ? null : html`
      <${FieldInput}
        key=${name}
        id=${`${id}.${name}`}
        ...${{ field, required, problems }}
        draft=${given?.[name]}
        onChange=${(value: Draft) => onChange({ ...given, [name]: value })}
      />
    `;
  const needed = properties.filter((one) => one.required);
  const optional = properties.filter((one) => !one.required);
  const isFolded = optional.length > UNFOLDED;
  return html`<${Group} ...${{ field, id, required, problems }} onRemove=${
    required ? undefined : () => onChange(undefined)
  }>
    ${needed.map(input)}
    ${
    isFolded
      ? html`<${Folded} count=${optional.length} hasProblem=${
        [...problems.keys()].some((key) => optional.some(({ name }) => `${key}.`.startsWith(`${id}.${name}.`)))
      }>${optional.map(input)}</${Folded}>`
      : optional.map(input)
  }
  </${Group}>`;
}

/** Fields that few people need. Once it is open, it stays so, also while a field with a problem is mended. */
function Folded(
  { count, hasProblem, children }: { count: number; hasProblem: boolean; children?: Child },
): Child {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (hasProblem) setOpen(true);
  }, [hasProblem]);
  return html`<details class="optional" open=${isOpen} onToggle=${(event: Event) =>
    setOpen((event.currentTarget as HTMLDetailsElement).open)}>
    <summary>${count} optional fields</summary>${children}</details>`;
}

function ListInput({ field, draft, id, required, problems, onChange }: FieldInputProps): Child {
  const { item, min, max } = field as Field & { kind: "array" };
  const items = draft as readonly Draft[] | undefined ?? [];
  const isFixed = min === max && items.length === min;
  return html`<${Group} ...${{ field, id, required, problems }}>
    ${
    items.map((one, index) =>
      html`
        <div class="item" key=${index}>
          <${FieldInput}
            id=${`${id}.${index}`}
            ...${{ field: { ...item, label: `${index + 1}` }, problems }}
            required=${true}
            draft=${one}
            onChange=${(value: Draft) => onChange(items.with(index, value))}
          />
          ${!isFixed && html`
            <button type="button" class="icon" aria-label=${`Remove item ${index + 1} of ${field.label}`}
              disabled=${items.length <= min} onClick=${() => onChange(items.toSpliced(index, 1))}>×</button>
          `}
        </div>
      `
    )
  }
    ${
    !isFixed && html`<button type="button" class="small" disabled=${items.length >= max} onClick=${() =>
      onChange([...items, toDraft(item)])}>Add ${field.label === "" ? "an item" : `to ${field.label}`}</button>`
  }
  </${Group}>`;
}

function UnionInput({ field, draft, id, required, problems, onChange }: FieldInputProps): Child {
  const { options } = field as Field & { kind: "union" };
  const { branch, draft: inner } = (draft ?? { branch: -1 }) as BranchDraft;
  const choose = (index: number) => onChange({ branch: index, draft: toDraft(options[index]!) });
  const canBeAbsent = !required && field.initial === undefined;
  const chosen = options[branch];
  const asks = chosen !== undefined && !isConstant(chosen);
  const [own, inside] = asks ? [NONE, moved(problems, id, `${id}.${branch}`)] : [problems, NONE];
  return html`<${Group} ...${{ field, id, required, problems: own }}>
    <div class="choices" role="group" aria-label=${`Form of ${field.label || "the action"}`}>
      ${canBeAbsent && html`<${Toggle} on=${branch === -1} label="left out" onClick=${() => onChange(undefined)} />`}
      ${
    options.map((option, index) =>
      html`<${Toggle} on=${index === branch} label=${option.label} onClick=${() => choose(index)} />`
    )
  }
    </div>
    ${
    asks && html`
      <${FieldInput}
        id=${`${id}.${branch}`}
        field=${{ ...chosen, label: field.label || chosen.label, help: undefined }}
        required=${true}
        draft=${inner}
        problems=${inside}
        onChange=${(value: Draft) => onChange({ branch, draft: value })}
      />
    `
  }
  </${Group}>`;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** A server names the fields inside of a union without the branch. */
function moved(problems: ReadonlyMap<string, string>, from: string, to: string): ReadonlyMap<string, string> {
  return new Map([...problems].map(([id, text]) => [id.startsWith(from) ? to + id.slice(from.length) : id, text]));
}

function Buttons({ field, draft, id, required, problems, onChange }: FieldInputProps): Child {
  const { values } = field as Field & { kind: "choice" };
  const keys = keysOf(values).map((key) => key?.symbol.match(/\d/) ? undefined : key);
  return html`
    <${Group} ...${{ field, id, required, problems }}>
      <div class="choices" role="group" aria-label=${field.label}>
          ${!required && field.initial === undefined &&
            html`<${Toggle} on=${draft === undefined} label="left out" onClick=${() => onChange(undefined)} />`}
          ${values.map((value, index) =>
            html`<${Toggle} on=${draft !== undefined && isEqual(draft, value)} symbol=${keys[index]?.symbol} label=${
              nameValue(value)
            } onClick=${() => onChange(value)} />`
          )}
        </div>
      </${Group}>
  `;
}

function LineInput(props: FieldInputProps): Child {
  const { field, id, required, problems } = props;
  const inside = field.kind === "json" ? [...problems].find(([key]) => key.startsWith(`${id}.`)) : undefined;
  const problem = problems.get(id) ?? inside?.[1];
  const described = [field.help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  const shared = { id, "aria-describedby": described, "aria-invalid": problem === undefined ? undefined : "true" };
  if (field.kind === "boolean") {
    return html`<div class="field"><label class="check">
      <input type="checkbox" ...${shared} checked=${props.draft === true}
        onChange=${(event: Event) => props.onChange((event.target as HTMLInputElement).checked)} />
      ${field.label || "value"}</label><${Notes} ...${{ field, id, problem }} /></div>`;
  }
  return html`<div class=${classes("field", problem !== undefined && "wrong")}>
    <label for=${id}>${field.label || "value"} ${!required && html`<span class="hint">optional</span>`}</label>
    ${inputOf(props, shared)}
    <${Notes} ...${{ field, id, problem }} />
  </div>`;
}

function inputOf({ field, draft, required, onChange }: FieldInputProps, shared: Record<string, unknown>): Child {
  const text = draft === undefined ? "" : String(draft);
  const onInput = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    onChange(value === "" && !required ? undefined : value);
  };
  const area = { ...shared, value: text, onInput };
  switch (field.kind) {
    case "choice":
      return html`<select ...${shared} onChange=${(event: Event) => {
        const { selectedIndex } = event.target as HTMLSelectElement;
        onChange(selectedIndex === 0 ? undefined : field.values[selectedIndex - 1]);
      }}><option value="">choose…</option>${
        field.values.map((value, index) =>
          html`<option value=${index} selected=${draft !== undefined && isEqual(draft, value)}>${
            nameValue(value)
          }</option>`
        )
      }</select>`;
    case "number":
      return html`
        <input type="text" inputmode=${field.integer && (field.min ?? -1) >= 0 ? "numeric" : "decimal"}
          placeholder=${boundsOf(field)} autocomplete="off" ...${area} />
      `;
    case "json":
      return html`<textarea class="code" rows="4" spellcheck=${false} placeholder="JSON" ...${area}></textarea>`;
    case "text":
      if (field.style === "code") {
        return html`<textarea class="code" rows="9" spellcheck=${false} onKeyDown=${insertTab} ...${area}></textarea>`;
      }
      if (field.style === "area") return html`<textarea rows="3" ...${area} maxlength=${field.max}></textarea>`;
      return html`<input type=${
        field.style === "secret" ? "password" : "text"
      } autocomplete="off" ...${area} maxlength=${field.max} />`;
    default:
      return null;
  }
}

function boundsOf({ min, max, integer }: Field & { kind: "number" }): string {
  const kind = integer ? "whole number" : "number";
  if (min !== undefined && max !== undefined) return `${kind}, ${min} to ${max}`;
  if (min !== undefined) return `${kind}, at least ${min}`;
  return max === undefined ? kind : `${kind}, at most ${max}`;
}

/** Tab indents code. Escape and then Tab leaves the field, so that a keyboard is not trapped in it. */
function insertTab(event: KeyboardEvent): void {
  const area = event.target as HTMLTextAreaElement;
  if (event.key === "Escape") area.dataset.leave = "yes";
  else if (event.key === "Tab" && !event.shiftKey && area.dataset.leave === undefined) {
    event.preventDefault();
    area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  } else delete area.dataset.leave;
}

interface GroupProps {
  readonly field: Field;
  readonly id: string;
  readonly required?: boolean;
  readonly problems: ReadonlyMap<string, string>;
  readonly onRemove?: () => void;
  readonly children?: Child;
}

/** Fields that belong together. The form's root has no frame of its own. */
function Group({ field, id, required, problems, onRemove, children }: GroupProps): Child {
  const problem = problems.get(id);
  if (field.label === "") {
    return html`<div class="group root">${children}<${Notes} ...${{ field, id, problem }} /></div>`;
  }
  return html`<fieldset class=${classes("group", problem !== undefined && "wrong")} id=${id}>
    <legend>${field.label} ${required === false && html`<span class="hint">optional</span>`}
      ${
    onRemove && html`
      <button type="button" class="icon" aria-label=${`Leave ${field.label} out`} onClick=${onRemove}>×</button>
    `
  }</legend>
    <${Notes} ...${{ field, id, problem }} />
    ${children}
  </fieldset>`;
}

function Absent({ field, onAdd }: { field: Field; onAdd: () => void }): Child {
  return html`<div class="field absent"><button type="button" class="small" onClick=${onAdd}>Add ${field.label}</button>
    <span class="hint">optional</span></div>`;
}

function Notes({ field, id, problem }: { field: Field; id: string; problem?: string }): Child {
  return html`${field.help && html`<p class="help" id=${`${id}-help`}>${field.help}</p>`}
    ${problem !== undefined && html`<p class="wrong-note" id=${`${id}-problem`} role="alert">${problem}</p>`}`;
}

/** A value of an enum, for people. */
function nameValue(value: unknown): string {
  return value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
