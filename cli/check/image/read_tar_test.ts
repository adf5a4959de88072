import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { makeTempFolder } from "../../testdata/temp_folder.ts";
import { readTar, type TarHeader } from "./read_tar.ts";

const LONG = `${"deep/".repeat(30)}${"n".repeat(120)}`;

/** Packs a folder with the program `tar`. */
async function pack(folder: string, format: string): Promise<Uint8Array<ArrayBuffer>> {
  const args = ["-C", folder, `--format=${format}`, "--owner=7", "--group=8", "--numeric-owner", "-c", "."];
  const { code, stdout } = await new Deno.Command("tar", { args }).output();
  assert.equal(code, 0);
  return stdout;
}

async function read(archive: Uint8Array<ArrayBuffer>, chunkBytes = 700) {
  const found = new Map<string, TarHeader & { text: string }>();
  const chunks = Array.from(
    { length: Math.ceil(archive.length / chunkBytes) },
    (_, index) => archive.slice(index * chunkBytes, (index + 1) * chunkBytes),
  );
  await readTar(ReadableStream.from(chunks), (header) => {
    const entry = { ...header, text: "" };
    found.set(header.path, entry);
    return (piece) => entry.text += new TextDecoder().decode(piece);
  });
  return found;
}

for (const format of ["gnu", "pax"]) {
  Deno.test(`readTar() reads what tar packs in the format ${format}`, async () => {
    await using folder = await makeTempFolder({
      "a.txt": "one",
      "big.txt": "x".repeat(5000),
      "empty": "",
      [LONG]: "deep",
    });
    await Deno.chmod(join(folder.path, "a.txt"), 0o640);
    await symlink(`${"t".repeat(150)}/a.txt`, join(folder.path, "link"));
    const found = await read(await pack(folder.path, format));
    const { path, kind, mode, uid, gid, text } = found.get("./a.txt")!;
    assert.deepEqual([path, kind, mode, uid, gid, text], ["./a.txt", "file", 0o640, 7, 8, "one"]);
    assert.equal(found.get("./big.txt")!.text.length, 5000);
    assert.equal(found.get("./empty")!.text, "");
    assert.equal(found.get(`./${LONG}`)!.text, "deep");
    assert.deepEqual([found.get("./link")!.kind, found.get("./link")!.target], ["link", `${"t".repeat(150)}/a.txt`]);
    assert.equal(found.get("./deep/")!.kind, "folder");
  });
}

Deno.test("readTar() refuses an archive that is cut off", async () => {
  await using folder = await makeTempFolder({ "a.txt": "x".repeat(2000) });
  const archive = await pack(folder.path, "gnu");
  for (const length of [300, 1500]) {
    await assert.rejects(read(archive.slice(0, 512 + length)), { message: "Cannot read archive: it is cut off" });
  }
});
