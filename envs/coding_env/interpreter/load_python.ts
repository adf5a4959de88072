import { loadPyodide, type PyodideAPI } from "pyodide";
import { PYODIDE_FOLDER } from "./pyodide_folder.ts";
import { PYTHON_DRIVER } from "./python_driver.ts";

/** Undocumented options of Pyodide; its version is pinned because of them. */
interface SnapshotOptions {
  readonly _makeSnapshot?: boolean;
  readonly _loadSnapshot?: Uint8Array;
}

/** Undocumented methods of Pyodide. */
interface SnapshotMaker {
  makeMemorySnapshot(): Uint8Array;
}

/** The most memory of the interpreter: beyond it Python raises `MemoryError`. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const PAGE_BYTES = 65_536;

/** Loads Python from a memory snapshot, or, without one, from its files. */
export async function loadPython(snapshot?: Uint8Array): Promise<PyodideAPI> {
  limitMemory();
  const python = await load(snapshot === undefined ? {} : { _loadSnapshot: snapshot });
  if (snapshot === undefined) python.runPython(PYTHON_DRIVER, { filename: "<driver>" });
  return python;
}

/** Makes a memory snapshot of Python with its driver. */
export async function makeSnapshot(): Promise<Uint8Array> {
  const python = await load({ _makeSnapshot: true });
  python.runPython(PYTHON_DRIVER, { filename: "<driver>" });
  return (python as unknown as SnapshotMaker).makeMemorySnapshot();
}

function load(options: SnapshotOptions): Promise<PyodideAPI> {
  return loadPyodide({
    indexURL: PYODIDE_FOLDER,
    jsglobals: Object.create(null),
    env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" },
    stdin: () => null,
    ...options as object,
  });
}

/** V8 has no limit for the memory of WebAssembly. */
function limitMemory(): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages: number): number {
    if (this.buffer.byteLength + pages * PAGE_BYTES > MAX_MEMORY_BYTES) throw new RangeError("The memory is full");
    return grow.call(this, pages);
  };
}
