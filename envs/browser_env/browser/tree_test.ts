import assert from "node:assert/strict";
import { listElements, listTexts } from "./read_tree.ts";
import { type AccessibilityNode, renderTree } from "./tree.ts";

/** A node, with the id of its element, and its children; ids are paths. */
interface Sketch {
  readonly role: string;
  readonly name?: string;
  readonly element?: number;
  readonly ignored?: boolean;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Sketch[];
}

function toNodes(sketch: Sketch, nodeId = "0"): AccessibilityNode[] {
  const { role, name, element, ignored = false, value, properties = {}, children = [] } = sketch;
  const childIds = children.map((_, index) => `${nodeId}.${index}`);
  return [
    {
      nodeId,
      ignored,
      role: { value: role },
      name: { value: name },
      value: { value },
      properties: Object.entries(properties).map(([name, value]) => ({ name, value: { value } })),
      childIds,
      backendDOMNodeId: element,
    },
    ...children.flatMap((child, index) => toNodes(child, childIds[index])),
  ];
}

const BIDS = new Map([[1, "0"], [2, "7"], [3, "8"], [4, "9"], [5, "a10"]]);

Deno.test("a tree has a line a node: its id, role, name, value and properties", () => {
  const tree = renderTree(
    toNodes({
      role: "RootWebArea",
      name: "Page",
      properties: { focused: true },
      children: [
        {
          role: "textbox",
          name: "It's\n a  name",
          element: 2,
          value: "a\\b",
          properties: { required: true, disabled: false, focusable: true },
          children: [{ role: "generic", name: "inside" }],
        },
        { role: "checkbox", name: "", element: 3, properties: { checked: "mixed" } },
      ],
    }),
    BIDS,
  );
  assert.equal(
    tree,
    "RootWebArea 'Page', focused\n\t[7] textbox 'It\\'s a name', value='a\\\\b', required\n" +
      "\t[8] checkbox '', checked='mixed'",
  );
});

Deno.test("what adds nothing is left out, and what is inside of it takes its place", () => {
  const text = (name: string): Sketch => ({ role: "StaticText", name, element: 3 });
  const tree = renderTree(
    toNodes({
      role: "RootWebArea",
      children: [
        { role: "none", ignored: true, children: [{ role: "generic", children: [text("Hello")] }] },
        { role: "button", name: "Go", element: 2, children: [text("Go"), { role: "InlineTextBox", name: "Go" }] },
        { role: "listitem", element: 4, children: [{ role: "ListMarker", name: "1." }, text(" "), text("One")] },
      ],
    }),
    BIDS,
  );
  assert.equal(
    tree,
    "RootWebArea ''\n\tStaticText 'Hello'\n\t[7] button 'Go'\n\t[9] listitem ''\n\t\tStaticText 'One'",
  );
});

Deno.test("a tree without nodes is empty, and children that are missing are passed over", () => {
  assert.equal(renderTree([], BIDS), "");
  assert.equal(renderTree([{ nodeId: "1", ignored: false, childIds: ["2"] }], BIDS), " ''");
});

Deno.test("the elements and the texts of a tree can be read again", () => {
  const tree = "RootWebArea ''\n\t[a10] button 'It\\'s \\\\ it', focused\n\t\tStaticText 'A\\'s'\n\tgeneric 'x'";
  assert.deepEqual(listElements(tree), [{ bid: "a10", role: "button", name: "It's \\ it", rest: ", focused" }]);
  assert.deepEqual(listTexts(tree), ["A's"]);
});
