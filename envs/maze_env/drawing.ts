import type { Rendering } from "@openenv/core";
import type { Grid, Place } from "./grid.ts";

/** Draws a maze: walls, the agent, and the exit. */
export function drawMaze(grid: Grid, agent: Place, exit: Place): Rendering {
  const size = grid.length;
  const isAt = ([column, row]: Place, x: number, y: number) => column === x && row === y;
  const text = grid.map((line, y) =>
    line.map((wall, x) => isAt(agent, x, y) ? "A " : isAt(exit, x, y) ? "E " : wall === 1 ? "██" : ". ").join("")
  ).join("\n");
  const walls = grid.flatMap((line, y) => line.map((wall, x) => wall === 1 ? `M${x} ${y}h1v1h-1z` : "")).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-.1 -.1 ${size + 0.2} ${size + 0.2}" width="320" ` +
    `height="320"><path d="${walls}" fill="#777"/>` +
    `<path d="M0 0h${size}v${size}h-${size}z" fill="none" stroke="#777" stroke-width=".1"/>` +
    `<rect x="${exit[0] + 0.2}" y="${exit[1] + 0.2}" width=".6" height=".6" fill="#2e9e5b"/>` +
    `<circle cx="${agent[0] + 0.5}" cy="${agent[1] + 0.5}" r=".3" fill="#3b6fd4"/></svg>`;
  return { text, svg };
}
