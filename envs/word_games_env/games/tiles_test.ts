import assert from "node:assert/strict";
import { drawTiles } from "./tiles.ts";

Deno.test("drawTiles() colours each letter by its mark, and leaves the other rows empty", () => {
  const svg = drawTiles([{ guess: "apple", marks: "GYXXG" }], { rows: 2, columns: 5 });
  const fills = [...svg.matchAll(/<rect [^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
  const [green, yellow, grey] = ["#2e9e5b", "#c9a227", "#6b7280"];
  assert.deepEqual(fills, [green, yellow, grey, grey, green, "none", "none", "none", "none", "none"]);
  assert.deepEqual([...svg.matchAll(/>([A-Z])<\/text>/g)].map(([, letter]) => letter).join(""), "APPLE");
});
