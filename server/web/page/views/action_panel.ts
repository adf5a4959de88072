import { useEffect, useMemo, useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { keysOf, type ValueKey } from "../model/keys.ts";
import { sampleValue } from "../model/sample_value.ts";
import { type Field, toField } from "../model/schema_fields.ts";
import type { Player } from "../session/player.ts";
import type { RefusedField, Tool, WebAction } from "../session/server.ts";
import { SchemaForm, withoutMetadata } from "./schema_form.ts";
import { Toggle } from "./toggle.ts";

/** Everything that plays the next step. */
export function ActionPanel({ player }: { player: Player }): Child {
  const { about, episode, shown, problem } = player.state;
  const { action } = about!.schemas;
  const tools = about!.tools ?? undefined;
  const field = useMemo(() => toField(action), [action]);
  const last = episode!.frame(episode!.length - 1);
  const isOver = last.result.done;
  const disabled = isOver || player.isLocked; // not while a step runs: a button that is disabled loses the focus
  const pad = useMemo(() => padOf(field, tools), [field, tools]);
  const offered = useMemo(() => padOfOffered(shown.actions ?? []), [shown.actions]);
  const refused = problem?.of === "step" ? problem.fields : undefined;
  const play = (action: unknown) => player.step(action);
  usePadKeys(player, offered ?? pad);
  return html`<div class="card actions">
    <h2>${tools === undefined ? "Action" : "Call a tool"}</h2>
    ${isOver && html`<p class="over">The episode is over. Reset to play again, or take the last step back.</p>`}
    ${
    offered !== undefined
      ? html`<${Pad} ...${{ pad: offered, disabled, play }} />`
      : shown.actions !== undefined && shown.actions.length > 0 &&
        html`<${OneClick} actions=${shown.actions} ...${{ disabled, play }} />`
  }
    ${
    pad !== undefined && offered === undefined
      ? html`<${Pad} ...${{ pad, disabled, play }} />${
        refused && html`<p class="wrong-note" role="alert">${refused[0]?.message}</p>`
      }`
      : html`<${ActionForm} ...${{ player, tools, action, disabled, refused }} />`
  }
    <div class="row minor">
      <button type="button" disabled=${disabled || last.type !== "step"} onClick=${() =>
    last.type === "step" && play(last.action)}>Repeat</button>
      <button type="button" disabled=${disabled} onClick=${() =>
    play(drawAction(field, tools, shown.actions))}>Random action</button>
      <button type="button" disabled=${episode!.length < 2 || player.isLocked} onClick=${() =>
    player.undo()}>Undo</button>
    </div>
  </div>`;
}

/** A button that plays an action, and its key. */
interface Choice {
  readonly text: string;
  readonly action: unknown;
  readonly key?: ValueKey;
}

/** An action that is one choice: each value is a button that plays it. */
interface ChoicePad {
  readonly name: string;
  readonly choices: readonly Choice[];
}

const MOST_BUTTONS = 16;
const OFFERED = "Actions that the environment offers";

function padOf(field: Field, tools: readonly Tool[] | undefined): ChoicePad | undefined {
  if (tools !== undefined || field.kind !== "object") return undefined;
  const asked = field.properties.filter(({ name }) => name !== "metadata");
  const [only] = asked;
  if (asked.length !== 1 || only!.field.kind !== "choice" || only!.field.values.length > MOST_BUTTONS) return undefined;
  const { name, field: { values } } = only as { name: string; field: Field & { kind: "choice" } };
  const keys = keysOf(values);
  const toChoice = (value: unknown, index: number) => ({
    text: typeof value === "string" ? value : JSON.stringify(value),
    action: { [name]: value },
    key: keys[index],
  });
  return { name, choices: values.map(toChoice) };
}

/** The actions that the environment offers, if they are directions: arrow keys play them. */
function padOfOffered(actions: readonly WebAction[]): ChoicePad | undefined {
  const keys = keysOf(actions.map(({ label }) => label));
  if (!keys.some((key) => key?.key.startsWith("Arrow"))) return undefined;
  return {
    name: OFFERED,
    choices: actions.map(({ label, action }, index) => ({ text: label, action, key: keys[index] })),
  };
}

interface PadProps {
  readonly pad: ChoicePad;
  readonly disabled: boolean;
  readonly play: (action: unknown) => void;
}

function Pad({ pad, disabled, play }: PadProps): Child {
  const { choices } = pad;
  const isCross = choices.length === 4 && new Set(choices.map(({ key }) => key?.key)).size === 4 &&
    choices.every(({ key }) => key?.key.startsWith("Arrow"));
  return html`
    <div class=${isCross ? "pad cross" : "pad"} role="group" aria-label=${pad.name}>
        ${choices.map(({ text, action, key }) => {
          const place = isCross ? ` at-${key!.key.slice(5).toLowerCase()}` : "";
          return html`<button type="button" class=${`pad-button${place}`} disabled=${disabled} onClick=${() =>
            play(action)}>
        ${key !== undefined && html`<kbd aria-hidden="true">${key.symbol}</kbd>`}${text}</button>`;
        })}
      </div>
    <p class="hint">${isCross ? "The arrow keys play, too." : "The keys on the buttons play, too."}</p>
  `;
}

/** Arrow keys and digits play, unless they belong to what has the focus. */
function usePadKeys(player: Player, pad: ChoicePad | undefined): void {
  useEffect(() => {
    if (pad === undefined) return;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey || event.metaKey || event.altKey ||
        target.closest("input, textarea, select, [contenteditable], dialog")
      ) return;
      const choice = pad.choices.find(({ key }) => key?.key === event.key);
      if (choice === undefined) return;
      event.preventDefault();
      const { episode } = player.state;
      const isOver = episode!.frame(episode!.length - 1).result.done;
      if (!isOver && !event.repeat) player.step(choice.action);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [player, pad]);
}

function OneClick({ actions, disabled, play }: { actions: readonly WebAction[] } & Omit<PadProps, "pad">): Child {
  return html`<div class="choices one-click" role="group" aria-label=${OFFERED}>
    ${
    actions.map(({ label, action }) =>
      html`<button type="button" disabled=${disabled} onClick=${() => play(action)}>${label}</button>`
    )
  }
  </div>`;
}

interface ActionFormProps {
  readonly player: Player;
  readonly tools: readonly Tool[] | undefined;
  readonly action: unknown;
  readonly disabled: boolean;
  readonly refused: readonly RefusedField[] | undefined;
}

function ActionForm({ player, tools, action, disabled, refused }: ActionFormProps): Child {
  const [name, setName] = useState(tools?.[0]?.name);
  const { episode } = player.state;
  if (tools === undefined) {
    return html`<${SchemaForm} id="action" schema=${action} submit="Step" ...${{ disabled, refused }} onSubmit=${(
      value: unknown,
    ) => player.step(value)} />`;
  }
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) return html`<p class="hint">This environment has no tools.</p>`;
  const call = (value: unknown) => player.step({ type: "call_tool", tool_name: tool.name, arguments: value });
  const said = refusalOf(episode!.frame(episode!.length - 1).result.observation, tool.name);
  return html`
    <div class="choices tools" role="group" aria-label="Tool">
      ${tools.map((one) =>
        html`<${Toggle} on=${one.name === name} label=${one.name} onClick=${() => setName(one.name)} />`
      )}
    </div>
    ${tool.description && html`<p class="help">${tool.description}</p>`}
    <${SchemaForm} key=${name} id="action" schema=${tool.inputSchema ??
      {}} submit=${`Call ${tool.name}`} disabled=${disabled}
      refused=${refused ?? said} onSubmit=${call} />
  `;
}

const INVALID = /^Invalid arguments for tool '([^']*)': ([\w.]+): (.*)$/s;

/** A tool's refusal is an observation; the field that it is about is named in its text. */
function refusalOf(observation: unknown, tool: string): readonly RefusedField[] | undefined {
  const { error } = observation as { error?: { message?: unknown } | null };
  const [, name, path, message] = typeof error?.message === "string" ? INVALID.exec(error.message) ?? [] : [];
  return name === tool ? [{ path: path!.split("."), message: message! }] : undefined;
}

/** Draws an action: a call of a tool, else one that the environment offers, else a value of the schema. */
function drawAction(
  field: Field,
  tools: readonly Tool[] | undefined,
  offered: readonly WebAction[] | undefined,
): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
  if (tools === undefined || tools.length === 0) {
    return offered?.length ? pick(offered).action : sampleValue(withoutMetadata(field));
  }
  const tool = pick(tools);
  return { type: "call_tool", tool_name: tool.name, arguments: sampleValue(toField(tool.inputSchema ?? {})) };
}
