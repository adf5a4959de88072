/** A node of the accessibility tree, as Chromium's protocol describes it. */
export interface AccessibilityNode {
  /** Its id in this tree. */
  readonly nodeId: string;
  /** `true` for a node that is there for layout only. */
  readonly ignored: boolean;
  /** The role, such as `button`. */
  readonly role?: { readonly value?: unknown };
  /** The name, such as the text of a button. */
  readonly name?: { readonly value?: unknown };
  /** The value of a control. */
  readonly value?: { readonly value?: unknown };
  /** Further properties. */
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
  /** The ids of its children. */
  readonly childIds?: readonly string[];
  /** The id of its element in the document. */
  readonly backendDOMNodeId?: number;
}

/** These nodes add nothing to the names of those around them. */
const LEFT_OUT: ReadonlySet<string> = new Set(["InlineTextBox", "LineBreak", "ListMarker"]);
/** The children of these without a name are shown in their place. */
const PLAIN: ReadonlySet<string> = new Set(["none", "generic", "LabelText", "MenuListPopup"]);
/** Roles whose children the browser makes up itself. */
const CONTROLS: ReadonlySet<string> = new Set([
  ...["textbox", "searchbox", "spinbutton", "slider", "Date", "DateTime", "InputTime", "ColorWell"],
]);
/** The properties that are written if they are true, and those that are always written. */
const MARKS: ReadonlySet<string> = new Set(["focused", "disabled", "required", "readonly", "multiline"]);
const FACTS: ReadonlySet<string> = new Set(["checked", "expanded", "selected", "pressed"]);

/**
 * Writes an accessibility tree: a line a node, `[12] button 'Submit'`, with a tab for each level.
 *
 * @param nodes The nodes, the root first.
 * @param bids The id of each element that actions can name, by its id in the document.
 * @returns The text.
 */
export function renderTree(nodes: readonly AccessibilityNode[], bids: ReadonlyMap<number, string>): string {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];
  const visit = (node: AccessibilityNode, depth: number, above: string): void => {
    const role = textOf(node.role);
    const name = textOf(node.name).replace(/\s+/g, " ").trim();
    if (LEFT_OUT.has(role)) return;
    const isHidden = node.ignored || (PLAIN.has(role) && name === "") || (role === "StaticText" && name === "");
    const isRepeated = role === "StaticText" && name === above;
    if (!isHidden && !isRepeated) lines.push("\t".repeat(depth) + describe(node, role, name, bids));
    if (CONTROLS.has(role)) return;
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, isHidden ? depth : depth + 1, isHidden ? above : name);
    }
  };
  if (nodes[0] !== undefined) visit(nodes[0], 0, "");
  return lines.join("\n");
}

function describe(node: AccessibilityNode, role: string, name: string, bids: ReadonlyMap<number, string>): string {
  const bid = role === "StaticText" ? undefined : bids.get(node.backendDOMNodeId ?? -1);
  const value = node.value?.value;
  const facts = (node.properties ?? []).flatMap(({ name, value: { value } }) => {
    if (MARKS.has(name)) return value === true ? [name] : [];
    return FACTS.has(name) ? [`${name}=${quote(String(value))}`] : [];
  });
  const parts = [
    `${bid === undefined ? "" : `[${bid}] `}${role} ${quote(name)}`,
    ...(value === undefined || value === "" ? [] : [`value=${quote(String(value))}`]),
    ...facts,
  ];
  return parts.join(", ");
}

function textOf(part: { readonly value?: unknown } | undefined): string {
  return part?.value === undefined ? "" : String(part.value);
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}
