import type { AnyImplementation } from "../../../core/contract/contract.ts";
import type { Manifest } from "../../../registry/manifest/manifest.ts";
import type { PlayOptions } from "../../check_context.ts";
import type { Subject } from "../../subjects/subject.ts";
import type { FileTexts } from "../memory_package.ts";
import { type Walk, walk } from "./walk.ts";

/** An environment with one fault, and the one check that has to find it. */
export interface Fault {
  /** The fault, in words. */
  readonly name: string;
  /** The check. */
  readonly check: string;
  /** The environment, or what stands for a server that has it. */
  readonly subject: AnyImplementation | Subject;
  /** The manifest. */
  readonly manifest?: Manifest;
  /** The files of the package. Default: there is none. */
  readonly files?: FileTexts;
  /** How it is played. */
  readonly play?: PlayOptions;
  /** `true` if no episode shows it, so that there are no seed and actions to tell. */
  readonly needsNoEpisode?: boolean;
}

/** A fault of a class of walks. */
export function fault(name: string, check: string, Class: new () => Walk, more: Partial<Fault> = {}): Fault {
  return { name, check, subject: walk(() => new Class()), ...more };
}
