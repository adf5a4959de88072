import type { Player } from "../session/player.ts";

/** Opens a file that a person chose. */
export async function openFile(player: Player, file: File, as: "episode" | "other" = "episode"): Promise<void> {
  try {
    player.open(new Uint8Array(await file.arrayBuffer()), file.name, as);
  } catch (error) {
    player.fail(new Error(`Cannot read ${file.name}: ${(error as Error).message}`));
  }
}
